using System.ComponentModel.DataAnnotations;

namespace Martin.Hub.Limits;

/// <summary>How often one user may call one endpoint or hub method in a minute; before sign-in, one address (of IPv6 its /64).</summary>
public sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>0 switches the limits off.</summary>
    [Range(0, 1_000_000)]
    public int ReadsPerMinute { get; init; } = 1_200;

    [Range(0, 1_000_000)]
    public int WritesPerMinute { get; init; } = 1_200;

    /// <summary>Messages to Martin: beyond what people write, for what a client in a circle would cost.</summary>
    [Range(0, 1_000_000)]
    public int MessagesPerMinute { get; init; } = 1_200;

    /// <summary>Other calls of a hub method.</summary>
    [Range(0, 1_000_000)]
    public int HubCallsPerMinute { get; init; } = 1_200;

    /// <summary>Tries to sign in or refresh from one address: keys cannot be guessed, but trying costs.</summary>
    [Range(0, 1_000_000)]
    public int SignInsPerMinute { get; init; } = 300;
}
