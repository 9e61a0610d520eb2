namespace Martin.Data.Notifications;

/// <summary>Something the user may want to know, kept for replay by Sync.</summary>
public sealed class NotificationRow : IOwned
{
    public required Guid UserId { get; init; }

    /// <summary>Rises by one per user in commit order.</summary>
    public required long Seq { get; init; }

    public required string Type { get; init; }
    public required string Title { get; init; }
    public string? Body { get; init; }

    /// <summary>JSON object.</summary>
    public string? Data { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Given to the user's connections of that moment. Written some seconds later and for many at once.</summary>
    public bool IsPushed { get; set; }
}

/// <summary>The user's last seq. Its row lock, taken last in a transaction, makes seq order commit order.</summary>
public sealed class NotificationCounterRow
{
    public required Guid UserId { get; init; }
    public long LastSeq { get; set; }
}
