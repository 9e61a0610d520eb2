using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Martin.Testing.Peers;

/// <summary>The thought signatures of <see cref="GeminiServer"/>: each belongs to one call, and can be checked without having been remembered.</summary>
internal static class GeminiSignature
{
    /// <summary>Stands where a call was made by another model (Gemini API, "Thought signatures").</summary>
    public const string Foreign = "skip_thought_signature_validator";

    private static readonly byte[] Key = "the fake's own"u8.ToArray();

    public static string Of(string name, JsonElement args) =>
        Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(name + "\n" + Sorted(args))));

    private static string Sorted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => m.Name + ":" + Sorted(m.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Sorted)) + "]",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };
}

/// <summary>Reads a request to Gemini as strictly as Gemini does: unknown members, the order of contents, calls and their answers, signatures.</summary>
internal sealed partial class GeminiRequestCheck
{
    private static readonly HashSet<string> Types = ["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT"];

    private readonly List<ModelMessage> messages = [];
    private int foreign;

    /// <returns>The request in the scripts' words, and how many calls carried the mark of another model's.</returns>
    /// <exception cref="PeerRefusedException">It breaks a rule; answer 400 with its message.</exception>
    public static (ModelRequest Request, int Foreign) Read(string model, bool stream, JsonElement body)
    {
        var check = new GeminiRequestCheck();
        Only(body, "", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings", "cachedContent", "model");
        if (body.TryGetProperty("systemInstruction", out var system)) check.messages.Add(new("system", TextOf(system, "systemInstruction"), [], null));
        var tools = Tools(body);
        check.Contents(body);
        if (body.TryGetProperty("generationConfig", out var config))
            Only(config, "generationConfig", "temperature", "maxOutputTokens", "responseMimeType", "responseSchema", "stopSequences", "topP", "topK", "candidateCount", "thinkingConfig");
        return (new ModelRequest { Model = model, Messages = check.messages, Tools = tools, Stream = stream, IncludeUsage = true, Body = body.Clone() }, check.foreign);
    }

    private static string TextOf(JsonElement content, string path)
    {
        Only(content, path, "role", "parts");
        return string.Concat(content.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("text").GetString()));
    }

    private void Contents(JsonElement body)
    {
        if (!body.TryGetProperty("contents", out var contents) || contents.GetArrayLength() == 0) throw new PeerRefusedException("* GenerateContentRequest.contents: contents is not specified");
        var all = contents.EnumerateArray().ToList();
        // The turn that runs begins with the user's last words; in it every step must carry its signature.
        var turnBegins = all.FindLastIndex(c => Role(c) == "user" && Parts(c).Exists(p => p.TryGetProperty("text", out _)));
        if (Role(all[0]) != "user") throw new PeerRefusedException("Please ensure that the first content is of role user.");
        if (Role(all[^1]) != "user") throw new PeerRefusedException("Please ensure that single turn requests end with a user role.");
        List<ModelCall> open = [];
        for (var i = 0; i < all.Count; i++)
        {
            var path = $"contents[{i}]";
            Only(all[i], path, "role", "parts");
            var parts = Parts(all[i]);
            if (parts.Count == 0) throw new PeerRefusedException($"* GenerateContentRequest.{path}.parts: contents.parts must not be empty.");
            foreach (var part in parts) Part(part, path);
            var calls = parts.Where(p => p.TryGetProperty("functionCall", out _)).ToList();
            var results = parts.Where(p => p.TryGetProperty("functionResponse", out _)).ToList();
            var text = string.Concat(parts.Where(p => p.TryGetProperty("text", out _)).Select(p => p.GetProperty("text").GetString()));
            if (results.Count != open.Count)
                throw new PeerRefusedException("Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.");
            if (results.Count > 0) Results(results, open, Role(all[i]), mixed: results.Count != parts.Count);
            open = [];
            if (calls.Count > 0)
            {
                if (Role(all[i]) != "model" || i == 0 || Role(all[i - 1]) != "user")
                    throw new PeerRefusedException("Please ensure that function call turn comes immediately after a user turn or after a function response turn.");
                Signatures(calls, required: i > turnBegins);
                open = [.. calls.Select((c, n) => Call(c.GetProperty("functionCall"), $"{path}.functionCall", i, n))];
            }
            if (results.Count == 0) messages.Add(new(Role(all[i]) == "model" ? "assistant" : "user", text.Length == 0 && calls.Count > 0 ? null : text, open, null));
        }
    }

    private static string Role(JsonElement content) =>
        content.TryGetProperty("role", out var role) && role.GetString() is "user" or "model" ? role.GetString()! : throw new PeerRefusedException("Please use a valid role: user, model.");

    private static List<JsonElement> Parts(JsonElement content) => content.TryGetProperty("parts", out var parts) ? [.. parts.EnumerateArray()] : [];

    private static void Part(JsonElement part, string path)
    {
        Only(part, path, "text", "functionCall", "functionResponse", "thoughtSignature", "thought", "inlineData");
        var data = part.EnumerateObject().Count(m => m.Name is "text" or "functionCall" or "functionResponse" or "inlineData");
        if (data != 1) throw new PeerRefusedException($"* GenerateContentRequest.{path}.parts.data: required oneof field 'data' must have one initialized field");
        if (part.TryGetProperty("text", out var text) && text.GetString()!.Length == 0 && !part.TryGetProperty("thoughtSignature", out _))
            throw new PeerRefusedException($"* GenerateContentRequest.{path}.parts.text: must not be empty");
    }

