using System.Diagnostics;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using Martin.Plugins.Rules;
using NodaTime;

namespace Martin.Plugins.Calendar.Series;

/// <summary>When a series starts, again and again.</summary>
/// <remarks>
/// The rule runs on the clock of the event's zone, so that nine o'clock stays nine o'clock. A time that the rule names but the clock skips is no
/// occurrence and not counted (RFC 5545, 3.3.10); of a doubled time the first is meant (3.3.5). The first time of the series always is one.
/// </remarks>
public static class SeriesTimes
{
    /// <summary>Starts in order, from <paramref name="from"/> on, without those that are left out. Lazy: an endless series ends when the reader does.</summary>
    /// <param name="first">The first occurrence.</param>
    /// <exception cref="RecurrenceLimitException">It takes more than <see cref="RecurrenceLimits"/> allows.</exception>
    public static IEnumerable<DateTimeOffset> Starts(Recurrence recurrence, EventSpan first, DateTimeOffset from) =>
        Named(recurrence, first, from).Where(start => start >= from && !recurrence.Left.Contains(start));

    /// <summary>Also those that are left out: COUNT counts them.</summary>
    internal static IEnumerable<DateTimeOffset> Named(Recurrence recurrence, EventSpan first, DateTimeOffset from)
    {
        var added = recurrence.Added.Where(t => t > first.Start);
        return Bounded(Merged(recurrence.Rule is { } rule ? ByRule(rule, first, from) : [first.Start], added), from);
    }

    private static IEnumerable<DateTimeOffset> Bounded(IEnumerable<DateTimeOffset> starts, DateTimeOffset from)
    {
        var began = Stopwatch.GetTimestamp();
        var given = 0;
        foreach (var start in starts)
        {
            if (start >= from && ++given > RecurrenceLimits.OccurrencesPerExpansion) throw new RecurrenceLimitException($"has more than {RecurrenceLimits.OccurrencesPerExpansion} occurrences in this time");
            if (Stopwatch.GetElapsedTime(began) > RecurrenceLimits.Time) throw new RecurrenceLimitException($"takes more than {RecurrenceLimits.Time.TotalSeconds} seconds to work out");
            yield return start;
        }
    }

    private static IEnumerable<DateTimeOffset> ByRule(RuleText rule, EventSpan first, DateTimeOffset from)
    {
        var zone = first.IsAllDay ? Zones.Utc : first.TimeZone;
        var clock = Zones.Find(zone)!;
        yield return first.Start;
        var given = 1;
        var last = first.Start;
        // A counted rule must be run from its beginning.
        var skipTo = rule.Count is null && from > first.Start ? Zones.ToLocal(from, zone).PlusDays(-1) : (LocalDateTime?)null;
        foreach (var local in OnTheClock(rule, Zones.ToLocal(first.Start, zone), skipTo))
        {
            if (given >= rule.Count) yield break;
            if (rule is { UntilIsUtc: false, Until: { } end } && local > end) yield break;
            var mapped = clock.MapLocal(local);
            if (mapped.Count == 0) continue;
            var start = mapped.First().ToDateTimeOffset().ToUniversalTime();
            if (rule is { UntilIsUtc: true, Until: { } utc } && start > IcalTimes.AsUtc(utc)) yield break;
            if (start <= last) continue;
            last = start;
            given++;
            yield return start;
        }
    }

    /// <summary>What the rule names, as clock times in order; it ends where no further one is found.</summary>
    private static IEnumerable<LocalDateTime> OnTheClock(RuleText rule, LocalDateTime first, LocalDateTime? skipTo) =>
        PlainRule.Of(rule.Pattern) is { } plain ? plain.Times(first, skipTo).TakeWhile(time => time.Year <= RecurrenceLimits.LastYear) : InGeneral(rule, first, skipTo);

    /// <summary>The same for any rule.</summary>
    internal static IEnumerable<LocalDateTime> InGeneral(RuleText rule, LocalDateTime first, LocalDateTime? skipTo)
    {
        var recurring = new CalendarEvent { DtStart = At(first), RecurrenceRule = new(rule.Pattern) };
        var options = new EvaluationOptions { MaxUnmatchedIncrementsLimit = RecurrenceLimits.EmptyPeriods };
        using var times = recurring.GetOccurrences(skipTo is { } at ? At(at) : null, options).GetEnumerator();
        while (Next(times) is { } time && time.Year <= RecurrenceLimits.LastYear) yield return time;
    }

    private static LocalDateTime? Next(IEnumerator<Occurrence> times)
    {
        try { return times.MoveNext() ? LocalDateTime.FromDateTime(times.Current.Period.StartTime.Value) : null; }
        catch (EvaluationException) { return null; }
    }

    private static CalDateTime At(LocalDateTime time) => new(time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second);

    /// <summary>Two ordered rows as one, without doubles.</summary>
    private static IEnumerable<DateTimeOffset> Merged(IEnumerable<DateTimeOffset> one, IEnumerable<DateTimeOffset> other)
    {
        using var a = one.GetEnumerator();
        using var b = other.GetEnumerator();
        var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
        DateTimeOffset? last = null;
        while (hasA || hasB)
        {
            var fromA = hasA && (!hasB || a.Current <= b.Current);
            var next = fromA ? a.Current : b.Current;
            if (fromA) hasA = a.MoveNext();
            else hasB = b.MoveNext();
            if (last == next) continue;
            last = next;
            yield return next;
        }
    }
}
