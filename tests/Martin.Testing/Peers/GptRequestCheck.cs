using System.Text.Json;
using System.Text.RegularExpressions;

namespace Martin.Testing.Peers;

/// <summary>
/// Reads a chat completion request as strictly as OpenAI does: unknown members, wrong types, and tool messages that do not answer
/// exactly the calls before them are refused. Member names are those of CreateChatCompletionRequest in OpenAI's published description.
/// </summary>
public static partial class GptRequestCheck
{
    private static readonly HashSet<string> KnownMembers =
    [
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "messages",
        "metadata", "modalities", "model", "moderation", "n", "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key",
        "prompt_cache_options", "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier",
        "stop", "store", "stream", "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity",
        "web_search_options",
    ];

    /// <exception cref="PeerRefusedException">The request breaks a rule; answer 400 with its message.</exception>
    public static ModelRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new PeerRefusedException("The request body must be a JSON object.");
        foreach (var member in body.EnumerateObject())
            if (!KnownMembers.Contains(member.Name))
                throw new PeerRefusedException($"Unrecognized request argument supplied: {member.Name}", member.Name, "unknown_parameter");

        var stream = Flag(body, "stream");
        var tools = ReadTools(body);
        CheckOptions(body, stream, tools);
        return new ModelRequest
        {
            Model = Text(body, "model", "") is { Length: > 0 } model ? model : throw new PeerRefusedException("you must provide a model parameter", "model"),
            Messages = GptMessageCheck.Read(body),
            Tools = tools,
            Stream = stream,
            IncludeUsage = body.TryGetProperty("stream_options", out var options) && Flag(options, "include_usage"),
            Body = body.Clone(),
        };
    }

    private static void CheckOptions(JsonElement body, bool stream, List<string> tools)
    {
        if (body.TryGetProperty("stream_options", out var options))
        {
            if (!stream) throw new PeerRefusedException("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
            Only(options, "stream_options", "include_usage", "include_obfuscation");
        }
        if (body.TryGetProperty("response_format", out var format) && format.ValueKind != JsonValueKind.Null) GptSchemaCheck.Read(format);
        if (body.TryGetProperty("n", out var n) && (n.ValueKind != JsonValueKind.Number || n.GetInt32() != 1))
            throw new PeerRefusedException("This server answers n = 1 only.", "n");
        if (body.TryGetProperty("temperature", out var t) && t.ValueKind is not JsonValueKind.Null && t.GetDouble() is < 0 or > 2)
            throw new PeerRefusedException("'temperature' must lie between 0 and 2.", "temperature");
        if (tools.Count == 0 && body.TryGetProperty("tool_choice", out _))
            throw new PeerRefusedException("'tool_choice' is only allowed when 'tools' are specified.", "tool_choice");
        if (tools.Count == 0 && body.TryGetProperty("parallel_tool_calls", out _))
            throw new PeerRefusedException("'parallel_tool_calls' is only allowed when 'tools' are specified.", "parallel_tool_calls");
    }

    private static List<string> ReadTools(JsonElement body)
    {
        var names = new List<string>();
        if (!body.TryGetProperty("tools", out var tools)) return names;
        if (tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() is 0 or > 128)
            throw new PeerRefusedException("'tools' must be an array of 1 to 128 tools.", "tools");
        var at = 0;
        foreach (var tool in tools.EnumerateArray())
        {
            var path = $"tools[{at++}]";
            Only(tool, path, "type", "function");
            if (Text(tool, "type", path) != "function") throw new PeerRefusedException($"'{path}.type' must be 'function'.", $"{path}.type");
            if (!tool.TryGetProperty("function", out var function)) throw new PeerRefusedException($"Missing '{path}.function'.", $"{path}.function");
            Only(function, $"{path}.function", "name", "description", "parameters", "strict");
            var name = Text(function, "name", $"{path}.function");
            if (!ToolName().IsMatch(name)) throw new PeerRefusedException($"'{name}' does not match ^[a-zA-Z0-9_-]{{1,64}}$.", $"{path}.function.name");
            if (names.Contains(name)) throw new PeerRefusedException($"Tool names must be unique: '{name}'.", "tools");
            if (function.TryGetProperty("parameters", out var parameters)) CheckSchema(parameters, name);
            names.Add(name);
        }
        return names;
    }

    private static void CheckSchema(JsonElement schema, string tool)
    {
        var bad = $"Invalid schema for function '{tool}': ";
        if (schema.ValueKind != JsonValueKind.Object || Text(schema, "type", "parameters") != "object")
            throw new PeerRefusedException(bad + "schema must be a JSON Schema of 'type: \"object\"'.", "tools");
        var properties = schema.TryGetProperty("properties", out var p) ? p : default;
        if (properties.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined)) throw new PeerRefusedException(bad + "'properties' must be an object.", "tools");
        if (properties.ValueKind == JsonValueKind.Object)
            foreach (var property in properties.EnumerateObject())
                if (property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.True))
                    throw new PeerRefusedException(bad + $"'{property.Name}' is not a schema.", "tools");
        if (!schema.TryGetProperty("required", out var required)) return;
        foreach (var name in required.EnumerateArray())
            if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(name.GetString()!, out _))
                throw new PeerRefusedException(bad + $"'required' names '{name}', which is not a property.", "tools");
    }

    internal static void Only(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new PeerRefusedException($"'{path}' must be an object.", path);
        foreach (var member in element.EnumerateObject())
            if (!known.Contains(member.Name)) throw new PeerRefusedException($"Unknown parameter: '{path}.{member.Name}'.", $"{path}.{member.Name}", "unknown_parameter");
    }

    internal static string Text(JsonElement element, string name, string path)
    {
        var full = path.Length == 0 ? name : $"{path}.{name}";
        if (!element.TryGetProperty(name, out var value)) throw new PeerRefusedException($"Missing required parameter: '{full}'.", full, "missing_required_parameter");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new PeerRefusedException($"'{full}' must be a string.", full, "invalid_type");
    }

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new PeerRefusedException($"'{name}' must be a boolean.", name, "invalid_type"),
    };

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex ToolName();
}
