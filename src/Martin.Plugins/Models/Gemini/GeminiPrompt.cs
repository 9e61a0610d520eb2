using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models.Gemini;

/// <summary>Messages and tools in Gemini's words.</summary>
internal static class GeminiPrompt
{
    /// <summary>Stands where a call of this turn was made by another model, which gave no signature (Gemini API, "Thought signatures").</summary>
    private const string ForeignCall = "skip_thought_signature_validator";

    // A declaration never changes, and its schema is as long as the rest of the request.
    private static readonly ConditionalWeakTable<AIFunctionDeclaration, GeminiDeclaration> Known = [];

    public static GeminiRequest Of(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var system = all.Where(m => m.Role == ChatRole.System).Select(m => new GeminiPart { Text = m.Text }).ToList();
        return new(
            Contents(all), system.Count == 0 ? null : new(null, system),
            options?.Tools is { Count: > 0 } tools
                ? [new([.. tools.OfType<AIFunctionDeclaration>().Select(t => Known.GetValue(t, d => new(d.Name, d.Description, GeminiSchema.Of(d.JsonSchema))))])]
                : null,
            Generation(options));
    }

    private static GeminiGeneration? Generation(ChatOptions? options)
    {
        if (options is null) return null;
        var data = options.ResponseFormat as ChatResponseFormatJson;
        if (options.Temperature is null && options.MaxOutputTokens is null && data is null) return null;
        return new()
        {
            Temperature = options.Temperature, MaxOutputTokens = options.MaxOutputTokens,
            ResponseMimeType = data is null ? null : "application/json",
            ResponseSchema = data?.Schema is { } schema ? GeminiSchema.Of(schema) : null,
        };
    }

    private static List<GeminiContent> Contents(IReadOnlyList<ChatMessage> messages)
    {
        // Signatures are asked for in the turn that runs: what follows the user's last words.
        var turnBegins = 0;
        for (var i = 0; i < messages.Count; i++)
            if (messages[i].Role == ChatRole.User) turnBegins = i;
        var calls = new Dictionary<string, FunctionCallContent>();
        var contents = new List<(string Role, bool Functions, List<GeminiPart> Parts)>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role == ChatRole.System) continue;
            var role = messages[i].Role == ChatRole.Assistant ? "model" : "user";
            var parts = Parts(messages[i], calls, mustBeSigned: i > turnBegins);
            if (parts.Count == 0) continue;
            var functions = parts.Exists(p => p.Text is null);
            // Several texts, or the results of parallel calls, are one content; a call and what answers it stay apart from texts.
            if (contents is [.., var last] && last.Role == role && (role == "model" ? !last.Functions && !functions : last.Functions == functions)) last.Parts.AddRange(parts);
            else contents.Add((role, functions, parts));
        }
        if (contents is not [{ Role: "user" }, ..]) contents.Insert(0, ("user", false, [new() { Text = "(The conversation goes on.)" }]));
        return [.. contents.Select(c => new GeminiContent(c.Role, c.Parts))];
    }

    private static List<GeminiPart> Parts(ChatMessage message, Dictionary<string, FunctionCallContent> calls, bool mustBeSigned)
    {
        var parts = new List<GeminiPart>();
        var first = true;
        foreach (var content in message.Contents)
        {
            switch (content)
            {
                case TextContent { Text.Length: > 0 } text:
                    parts.Add(new() { Text = text.Text });
                    break;
                case FunctionCallContent call:
                    calls[call.CallId] = call;
                    var signature = ModelContext.Of(call, ModelContext.SignatureKey) ?? (first && mustBeSigned ? ForeignCall : null);
                    parts.Add(new() { FunctionCall = new(call.Name, JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>()), IdOf(call)), ThoughtSignature = signature });
                    first = false;
                    break;
                case FunctionResultContent result when calls.TryGetValue(result.CallId, out var answered):
                    parts.Add(new() { FunctionResponse = new(answered.Name, Response(result.Result), IdOf(answered)) });
                    break;
            }
        }
        return parts;
    }

    private static string? IdOf(FunctionCallContent call) => ModelContext.Of(call, ModelContext.ProviderCallIdKey);

    /// <summary>A result is an object there; ours are the texts of objects.</summary>
    private static JsonElement Response(object? result)
    {
        if (result is string text)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                if (document.RootElement.ValueKind == JsonValueKind.Object) return document.RootElement.Clone();
            }
            catch (JsonException)
            {
                // it is wrapped below
            }
        }
        return JsonSerializer.SerializeToElement(new Dictionary<string, object?> { ["result"] = result });
    }
}
