using System.Text.Json;

namespace Martin.Testing.Clients;

/// <summary>A TurnEvent as it came over the wire, on either protocol, seen as JSON: nothing here depends on the hub's own types.</summary>
public sealed class WireEvent(JsonElement json)
{
    public JsonElement Json { get; } = json;
    public string TurnId { get; } = json.GetProperty("turnId").GetString()!;
    public long Seq { get; } = json.GetProperty("seq").GetInt64();
    public string Type { get; } = json.GetProperty("type").GetString()!;

    /// <summary>A member, or null when it is left out or null.</summary>
    public JsonElement? this[string name] => Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>True for the three types that end a turn.</summary>
    public bool IsEnd => Type is "turn_completed" or "turn_cancelled" or "turn_failed";

    public override string ToString() => $"#{Seq} {Json.GetRawText()}";
}

/// <summary>The server broke the contract's rules for a stream of turn events; the message says which, and what came just before.</summary>
public sealed class WireViolationException(string message) : Exception(message);

/// <summary>A coded error of the hub or of REST.</summary>
public sealed class WireException(string code, string message, int status = 0) : Exception($"{code}: {message}")
{
    public string Code { get; } = code;
    /// <summary>HTTP status; 0 on the hub.</summary>
    public int Status { get; } = status;
}
