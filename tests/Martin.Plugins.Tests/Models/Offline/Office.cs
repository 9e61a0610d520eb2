using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Plugins.Dates;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Offline;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>A turn with the offline model: what it said, suggested and called.</summary>
internal sealed record Answer(string Text, IReadOnlyList<string> Suggestions, IReadOnlyList<(string Tool, JsonObject Arguments)> Calls)
{
    public IEnumerable<string> Tools => Calls.Select(c => c.Tool);

    public JsonObject? Of(string tool) => Calls.LastOrDefault(c => c.Tool == tool).Arguments;
}

/// <summary>A <see cref="Desk"/> with all of Martin's tools, and a conversation over it at 10:00 on Sunday 22 November 2026 in Berlin.</summary>
#pragma warning disable CA1001 // the offline model holds nothing to dispose of
internal sealed class Office
#pragma warning restore CA1001
{
    public static readonly string[] Reads = [.. Desk.Reads.Union(["find_free_time", "resolve_date"])];
    private static readonly string[] Tools =
        [.. Desk.Tools.Union(["find_free_time", "resolve_date", "send_mail", "draft_reply", "archive_mail", "label_mail", "triage_email", "respond_event", "schedule_meeting"])];

    private const int MostRounds = 12;
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private readonly OfflineChatClient model = new(TimeProvider.System);
    private readonly List<ChatMessage> messages = [];
    private readonly ChatOptions options = new()
    {
        Tools = [.. Tools.Select(name => (AITool)AIFunctionFactory.CreateDeclaration(name, name, JsonDocument.Parse("{}").RootElement))],
        AdditionalProperties = new() { [ModelContext.Key] = new ModelContext(Now, "Europe/Berlin") },
    };

    public Desk Desk { get; } = new();

    public async Task<Answer> SayAsync(string text)
    {
        messages.Add(new(ChatRole.User, text));
        var calls = new List<(string, JsonObject)>();
        for (var round = 0; round < MostRounds; round++)
        {
            var updates = await model.GetStreamingResponseAsync(messages, options).ToListAsync();
            var response = updates.ToChatResponse();
            messages.AddRange(response.Messages);
            var called = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            if (called.Count == 0) return new(response.Text, updates[^1].AdditionalProperties?.GetValueOrDefault(ModelContext.SuggestionsKey) as string[] ?? [], calls);
            foreach (var call in called)
            {
                var arguments = JsonNode.Parse(JsonSerializer.Serialize(call.Arguments))!.AsObject();
                calls.Add((call.Name, arguments));
                messages.Add(new(ChatRole.Tool, [new FunctionResultContent(call.CallId, Execute(call.Name, arguments))]));
            }
        }
        throw new InvalidOperationException($"No answer after {MostRounds} rounds to \"{text}\".");
    }

    private string Execute(string tool, JsonObject a) => tool switch
    {
        "resolve_date" => Plugins.Tools.ToolResults.Of(DateAnswer.For(a["phrase"]!.ToString(), Now, a["timeZone"]?.ToString() ?? "Europe/Berlin")),
        "find_free_time" => """{"ok":true,"slots":[]}""",
        "send_mail" or "schedule_meeting" or "respond_event" => """{"ok":true,"proposed":true,"actionId":"a-1","summary":"waits"}""",
        "draft_reply" => """{"ok":true,"summary":"Drafted","draftId":"d-1","content":"Hello,\n\n…"}""",
        "archive_mail" or "label_mail" => """{"ok":true,"summary":"Archived: 1 mail"}""",
        "triage_email" => """{"ok":true,"summary":"Sorted 2 mails","mails":[]}""",
        _ => Desk.Execute(tool, a),
    };
}
