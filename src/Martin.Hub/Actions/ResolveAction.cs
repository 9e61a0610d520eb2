using System.Text.Json;
using Martin.Hub.Wire;

namespace Martin.Hub.Actions;

public enum Decision { Approve, Reject }

/// <summary>The user's decision on a proposed action.</summary>
public sealed record ResolveAction : IChecked
{
    public required Guid ActionId { get; init; }
    public required Decision Decision { get; init; }

    /// <summary>As the action has it: the decision is on exactly that payload.</summary>
    public required string PayloadHash { get; init; }

    /// <summary>The payload as the user edited it; it is what is executed.</summary>
    public JsonElement? Payload { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (Payload is { ValueKind: not JsonValueKind.Object }) yield return ("payload", "must be an object");
        if (Payload is not null && Decision == Decision.Reject) yield return ("payload", "goes with approve only");
    }
}
