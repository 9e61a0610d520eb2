namespace Martin.Data.Users;

/// <summary>The first answer to a request that carried an Idempotency-Key.</summary>
public sealed class IdempotencyKeyRow : IOwned
{
    public required Guid UserId { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256 (hex) of method, address and body, of a form what it holds: the same key for another request is refused.</summary>
    public required string RequestHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>HTTP status of the answer; null while the first request is being worked on.</summary>
    public int? Status { get; set; }

    /// <summary>The answer's JSON as it was sent.</summary>
    public string? Answer { get; set; }

    public string? Location { get; set; }
}
