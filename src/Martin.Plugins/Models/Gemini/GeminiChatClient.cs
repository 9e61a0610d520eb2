using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models.Gemini;

/// <summary>
/// Gemini by its native API (<c>streamGenerateContent</c>): the OpenAI-compatible one loses thought signatures and runs parallel calls together.
/// The signature of a call, and the id if it has one, stand in its AdditionalProperties and are sent back with it.
/// </summary>
public sealed class GeminiChatClient(GeminiApi api, string model) : ProviderChatClient(GeminiApi.Provider)
{
    private static readonly GeminiUsage Nothing = new();

    protected override async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken ct)
    {
        using var response = await api.PostAsync($"models/{model}:streamGenerateContent?alt=sse", GeminiPrompt.Of(messages, options), GeminiJson.Default.GeminiRequest, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var answers = SseParser.Create(body, static (_, data) => JsonSerializer.Deserialize(data, GeminiJson.Default.GeminiAnswer)!);
        var told = new GeminiUsage();
        await foreach (var item in answers.EnumerateAsync(ct))
        {
            var answer = item.Data;
            var candidate = answer.Candidates is [var first, ..] ? first : null;
            var update = new ChatResponseUpdate(ChatRole.Assistant, Contents(candidate)) { ModelId = model };
            // With what it comes with and before anything that ends the stream: what was used is used, however it ends.
            if (answer.UsageMetadata is { } usage && usage.Since(told) is var more && more != Nothing)
            {
                told += more;
                update.Contents.Add(new UsageContent(Details(more)));
            }
            update.FinishReason = answer.PromptFeedback?.BlockReason is not null ? ChatFinishReason.ContentFilter : Reason(candidate?.FinishReason);
            if (update.Contents.Count > 0 || update.FinishReason is not null) yield return update;
            if (answer.Error is { } error) throw GeminiApi.Fault(error.Code, error);
            if (candidate?.FinishReason is not null && update.FinishReason is null)  // MALFORMED_FUNCTION_CALL and its like
                throw Fault(ProviderFault.BadAnswer, "The model gave an answer that could not be read.");
        }
    }

    // Its failures are thrown as what they are.
    protected override ProviderException? Translate(Exception e) => null;

    private static List<AIContent> Contents(GeminiCandidate? candidate)
    {
        var contents = new List<AIContent>(1);
        foreach (var part in candidate?.Content?.Parts ?? [])
        {
            if (part.FunctionCall is { } call) contents.Add(Call(call, part.ThoughtSignature));
            else if (part is { Text.Length: > 0, Thought: not true }) contents.Add(new TextContent(part.Text));
        }
        return contents;
    }

    private static FunctionCallContent Call(GeminiCall call, string? signature)
    {
        var arguments = call.Args is { ValueKind: JsonValueKind.Object } args ? args.EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value) : [];
        return new FunctionCallContent(call.Id ?? "", call.Name, arguments)
        {
            AdditionalProperties = signature is null && call.Id is null ? null : new()
            {
                [ModelContext.SignatureKey] = signature, [ModelContext.ProviderCallIdKey] = call.Id,
            },
        };
    }

    // STOP is also said after calls: whoever asks looks at the contents.
    private static ChatFinishReason? Reason(string? reason) => reason switch
    {
        "STOP" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "LANGUAGE" => ChatFinishReason.ContentFilter,
        _ => null,
    };

    private static UsageDetails Details(GeminiUsage usage) => new()
    {
        InputTokenCount = usage.PromptTokenCount, OutputTokenCount = usage.CandidatesTokenCount + usage.ThoughtsTokenCount,
        CachedInputTokenCount = usage.CachedContentTokenCount, ReasoningTokenCount = usage.ThoughtsTokenCount,
    };
}
