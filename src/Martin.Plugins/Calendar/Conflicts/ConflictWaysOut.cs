using Martin.Plugins.Calendar.Availability;

namespace Martin.Plugins.Calendar.Conflicts;

/// <summary>One of a conflict's events, and a free time to which it could move.</summary>
public sealed record WayOut(EventInstance Event, Slot To);

/// <summary>Finds times to which one of two events that meet could move.</summary>
public static class ConflictWaysOut
{
    /// <summary>How far from the conflict a better time is looked for.</summary>
    private static readonly TimeSpan LookAhead = TimeSpan.FromDays(7);

    private const int Most = 3;

    /// <summary>By conflict, free times for the one of its events that is easier to move; none for a conflict where neither can.</summary>
    public static async Task<IReadOnlyDictionary<Guid, IReadOnlyList<WayOut>>> FindAsync(
        AvailabilityBook availability, IReadOnlyList<Conflict> found, DateTimeOffset now, CancellationToken ct)
    {
        var movable = found.Select(c => (Conflict: c.Row.Id, Event: EasierToMove(c)!)).Where(m => m.Event is not null).ToList();
        var free = await availability.FindOwnAsync([.. movable.Select(m => Question(m.Event, now))], Most, ct);
        return movable.Zip(free).ToDictionary(m => m.First.Conflict, m => (IReadOnlyList<WayOut>)[.. m.Second.Select(s => new WayOut(m.First.Event, s))]);
    }

    /// <summary>Without others on it, else the one that begins later.</summary>
    private static EventInstance? EasierToMove(Conflict conflict) =>
        new[] { conflict.First, conflict.Second }.Where(e => !e.Span.IsAllDay && e.Span.End - e.Span.Start <= TimeSpan.FromDays(1))
            .OrderBy(e => e.Row.Attendees.Count).ThenByDescending(e => e.Span.Start).FirstOrDefault();

    private static OwnQuestion Question(EventInstance movable, DateTimeOffset now)
    {
        var from = movable.Span.Start.AddHours(-12) > now ? movable.Span.Start.AddHours(-12) : now;
        return new(movable.Span.End - movable.Span.Start, from, from + LookAhead, movable.Ref);
    }
}