    private static ModelCall Call(JsonElement call, string path, int content, int n)
    {
        Only(call, path, "name", "args", "id");
        var args = call.TryGetProperty("args", out var given) ? given : default;
        if (args.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined)) throw new PeerRefusedException($"Invalid value at '{path}.args': must be an object.");
        var id = call.TryGetProperty("id", out var own) ? own.GetString()! : $"{content}-{n}";
        return new(id, call.GetProperty("name").GetString()!, args.ValueKind == JsonValueKind.Object ? args.GetRawText() : "{}");
    }

    private void Results(List<JsonElement> results, List<ModelCall> open, string role, bool mixed)
    {
        if (role != "user" || mixed) throw new PeerRefusedException("Function response parts stand in a user turn of their own.");
        for (var i = 0; i < results.Count; i++)
        {
            var result = results[i].GetProperty("functionResponse");
            Only(result, "functionResponse", "name", "response", "id");
            if (result.GetProperty("name").GetString() != open[i].Name) throw new PeerRefusedException($"The function response answers '{result.GetProperty("name")}', the call was of '{open[i].Name}'.");
            var response = result.GetProperty("response");
            if (response.ValueKind != JsonValueKind.Object) throw new PeerRefusedException("Invalid value at 'functionResponse.response': must be an object.");
            messages.Add(new("tool", response.GetRawText(), [], open[i].Id));
        }
    }

    private void Signatures(List<JsonElement> calls, bool required)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i].GetProperty("functionCall");
            var args = call.TryGetProperty("args", out var given) ? given : JsonSerializer.SerializeToElement(new { });
            if (calls[i].TryGetProperty("thoughtSignature", out var signature))
            {
                if (signature.GetString() == GeminiSignature.Foreign && i == 0) foreign++;
                else if (i > 0 || signature.GetString() != GeminiSignature.Of(call.GetProperty("name").GetString()!, args))
                    throw new PeerRefusedException("Corrupted thought signature.");
            }
            else if (required && i == 0)
                throw new PeerRefusedException("Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly.");
        }
    }

    private static List<string> Tools(JsonElement body)
    {
        var names = new List<string>();
        if (!body.TryGetProperty("tools", out var tools)) return names;
        foreach (var declaration in tools.EnumerateArray().SelectMany(t => t.GetProperty("functionDeclarations").EnumerateArray()))
        {
            Only(declaration, "functionDeclarations", "name", "description", "parameters");
            var name = declaration.GetProperty("name").GetString()!;
            if (!FunctionName().IsMatch(name)) throw new PeerRefusedException($"Invalid function name '{name}'.");
            if (names.Contains(name)) throw new PeerRefusedException($"Duplicate function declaration found: {name}");
            if (declaration.TryGetProperty("parameters", out var parameters)) Schema(parameters, name);
            names.Add(name);
        }
        return names;
    }

    private static void Schema(JsonElement schema, string path)
    {
        Only(schema, path, "type", "format", "description", "nullable", "enum", "properties", "required", "items", "minItems", "maxItems");
        var type = schema.TryGetProperty("type", out var given) ? given.GetString()! : "";
        if (!Types.Contains(type)) throw new PeerRefusedException($"Invalid value at '{path}.type': {type}");
        if (schema.TryGetProperty("format", out var format) && (type, format.GetString()) is not (("STRING", "enum" or "date-time") or ("NUMBER", "float" or "double") or ("INTEGER", "int32" or "int64")))
            throw new PeerRefusedException($"{path}: only 'enum' and 'date-time' are supported for STRING type");
        if (schema.TryGetProperty("enum", out var values) && (type != "STRING" || values.GetArrayLength() == 0 || values.EnumerateArray().Any(v => v.GetString() is null or "")))
            throw new PeerRefusedException($"{path}.enum: only allowed for STRING type, and no value may be empty");
        if (type == "ARRAY") Schema(schema.TryGetProperty("items", out var items) ? items : throw new PeerRefusedException($"{path}.items: missing field."), $"{path}.items");
        if (type != "OBJECT") return;
        if (!schema.TryGetProperty("properties", out var properties) || !properties.EnumerateObject().Any()) throw new PeerRefusedException($"{path}.properties: should be non-empty for OBJECT type");
        foreach (var property in properties.EnumerateObject()) Schema(property.Value, $"{path}.{property.Name}");
        if (schema.TryGetProperty("required", out var required) && required.EnumerateArray().FirstOrDefault(r => !properties.TryGetProperty(r.GetString()!, out _)) is { ValueKind: JsonValueKind.String } unknown)
            throw new PeerRefusedException($"{path}.required: property '{unknown}' is not defined");
    }

    private static void Only(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new PeerRefusedException($"Invalid value at '{path}': must be an object.");
        foreach (var member in element.EnumerateObject())
            if (!known.Contains(member.Name)) throw new PeerRefusedException($"Invalid JSON payload received. Unknown name \"{member.Name}\" at '{path}': Cannot find field.");
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$")]
    private static partial Regex FunctionName();
}
