using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Martin.Testing.Peers;

/// <summary>An answer as GenerateContentResponse objects: a word each, all calls whole in one, and STOP at the end also after calls.</summary>
internal sealed class GeminiEmission
{
    private readonly ModelRequest request;
    private readonly string id;
    private readonly int promptTokens;
    private readonly List<string> words;
    private readonly string? textSignature;

    // null: the model wrote arguments that are no object, which Gemini does not pass on.
    private readonly JsonArray? calls;
    private readonly string finish;
    private readonly bool nothing;

    /// <param name="blockedAfter">So many tokens, then a safety block; 0 blocks the prompt.</param>
    public GeminiEmission(ModelRequest request, ModelAnswer answer, bool callIds, bool signsText, int? blockedAfter)
    {
        this.request = request;
        id = request.Fingerprint;
        promptTokens = Math.Max(1, request.Body.GetRawText().Length / 4);
        nothing = blockedAfter == 0;
        words = [.. ModelEmission.Words(answer.Text(request)).Take(blockedAfter ?? int.MaxValue)];
        calls = blockedAfter is null ? Calls(request, answer, callIds) : [];
        finish = blockedAfter is not null ? "SAFETY" : calls is null ? "MALFORMED_FUNCTION_CALL" : "STOP";
        textSignature = signsText && blockedAfter is null ? GeminiSignature.OfText(string.Concat(words)) : null;
    }

    public ModelEmission Stream()
    {
        if (nothing) return new([], default, [Event(Blocked())]);
        var tokens = words.Select((_, i) => Event(Response(Words(i, 1), null, i + 1))).ToList();
        if (calls is { Count: > 0 }) tokens.Add(Event(Response(calls, null, words.Count + 1)));
        return new(tokens, default, [Event(Response(finish == "STOP" ? [Said("")] : null, finish, tokens.Count))]);
    }

    /// <summary>The same in one object.</summary>
    public string Whole()
    {
        if (nothing) return PeerJson.Text(Blocked());
        var parts = Words(0, words.Count);
        foreach (var call in calls ?? []) parts.Add(call!.DeepClone());
        if (parts.Count == 0 && finish == "STOP") parts.Add(Said(""));
        return PeerJson.Text(Response(parts.Count == 0 ? null : parts, finish, words.Count + (calls is { Count: > 0 } ? 1 : 0)));
    }

    /// <summary>So many words in one part; the last are followed by the signature, if there is one.</summary>
    private JsonArray Words(int from, int count)
    {
        var parts = new JsonArray();
        if (count == 0) return parts;
        parts.Add(Said(string.Concat(words.Skip(from).Take(count))));
        if (textSignature is not null && from + count == words.Count) parts.Add(new JsonObject { ["text"] = "", ["thoughtSignature"] = textSignature });
        return parts;
    }

    private static JsonObject Said(string text) => new() { ["text"] = text };

    private static JsonArray? Calls(ModelRequest request, ModelAnswer answer, bool callIds)
    {
        var parts = new JsonArray();
        foreach (var call in answer.Calls)
        {
            JsonElement args;
            try { args = JsonSerializer.Deserialize<JsonElement>(call.Arguments); }
            catch (JsonException) { return null; }
            if (args.ValueKind != JsonValueKind.Object) return null;
            var made = new JsonObject { ["name"] = call.Name, ["args"] = JsonObject.Create(args) };
            if (callIds) made["id"] = $"gc-{request.Fingerprint}-{parts.Count}";
            var part = new JsonObject { ["functionCall"] = made };
            if (parts.Count == 0) part["thoughtSignature"] = GeminiSignature.OfCall(call.Name, args);
            parts.Add(part);
        }
        return parts;
    }

    /// <param name="tokens">Of the answer so far: each response tells the sum.</param>
    private JsonObject Response(JsonArray? parts, string? finishReason, int tokens)
    {
        var candidate = new JsonObject { ["index"] = 0 };
        if (parts is not null) candidate["content"] = new JsonObject { ["role"] = "model", ["parts"] = parts };
        if (finishReason is not null) candidate["finishReason"] = finishReason;
        return new() { ["candidates"] = new JsonArray(candidate), ["usageMetadata"] = Usage(tokens), ["modelVersion"] = request.Model, ["responseId"] = id };
    }

    private JsonObject Blocked() => new()
    {
        ["promptFeedback"] = new JsonObject { ["blockReason"] = "SAFETY" }, ["usageMetadata"] = Usage(0), ["modelVersion"] = request.Model,
    };

    private JsonObject Usage(int tokens) => new() { ["promptTokenCount"] = promptTokens, ["candidatesTokenCount"] = tokens, ["totalTokenCount"] = promptTokens + tokens };

    private static ReadOnlyMemory<byte> Event(JsonObject response) => Encoding.UTF8.GetBytes($"data: {PeerJson.Text(response)}\r\n\r\n");
}
