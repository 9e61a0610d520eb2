namespace Martin.Data.Actions;

/// <summary>
/// <code>
/// proposed ──► approved ──► executing ──► executed ──► undone
///    │                          ├───────► failed
///    │                          └───────► unknown ──► executed | failed, once it was looked up
///    ├──► rejected
///    └──► expired
/// </code>
/// An own write is born executed. What stays on this Martin passes executing by: it ends in the transaction of its approval.
/// Each arrow is one guarded update that exactly one caller wins.
/// </summary>
public enum ActionStatus { Proposed, Approved, Rejected, Executing, Executed, Failed, Unknown, Expired, Undone }

public enum ActionEffect { OwnWrite, Outward }

/// <summary>A write that a tool made or wants to make.</summary>
public sealed class ActionRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The tool's name.</summary>
    public required string ActionType { get; init; }

    public required string Title { get; set; }
    public required string Summary { get; set; }

    /// <summary>Canonical JSON text (RFC 8785); stored as text because jsonb reorders keys and the hash is over this text.</summary>
    public required string Payload { get; set; }

    /// <summary>
    /// SHA-256 of <see cref="Payload"/> in lower-case hex. Of a proposal whose people or effect have changed since it was made: of the payload and its new
    /// card, so that an approval of the old card is none of this one.
    /// </summary>
    public required string PayloadHash { get; set; }

    /// <summary>The hash that the decision named; differs from <see cref="PayloadHash"/> where the user edited the payload while approving.</summary>
    public string? DecidedHash { get; set; }

    public required ActionEffect Effect { get; set; }
    public bool Tainted { get; init; }

    /// <summary>Its own words may quote what others wrote, such as an event's title, also where the model that asked had read nothing of theirs.</summary>
    public bool HoldsOutside { get; set; }

    public required ActionStatus Status { get; set; }

    /// <summary>0.00 to 1.00.</summary>
    public decimal? Confidence { get; init; }

    /// <summary>Where the wish came from, in the user's words.</summary>
    public string? Reason { get; init; }

    /// <summary>JSON of what the user should see before deciding, made from the payload: people with what is notable about them, and the whole text.</summary>
    public string? Card { get; set; }

    /// <summary>The moment against which words like "tomorrow" in the payload are meant, and the zone of its local times; they outlive the turn.</summary>
    public DateTimeOffset? MeantAt { get; init; }

    /// <summary>IANA.</summary>
    public string? MeantIn { get; init; }

    public Guid? TurnId { get; init; }
    public Guid? ConversationId { get; init; }
    public string? CallId { get; init; }
    public Guid? EmailId { get; init; }
    public Guid? RunId { get; init; }

    /// <summary>JSON list of all that others wrote and the model had read when it asked; null where that was nothing.</summary>
    public string? Sources { get; init; }

    /// <summary>Of an action that leaves this Martin: what its provider made ready, by which it is done and looked up.</summary>
    public string? Prepared { get; set; }

    /// <summary>How often the act itself was begun; each attempt names the number that it found, so that one of two goes on.</summary>
    public int Attempts { get; set; }

    /// <summary>When something was last done for it; null where it does not leave this Martin.</summary>
    public DateTimeOffset? AttemptedAt { get; set; }

    /// <summary>Of an unknown end: when it is looked up again; null: at the next look.</summary>
    public DateTimeOffset? LookAgainAt { get; set; }

    /// <summary>JSON of what executing it gave.</summary>
    public string? Result { get; set; }

    public string? Error { get; set; }

    /// <summary>JSON that takes the effect back; null where it can't be.</summary>
    public string? Undo { get; set; }

    public required DateTimeOffset RequestedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The session (a device that was signed in) from which it was decided.</summary>
    public Guid? DecidedBy { get; set; }

    /// <summary>That session's device, which is still known when the session is long gone.</summary>
    public string? DecidedOn { get; set; }

    public DateTimeOffset? ExecutedAt { get; set; }

    /// <summary>When it was taken back.</summary>
    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>The session from which it was taken back.</summary>
    public Guid? UndoneBy { get; set; }

    /// <summary>That session's device.</summary>
    public string? UndoneOn { get; set; }
}
