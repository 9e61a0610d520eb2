using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Martin.Testing.Peers;

/// <summary>An answer as GenerateContentResponse objects: a word each, all calls whole in one, and STOP at the end also after calls.</summary>
internal static class GeminiEmission
{
    /// <param name="blockedAfter">So many tokens, then a safety block; 0 blocks the prompt.</param>
    public static ModelEmission Of(ModelRequest request, ModelAnswer answer, bool callIds, int? blockedAfter)
    {
        if (blockedAfter == 0) return new([], default, [Event(Blocked(request))]);
        var tokens = ModelEmission.Words(answer.Text(request)).Select(w => Event(Response(request, [new JsonObject { ["text"] = w }], null, 1))).ToList();
        var finish = blockedAfter is null ? "STOP" : "SAFETY";
        if (blockedAfter is { } shown) tokens = [.. tokens.Take(shown)];
        else if (answer.Calls.Count > 0)
        {
            if (Calls(request, answer, callIds) is { } calls) tokens.Add(Event(Response(request, calls, null, tokens.Count + 1)));
            else finish = "MALFORMED_FUNCTION_CALL";
        }
        return new(tokens, default, [Event(Response(request, finish == "STOP" ? [new JsonObject { ["text"] = "" }] : null, finish, tokens.Count))]);
    }

    public static string Whole(ModelRequest request, ModelAnswer answer, bool callIds, int? blockedAfter)
    {
        if (blockedAfter == 0) return Blocked(request).ToJsonString();
        var text = answer.Text(request);
        var parts = new JsonArray();
        if (text.Length > 0) parts.Add(new JsonObject { ["text"] = text });
        foreach (var call in Calls(request, answer, callIds) ?? []) parts.Add(call!.DeepClone());
        return Response(request, parts, blockedAfter is null ? "STOP" : "SAFETY", ModelEmission.Words(text).Count()).ToJsonString();
    }

    /// <returns>null: the model wrote arguments that are no object, which Gemini does not pass on.</returns>
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
            if (parts.Count == 0) part["thoughtSignature"] = GeminiSignature.Of(call.Name, args);
            parts.Add(part);
        }
        return parts;
    }

    private static JsonObject Response(ModelRequest request, JsonArray? parts, string? finish, int tokens)
    {
        var candidate = new JsonObject { ["index"] = 0 };
        if (parts is not null) candidate["content"] = new JsonObject { ["role"] = "model", ["parts"] = parts };
        if (finish is not null) candidate["finishReason"] = finish;
        return new() { ["candidates"] = new JsonArray(candidate), ["usageMetadata"] = Usage(request, tokens), ["modelVersion"] = request.Model, ["responseId"] = request.Fingerprint };
    }

    private static JsonObject Blocked(ModelRequest request) => new()
    {
        ["promptFeedback"] = new JsonObject { ["blockReason"] = "SAFETY" }, ["usageMetadata"] = Usage(request, 0), ["modelVersion"] = request.Model,
    };

    private static JsonObject Usage(ModelRequest request, int tokens)
    {
        var prompt = Math.Max(1, request.Body.GetRawText().Length / 4);
        return new() { ["promptTokenCount"] = prompt, ["candidatesTokenCount"] = tokens, ["totalTokenCount"] = prompt + tokens };
    }

    private static ReadOnlyMemory<byte> Event(JsonObject response) => Encoding.UTF8.GetBytes($"data: {response.ToJsonString()}\r\n\r\n");
}
