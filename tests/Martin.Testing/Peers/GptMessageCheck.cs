using System.Text.Json;

namespace Martin.Testing.Peers;

/// <summary>The rules for <c>messages</c>: roles, contents, and every tool call answered by exactly one tool message right after it.</summary>
internal static class GptMessageCheck
{
    public static List<ModelMessage> Read(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out var messages)) throw new PeerRefusedException("Missing required parameter: 'messages'.", "messages");
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new PeerRefusedException("'messages' must be a non-empty array.", "messages");
        var read = messages.EnumerateArray().Select((m, i) => One(m, $"messages.[{i}]")).ToList();
        CheckPairs(read);
        return read;
    }

    private static ModelMessage One(JsonElement message, string path)
    {
        if (message.ValueKind != JsonValueKind.Object) throw new PeerRefusedException($"'{path}' must be an object.", path);
        var role = GptRequestCheck.Text(message, "role", path);
        switch (role)
        {
            case "system" or "developer" or "user":
                GptRequestCheck.Only(message, path, "role", "content", "name");
                return new(role, Content(message, path) ?? throw new PeerRefusedException($"'{path}.content' must not be null.", $"{path}.content"), [], null);
            case "tool":
                GptRequestCheck.Only(message, path, "role", "content", "tool_call_id");
                return new(role, Content(message, path) ?? throw new PeerRefusedException($"'{path}.content' must not be null.", $"{path}.content"), [],
                    GptRequestCheck.Text(message, "tool_call_id", path));
            case "assistant":
                GptRequestCheck.Only(message, path, "role", "content", "name", "refusal", "tool_calls", "audio", "function_call");
                var calls = Calls(message, path);
                var text = message.TryGetProperty("content", out _) ? Content(message, path) : null;
                if (text is null && calls.Count == 0) throw new PeerRefusedException($"'{path}' has neither content nor tool_calls.", path);
                return new(role, text, calls, null);
            default:
                throw new PeerRefusedException($"Invalid value: '{role}'. Supported values are: 'system', 'developer', 'user', 'assistant' and 'tool'.", $"{path}.role");
        }
    }

    private static string? Content(JsonElement message, string path)
    {
        if (!message.TryGetProperty("content", out var content)) throw new PeerRefusedException($"Missing required parameter: '{path}.content'.", $"{path}.content");
        switch (content.ValueKind)
        {
            case JsonValueKind.Null: return null;
            case JsonValueKind.String: return content.GetString();
            case JsonValueKind.Array when content.GetArrayLength() > 0:
                return string.Concat(content.EnumerateArray().Select(part => GptRequestCheck.Text(part, "type", path) is "text" or "refusal"
                    ? GptRequestCheck.Text(part, part.GetProperty("type").GetString()!, path)
                    : ""));
            default: throw new PeerRefusedException($"'{path}.content' must be a string or an array of parts.", $"{path}.content", "invalid_type");
        }
    }

    private static List<ModelCall> Calls(JsonElement message, string path)
    {
        if (!message.TryGetProperty("tool_calls", out var calls)) return [];
        if (calls.ValueKind != JsonValueKind.Array || calls.GetArrayLength() == 0)
            throw new PeerRefusedException($"'{path}.tool_calls' must be a non-empty array.", $"{path}.tool_calls");
        return [.. calls.EnumerateArray().Select(call =>
        {
            GptRequestCheck.Only(call, $"{path}.tool_calls", "id", "type", "function");
            if (GptRequestCheck.Text(call, "type", path) != "function") throw new PeerRefusedException("A tool call's type must be 'function'.", $"{path}.tool_calls");
            var function = call.GetProperty("function");
            GptRequestCheck.Only(function, $"{path}.tool_calls.function", "name", "arguments");
            return new ModelCall(GptRequestCheck.Text(call, "id", path), GptRequestCheck.Text(function, "name", path), GptRequestCheck.Text(function, "arguments", path));
        })];
    }

    private static void CheckPairs(List<ModelMessage> messages)
    {
        HashSet<string> open = [], seen = [];
        for (var i = 0; i < messages.Count; i++)
        {
            var m = messages[i];
            if (m.Role == "tool")
            {
                if (!open.Remove(m.ToolCallId!))
                    throw new PeerRefusedException($"messages with role 'tool' must be a response to a preceding message with 'tool_calls' ('{m.ToolCallId}').", $"messages.[{i}].role");
                continue;
            }
            if (open.Count > 0) throw Unanswered(open, i);
            foreach (var call in m.Calls)
                if (!seen.Add(call.Id) | !open.Add(call.Id))
                    throw new PeerRefusedException($"Duplicate tool call id '{call.Id}'.", $"messages.[{i}].tool_calls");
        }
        if (open.Count > 0) throw Unanswered(open, messages.Count);
    }

    private static PeerRefusedException Unanswered(IEnumerable<string> ids, int at) => new(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
        + $"The following tool_call_ids did not have response messages: {string.Join(", ", ids)}", $"messages.[{at}].role");
}
