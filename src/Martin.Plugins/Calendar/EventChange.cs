using Martin.Data.Calendar;

namespace Martin.Plugins.Calendar;

/// <summary>What became of a change.</summary>
public abstract record EventOutcome
{
    private EventOutcome() { }

    /// <param name="Event">As it is now; of a removal as it was.</param>
    public sealed record Saved(EventInstance Event, EventUndo Undo) : EventOutcome;

    public sealed record NotThere : EventOutcome;

    /// <summary>The version that the change was made from is not the present one.</summary>
    public sealed record Stale : EventOutcome;

    /// <summary>The change can't be made to this event; a field and what is wrong with it.</summary>
    public sealed record Refused(string Field, string Problem) : EventOutcome;
}

/// <summary>How to take a change back: all rows that it touched, as they were.</summary>
/// <param name="After">What there is after the change; other versions mean that it has been changed since.</param>
public sealed record EventUndo(IReadOnlyList<EventRow> Before, IReadOnlyList<RowVersion> After);

public sealed record RowVersion(Guid Id, int Version);

/// <summary>Which occurrences of a series a change is for; a single event has but one.</summary>
public enum EventScope { This, Following, All }
