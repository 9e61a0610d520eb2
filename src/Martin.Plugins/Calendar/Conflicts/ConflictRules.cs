namespace Martin.Plugins.Calendar.Conflicts;

/// <summary>Two events that take the same time; always in the same order.</summary>
public readonly record struct ConflictPair(EventRef First, EventRef Second)
{
    public static ConflictPair Of(EventRef one, EventRef other) => (one.Id, one.OriginalStart ?? default).CompareTo((other.Id, other.OriginalStart ?? default)) <= 0 ? new(one, other) : new(other, one);
}

/// <summary>What is a conflict.</summary>
public static class ConflictRules
{
    /// <summary>How far ahead the occurrences of a changed series are compared.</summary>
    public static readonly TimeSpan SeriesAhead = TimeSpan.FromDays(90);

    /// <summary>Conflicts that one change may bring up.</summary>
    public const int MostPerChange = 500;

    /// <summary>The time that both take; null when they do not meet, or are of one series.</summary>
    public static TimeSpan? Overlap(EventInstance one, EventInstance other, string zone)
    {
        if (!one.Blocks || !other.Blocks || one.Ref.Id == other.Ref.Id) return null;
        var (a, b) = (one.Takes(zone), other.Takes(zone));
        var both = (a.End < b.End ? a.End : b.End) - (a.Start > b.Start ? a.Start : b.Start);
        return both > TimeSpan.Zero ? both : null;
    }

    /// <summary>Each changed event with each that it meets.</summary>
    public static IEnumerable<ConflictPair> Between(IReadOnlyList<EventInstance> changed, IReadOnlyList<EventInstance> around, string zone)
    {
        var ordered = around.Where(e => e.Blocks).Select(e => (Event: e, e.Takes(zone).Start)).OrderBy(e => e.Start).ToList();
        foreach (var one in changed.Where(e => e.Blocks))
        {
            var end = one.Takes(zone).End;
            foreach (var (other, _) in ordered.TakeWhile(e => e.Start < end))
                if (Overlap(one, other, zone) is not null) yield return ConflictPair.Of(one.Ref, other.Ref);
        }
    }
}
