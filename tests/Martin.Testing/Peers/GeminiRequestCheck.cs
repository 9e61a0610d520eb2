using System.Text.Json;

namespace Martin.Testing.Peers;

/// <summary>Reads a request to Gemini as strictly as Gemini does: unknown members, the order of contents, calls and their answers, signatures.</summary>
internal sealed class GeminiRequestCheck
{
    private readonly List<ModelMessage> messages = [];
    private readonly HashSet<string> givenIds = [];
    private int foreign;

    /// <returns>The request in the scripts' words, and how many calls carried the mark of another model's.</returns>
    /// <exception cref="PeerRefusedException">It breaks a rule; answer 400 with its message.</exception>
    public static (ModelRequest Request, int Foreign) Read(string model, bool stream, JsonElement body)
    {
        var check = new GeminiRequestCheck();
        Only(body, "", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings", "cachedContent", "model");
        if (body.TryGetProperty("systemInstruction", out var system)) check.messages.Add(new("system", TextOf(system, "systemInstruction"), [], null));
        var tools = GeminiToolCheck.Read(body);
        check.Contents(body);
        if (body.TryGetProperty("generationConfig", out var config)) Generation(config);
        if (body.TryGetProperty("safetySettings", out var safety))
            foreach (var setting in safety.EnumerateArray()) Only(setting, "safetySettings", "category", "threshold");
        return (new ModelRequest { Model = model, Messages = check.messages, Tools = tools, Stream = stream, IncludeUsage = true, Body = body.Clone() }, check.foreign);
    }

    /// <summary>The text of a content that may hold nothing else.</summary>
    public static string TextOf(JsonElement content, string path)
    {
        Only(content, path, "role", "parts");
        return string.Concat(content.GetProperty("parts").EnumerateArray().Select(p =>
        {
            Only(p, path + ".parts", "text");
            return p.GetProperty("text").GetString();
        }));
    }

    public static void Only(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new PeerRefusedException($"Invalid value at '{path}': must be an object.");
        foreach (var member in element.EnumerateObject())
            if (!known.Contains(member.Name)) throw new PeerRefusedException($"Invalid JSON payload received. Unknown name \"{member.Name}\" at '{path}': Cannot find field.");
    }

    private static void Generation(JsonElement config)
    {
        Only(config, "generationConfig", "temperature", "maxOutputTokens", "responseMimeType", "responseSchema", "stopSequences", "topP", "topK", "candidateCount", "seed",
            "presencePenalty", "frequencyPenalty", "thinkingConfig");
        if (config.TryGetProperty("thinkingConfig", out var thinking)) Only(thinking, "generationConfig.thinkingConfig", "thinkingBudget", "thinkingLevel", "includeThoughts");
        if (!config.TryGetProperty("responseSchema", out var schema)) return;
        if (!config.TryGetProperty("responseMimeType", out var type) || type.GetString() != "application/json")
            throw new PeerRefusedException("Function calling or a response schema needs response mime type: 'application/json'.");
        GeminiToolCheck.Schema(schema, "generationConfig.responseSchema");
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
                open = [.. calls.Select((c, n) => Call(c.GetProperty("functionCall"), $"{path}.functionCall", $"{i}-{n}"))];
            }
            TextSignatures(parts, Role(all[i]), text);
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
        if (part.TryGetProperty("inlineData", out var inline)) Only(inline, path + ".inlineData", "mimeType", "data");
    }

    /// <param name="place">Names a call to which no id was given.</param>
    private ModelCall Call(JsonElement call, string path, string place)
    {
        Only(call, path, "name", "args", "id");
        var args = ArgsOf(call);
        if (args.ValueKind != JsonValueKind.Object) throw new PeerRefusedException($"Invalid value at '{path}.args': must be an object.");
        var id = call.TryGetProperty("id", out var own) ? own.GetString() : null;
        if (id is not null) givenIds.Add(id);
        return new(id ?? place, call.GetProperty("name").GetString()!, args.GetRawText());
    }

    private static JsonElement ArgsOf(JsonElement call) => call.TryGetProperty("args", out var args) ? args : JsonElement.Parse("{}");

    private void Results(List<JsonElement> results, List<ModelCall> open, string role, bool mixed)
    {
        if (role != "user" || mixed) throw new PeerRefusedException("Function response parts stand in a user turn of their own.");
        for (var i = 0; i < results.Count; i++)
        {
            var result = results[i].GetProperty("functionResponse");
            Only(result, "functionResponse", "name", "response", "id");
            if (result.GetProperty("name").GetString() != open[i].Name) throw new PeerRefusedException($"The function response answers '{result.GetProperty("name")}', the call was of '{open[i].Name}'.");
            var id = result.TryGetProperty("id", out var own) ? own.GetString() : null;
            if (id != (givenIds.Contains(open[i].Id) ? open[i].Id : null)) throw new PeerRefusedException($"The function response has the id '{id}', which is not that of the call of '{open[i].Name}'.");
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
            if (calls[i].TryGetProperty("thoughtSignature", out var signature))
            {
                if (signature.GetString() == GeminiSignature.Foreign && i == 0) foreign++;
                else if (i > 0 || signature.GetString() != GeminiSignature.OfCall(call.GetProperty("name").GetString()!, ArgsOf(call))) throw Corrupted();
            }
            else if (required && i == 0)
                throw new PeerRefusedException("Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance.");
        }
    }

    /// <summary>Beside calls, only the empty text after an answer's words is ever signed.</summary>
    private static void TextSignatures(List<JsonElement> parts, string role, string text)
    {
        foreach (var part in parts.Where(p => !p.TryGetProperty("functionCall", out _)))
            if (part.TryGetProperty("thoughtSignature", out var signature)
                && (role != "model" || !part.TryGetProperty("text", out var beside) || beside.GetString() != "" || signature.GetString() != GeminiSignature.OfText(text))) throw Corrupted();
    }

    private static PeerRefusedException Corrupted() => new("Corrupted thought signature.");
}
