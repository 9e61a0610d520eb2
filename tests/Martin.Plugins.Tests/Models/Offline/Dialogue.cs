using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Offline;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Tests.Models.Offline;

internal sealed record Reply(string Text, IReadOnlyList<string> Suggestions, IReadOnlyList<string> Calls)
{
    /// <summary>The calls that are not reads, each as "tool {arguments}".</summary>
    public IReadOnlyList<string> Writes => [.. Calls.Where(c => !Desk.Reads.Contains(c.Split(' ')[0]))];
}

/// <summary>A conversation with the offline model over a <see cref="Desk"/>, at 10:00 on Sunday 22 November 2026 in Berlin.</summary>
#pragma warning disable CA1001 // the offline model holds nothing to dispose of
internal sealed class Dialogue
#pragma warning restore CA1001
{
    private const int MostRounds = 12;
    private readonly OfflineChatClient model = new(TimeProvider.System);
    private readonly List<ChatMessage> messages = [];
    private readonly ChatOptions options;

    public Dialogue(Desk? desk = null, IEnumerable<string>? tools = null)
    {
        Desk = desk ?? new();
        options = new()
        {
            Tools = [.. (tools ?? Desk.Tools).Select(name => (AITool)AIFunctionFactory.Create(() => "", name))],
            AdditionalProperties = new() { [ModelContext.Key] = new ModelContext(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero), "Europe/Berlin") },
        };
    }

    public Desk Desk { get; }

    public IReadOnlyList<ChatMessage> Messages => messages;

    public async Task<Reply> SayAsync(string text, string? decision = null)
    {
        var message = new ChatMessage(ChatRole.User, text);
        if (decision is not null) message.AdditionalProperties = new() { [ModelContext.DecisionKey] = decision };
        messages.Add(message);
        var calls = new List<string>();
        for (var round = 0; round < MostRounds; round++)
        {
            var updates = await model.GetStreamingResponseAsync(messages, options).ToListAsync();
            var response = updates.ToChatResponse();
            messages.AddRange(response.Messages);
            var called = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            Assert.Equal(called.Count, called.Select(c => c.CallId).Distinct().Count());
            if (called.Count == 0)
            {
                Assert.NotEmpty(response.Text);
                var suggestions = updates[^1].AdditionalProperties?.GetValueOrDefault(ModelContext.SuggestionsKey) as string[];
                return new(response.Text, suggestions ?? [], calls);
            }
            foreach (var call in called)
            {
                Assert.Contains(options.Tools!, t => t.Name == call.Name);
                var arguments = JsonNode.Parse(JsonSerializer.Serialize(call.Arguments))!.AsObject();
                calls.Add($"{call.Name} {Desk.Json(arguments)}");
                messages.Add(new(ChatRole.Tool, [new FunctionResultContent(call.CallId, Desk.Execute(call.Name, arguments))]));
            }
        }
        throw new InvalidOperationException($"No answer after {MostRounds} rounds: {string.Join(" | ", calls)}");
    }
}
