using Martin.Data.Calendar;

namespace Martin.Plugins.Calendar.Series;

/// <summary>The occurrences of stored series.</summary>
public static class Expansion
{
    /// <summary>What of a series overlaps the window, in order of start, without the occurrences that other rows take the place of. Lazy.</summary>
    /// <param name="replaced">Original starts with a row of their own.</param>
    public static IEnumerable<EventInstance> Between(EventRow series, IReadOnlySet<DateTimeOffset> replaced, DateTimeOffset from, DateTimeOffset to)
    {
        var span = EventSpan.Of(series);
        // A clock change can make an occurrence an hour longer than the first one.
        var reach = span.End - span.Start + TimeSpan.FromHours(2);
        return SeriesTimes.Starts(Recurrence.Of(series)!, span, from - reach)
            .TakeWhile(start => start < to)
            .Where(start => !replaced.Contains(start))
            .Select(start => EventInstance.Occurrence(series, start))
            .Where(o => o.Span.End > from);
    }

    /// <summary>Whether the series has an occurrence then.</summary>
    public static bool Has(EventRow series, DateTimeOffset start) =>
        SeriesTimes.Starts(Recurrence.Of(series)!, EventSpan.Of(series), start).FirstOrDefault() == start;
}
