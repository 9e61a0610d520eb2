namespace Martin.Data.Users;

/// <summary>One signed-in device: a family of refresh tokens that is ended as a whole.</summary>
public sealed class SessionRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>SHA-256 (hex) of the newest refresh token of the family.</summary>
    public required string Token { get; set; }

    /// <summary>Rises by one whenever a current token is redeemed; a grace refresh stays within its generation.</summary>
    public int Generation { get; set; }

    /// <summary>When the present generation began; the predecessor's grace counts from here.</summary>
    public DateTimeOffset RotatedAt { get; set; }

    public string? Device { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset LastSeenAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokedReason { get; set; }

    /// <summary>The highest notification seq that this device has said it is done with.</summary>
    public long AcknowledgedSeq { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A refresh token ever issued, by hash, so that an old one that comes back is known for what it is.</summary>
public sealed class RefreshTokenRow
{
    public required string TokenHash { get; init; }
    public required Guid SessionId { get; init; }
    public required int Generation { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When a sibling of the same generation took its place (a grace refresh).</summary>
    public DateTimeOffset? SupersededAt { get; set; }
}

public enum CodeKind { Pairing, HubTicket, GoogleSignIn }

/// <summary>A short-lived secret for one use, by hash.</summary>
public sealed class OneTimeCodeRow
{
    public required string CodeHash { get; init; }
    public required CodeKind Kind { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The session a hub ticket speaks for.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>S256 challenge that the redeemer must answer, for codes that travelled through a browser.</summary>
    public string? CodeChallenge { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}
