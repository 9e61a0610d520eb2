using System.Runtime.CompilerServices;
using System.Text.Json;
using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;
using Martin.Plugins.Models.Offline.Wishes;
using Microsoft.Extensions.AI;
using NodaTime;

namespace Martin.Plugins.Models.Offline;

/// <summary>
/// A model without a model: a grammar over dates and intents that makes the same tool calls as the others. The same messages, tools and
/// <see cref="ModelContext"/> give the same answer. It acts only on what it understood wholly and asks about the rest.
/// </summary>
/// <param name="clock">Tells the time where a request carries no <see cref="ModelContext"/>; such a request is read in UTC.</param>
public sealed class OfflineChatClient(TimeProvider clock) : IChatClient
{
    public const string ModelId = "offline";

    private const int WordsPerUpdate = 4;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <remarks>The usage counts words, not tokens: nothing is billed by it, it only keeps the meters going.</remarks>
#pragma warning disable CS1998 // the answer is computed at once; only the interface is asynchronous
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
#pragma warning restore CS1998
    {
        var read = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var reply = Mind.Answer(Conversation.From(read), SceneOf(options));
        foreach (var group in WordGroups(reply.Text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Update(new TextContent(group));
        }
        foreach (var call in reply.Calls)
            yield return Update(new FunctionCallContent(call.CallId, call.Tool, Arguments(call)));

        var last = Update(new UsageContent(Usage(read, reply)));
        last.FinishReason = reply.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
        if (reply.Suggestions.Count > 0) last.AdditionalProperties = new() { [ModelContext.SuggestionsKey] = reply.Suggestions.ToArray() };
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("martin", defaultModelId: ModelId)
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }

    private Scene SceneOf(ChatOptions? options)
    {
        var context = options?.AdditionalProperties?.GetValueOrDefault(ModelContext.Key) as ModelContext ?? new(clock.GetUtcNow(), "UTC");
        var tools = options?.Tools?.Select(t => t.Name).ToHashSet() ?? [];
        return new(Instant.FromDateTimeOffset(context.Now), LocalTimes.Zone(context.TimeZone) ?? DateTimeZone.Utc, tools, new());
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content]) { ModelId = ModelId };

    /// <summary>Values are <see cref="JsonElement"/>s, as from the other models.</summary>
    private static Dictionary<string, object?> Arguments(PlannedCall call) =>
        call.Arguments.ToDictionary(a => a.Key, a => (object?)JsonSerializer.SerializeToElement(a.Value));

    private static IEnumerable<string> WordGroups(string text)
    {
        var (start, spaces) = (0, 0);
        for (var i = 0; i < text.Length; i++)
            if (text[i] is ' ' or '\n' && ++spaces % WordsPerUpdate == 0)
            {
                yield return text[start..(i + 1)];
                start = i + 1;
            }
        if (start < text.Length) yield return text[start..];
    }

    private static UsageDetails Usage(IEnumerable<ChatMessage> messages, Reply reply)
    {
        var (input, output) = (messages.Sum(m => Words(m.Text)), Words(reply.Text) + reply.Calls.Count);
        return new() { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    private static long Words(string text) => text.Length == 0 ? 0 : 1 + text.AsSpan().Count(' ');
}
