using System.Globalization;
using System.Text.Json;

namespace Martin.Testing.Clients;

/// <summary>Which members each type of TurnEvent must carry, by the contract's table.</summary>
internal static class WireEventShape
{
    private static readonly Dictionary<string, string[]> Required = new()
    {
        ["turn_queued"] = ["position"],
        ["turn_started"] = ["conversationId", "model", "origin"],
        ["text_delta"] = ["text"],
        ["tool_started"] = ["tool.callId", "tool.name", "tool.arguments"],
        ["tool_finished"] = ["tool.callId", "tool.name", "tool.ok"],
        ["action_requested"] = ["action.id", "action.type", "action.payloadHash", "action.status"],
        ["action_resolved"] = ["action.id", "action.type", "action.payloadHash", "action.status"],
        ["turn_reset"] = ["toSeq"],
        ["turn_completed"] = ["message.content", "receipts", "actions", "usage.inputTokens", "usage.outputTokens", "model"],
        ["turn_cancelled"] = [],
        ["turn_failed"] = ["error.code", "error.message", "error.retryable"],
    };

    public static void Check(WireEvent e, Func<WireEvent, string, Exception> fail)
    {
        if (!Guid.TryParse(e.TurnId, out _)) throw fail(e, "turnId is not a UUID");
        if (e.Seq is < 1 or > 1L << 53) throw fail(e, "seq must lie between 1 and 2^53");
        if (e["at"]?.GetString() is not { } at || !at.EndsWith('Z') || !DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out _))
            throw fail(e, "'at' is not an ISO 8601 instant in UTC");
        foreach (var path in Required.GetValueOrDefault(e.Type, []))
            if (Find(e.Json, path) is not { ValueKind: not JsonValueKind.Null }) throw fail(e, $"lacks {path}");
        if (e.Type == "text_delta" && (e["text"]!.Value.ValueKind != JsonValueKind.String || e["text"]!.Value.GetString()!.Length == 0))
            throw fail(e, "carries no text");
    }

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        return element;
    }
}
