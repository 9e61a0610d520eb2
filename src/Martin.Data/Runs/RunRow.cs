namespace Martin.Data.Runs;

/// <summary>
/// <code>
/// running ◄──► waiting (for the user's decision or answer)
///    │             │
///    ├─────────────┴──► cancelled
///    └──► completed | failed
/// </code>
/// Moved in the transaction of the turn's end, or of the user's word, that moves it.
/// </summary>
public enum RunStatus { Running, Waiting, Completed, Failed, Cancelled }

/// <summary>A task that Martin works on by itself: a chain of turns in one conversation.</summary>
public sealed class RunRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required Guid ConversationId { get; init; }

    /// <summary>In the user's words.</summary>
    public required string Task { get; init; }

    public required RunStatus Status { get; set; }
    public string? RequestedModel { get; init; }

    /// <summary>IANA zone in which the user's words are meant.</summary>
    public required string TimeZone { get; init; }

    /// <summary>JSON of the planned steps; null while there is no plan.</summary>
    public string? Plan { get; set; }

    /// <summary>It can't go on without the user's answer: their next message in the conversation belongs to it.</summary>
    public bool WaitsForAnswer { get; set; }

    /// <summary>Turns that have ended.</summary>
    public int Turns { get; set; }

    /// <summary>Tokens that they used, in and out.</summary>
    public long Tokens { get; set; }

    /// <summary>Time in milliseconds during which they ran; waiting for the user costs none.</summary>
    public long WorkedMs { get; set; }

    public required int MaxTurns { get; init; }
    public required long MaxTokens { get; init; }
    public required long MaxWorkedMs { get; init; }

    /// <summary>Turns in a row that failed for a reason that may pass.</summary>
    public int Failures { get; set; }

    /// <summary>Turns in a row that did nothing but talk.</summary>
    public int IdleTurns { get; set; }

    /// <summary>When the next turn is tried after one that failed; null where none is put off.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>A turn of it held words from outside: so does its plan.</summary>
    public bool Tainted { get; set; }

    /// <summary>Why it failed, for the user.</summary>
    public string? Error { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}
