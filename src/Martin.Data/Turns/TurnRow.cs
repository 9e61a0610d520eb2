namespace Martin.Data.Turns;

/// <summary>
/// <code>
/// queued ──► running ──► completed
///    │          ├──────► cancelled
///    │          └──────► failed
///    └─────────────────► cancelled
/// </code>
/// Every arrow is one guarded update; those out of running also carry the epoch.
/// </summary>
public enum TurnStatus { Queued, Running, Completed, Cancelled, Failed }

public enum TurnOrigin { Message, Voice, Action, Task, Briefing, Phone }

/// <summary>One user message (or decision) and all that Martin does until it has answered.</summary>
public sealed class TurnRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required Guid ConversationId { get; init; }

    /// <summary>Chosen by the client; unique per user, so that a message sent twice is one turn. Null for turns that Martin began.</summary>
    public string? ClientMessageId { get; init; }

    public required TurnOrigin Origin { get; init; }
    public required TurnStatus Status { get; set; }

    /// <summary>The model that the user wished for; null leaves it to Martin.</summary>
    public string? RequestedModel { get; init; }

    /// <summary>The model that answers.</summary>
    public string? Model { get; set; }

    /// <summary>IANA zone in which the user's words are meant.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The decided action that a turn of origin <see cref="TurnOrigin.Action"/> tells of.</summary>
    public Guid? ActionId { get; init; }

    /// <summary>The task that it is a part of.</summary>
    public Guid? RunId { get; init; }

    /// <summary>The epoch of a turn that waits for its first owner.</summary>
    public const int Unowned = -1;

    /// <summary>Ownership fence: bumped by each new owner, checked by every step.</summary>
    public int Epoch { get; set; }

    /// <summary>The last seq of the turn's beginning (turn_started and what follows it at once); 0 while queued.</summary>
    public long StartedSeq { get; set; }

    /// <summary>The epoch that <see cref="StartedSeq"/> counts in.</summary>
    public int StartedEpoch { get; set; }

    /// <summary>The seq of the terminal event; 0 until it ended.</summary>
    public long LastSeq { get; set; }

    public bool CancelRequested { get; set; }

    /// <summary>Its prompt held words that came from outside, or were made from such: so does every prompt in which it stands.</summary>
    public bool Tainted { get; set; }

    /// <summary>JSON of what the terminal event says beside its message.</summary>
    public string? Outcome { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

public enum StepKind { Model, Tool }

/// <summary>A durable piece of a turn, written before its outcome is published.</summary>
public sealed class TurnStepRow
{
    public required Guid TurnId { get; init; }

    /// <summary>1-based position within the turn.</summary>
    public required int Ordinal { get; init; }

    public required int Epoch { get; init; }
    public required StepKind Kind { get; init; }

    /// <summary>The last seq that belongs to this step, in the numbers of its epoch: a border that a reader can be reset to.</summary>
    public required long LastSeq { get; init; }

    /// <summary>JSON of the model's answer or of the tool's result.</summary>
    public required string Content { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
