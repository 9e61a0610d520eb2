using System.ComponentModel.DataAnnotations;

namespace Martin.Hub.Auth;

/// <summary>How long what is issued lasts.</summary>
public sealed class AuthOptions
{
    public const string Section = "Auth";

    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A device that has not refreshed for so long must sign in again.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(30);

    /// <summary>For so long a refresh token that has been exchanged still works, since the answer may have been lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(30);

    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan PairingCodeLifetime { get; init; } = TimeSpan.FromMinutes(2);

    [Range(typeof(TimeSpan), "00:00:05", "00:05:00")]
    public TimeSpan HubTicketLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How stale a node's knowledge may be that a session, ended on another node, has ended.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    public TimeSpan SessionStateAge { get; init; } = TimeSpan.FromSeconds(1.5);
}
