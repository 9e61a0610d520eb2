using Martin.Plugins.Rules;
using NodaTime;

namespace Martin.Plugins.Calendar.Series;

/// <summary>What may be done with a series, as pure functions.</summary>
public static class SeriesRules
{
    /// <summary>Occurrences that are worked out before a rule is accepted.</summary>
    private const int Trial = 400;

    /// <summary>What is wrong with the recurrence of an event at these times; null when it can be kept.</summary>
    public static string? Problem(Recurrence recurrence, EventSpan first)
    {
        try
        {
            // More than one: an event that never happens again would be stored as a series otherwise.
            var found = SeriesTimes.Starts(recurrence, first, first.Start).Take(Trial).Count();
            return found == 0 ? "leaves no occurrence at all" : null;
        }
        catch (RecurrenceLimitException e)
        {
            return e.Message;
        }
    }

    /// <summary>After this instant there is no occurrence; null for an endless series.</summary>
    public static DateTimeOffset? Until(Recurrence recurrence, EventSpan first)
    {
        var length = first.End - first.Start;
        DateTimeOffset? last = recurrence.Rule switch
        {
            null => first.Start,
            { Count: not null } => SeriesTimes.Named(recurrence, first, first.Start).Last(),
            { Until: { } end } => IcalTimes.AsUtc(end).AddDays(1),  // wherever its clock stands
            _ => null,
        };
        if (last is not { } ends) return null;
        if (recurrence.Added.Count > 0 && recurrence.Added[^1] > ends) ends = recurrence.Added[^1];
        // All-day occurrences are midnights UTC but begin and end by other clocks.
        return Max(ends, first.Start) + length + (first.IsAllDay ? TimeSpan.FromDays(1) : TimeSpan.Zero);
    }

    /// <summary>The series up to an occurrence, and what the series from it on repeats by.</summary>
    public static (Recurrence Before, Recurrence After) Split(Recurrence recurrence, EventSpan first, DateTimeOffset at)
    {
        var before = recurrence.Rule is { } rule
            ? rule with { Count = null, Until = Last(first, at), UntilIsUtc = !first.IsAllDay }
            : null;
        var after = recurrence.Rule is { Count: { } count } counted
            ? counted with { Count = count - SeriesTimes.Named(recurrence with { Added = [] }, first, first.Start).TakeWhile(start => start < at).Count() }
            : recurrence.Rule;
        return (new(before, [.. recurrence.Added.Where(t => t < at)], recurrence.Left.Where(t => t < at).ToHashSet()),
            new(after, [.. recurrence.Added.Where(t => t > at)], recurrence.Left.Where(t => t >= at).ToHashSet()));
    }

    /// <summary>The dates of a series whose first time moved, moved likewise on the clock.</summary>
    public static Recurrence Moved(Recurrence recurrence, EventSpan from, EventSpan to)
    {
        if (from.Start == to.Start && from.IsAllDay == to.IsAllDay && from.TimeZone == to.TimeZone) return recurrence;
        var (oldZone, newZone) = (Zone(from), Zone(to));
        var by = Period.Between(Zones.ToLocal(from.Start, oldZone), Zones.ToLocal(to.Start, newZone), PeriodUnits.Days | PeriodUnits.AllTimeUnits);
        DateTimeOffset Move(DateTimeOffset at) => Zones.ToInstant(Zones.ToLocal(at, oldZone).Plus(by), newZone);
        // The end moves along, so that the series keeps its occurrences.
        var rule = recurrence.Rule is { Until: { } until } ending
            ? ending with { Until = ending.UntilIsUtc ? Zones.ToLocal(Move(IcalTimes.AsUtc(until)), Zones.Utc) : until.Plus(by) }
            : recurrence.Rule;
        return recurrence with { Rule = rule, Added = [.. recurrence.Added.Select(Move)], Left = recurrence.Left.Select(Move).ToHashSet() };
    }

    /// <summary>The rule of a series whose first time moved, with the days that it names moved likewise.</summary>
    /// <returns>null when it names days or times that do not move so: numbers of days, months or hours.</returns>
    public static RuleText? Turned(RuleText rule, EventSpan from, EventSpan to)
    {
        var (old, next) = (Zones.ToLocal(from.Start, Zone(from)), Zones.ToLocal(to.Start, Zone(to)));
        if (old.TimeOfDay != next.TimeOfDay && rule.NamesTimes) return null;
        var days = Period.DaysBetween(old.Date, next.Date);
        return days == 0 || !rule.NamesDays ? rule : rule.WeekdaysTurned(days);
    }

    /// <summary>The first time of the whole series when one occurrence moved from here to there.</summary>
    public static EventSpan FirstAfterMove(EventSpan first, EventSpan occurrence, EventSpan moved)
    {
        if (moved == occurrence) return first;
        var start = Moved(new(null, [first.Start], new HashSet<DateTimeOffset>()), occurrence, moved).Added[0];
        return moved with { Start = start, End = start + (moved.End - moved.Start) };
    }

    public static EventSpan Occurrence(EventSpan first, DateTimeOffset start)
    {
        if (first.IsAllDay) return first with { Start = start, End = start + (first.End - first.Start) };
        // An event from nine to five lasts from nine to five also on the night in which the clocks change.
        var length = Period.Between(Zones.ToLocal(first.Start, first.TimeZone), Zones.ToLocal(first.End, first.TimeZone), PeriodUnits.Days | PeriodUnits.AllTimeUnits);
        var exact = first.End - first.Start;
        var end = exact < TimeSpan.FromDays(1) ? start + exact : Zones.ToInstant(Zones.ToLocal(start, first.TimeZone).Plus(length), first.TimeZone);
        return first with { Start = start, End = end > start ? end : start + exact };
    }

    private static LocalDateTime Last(EventSpan first, DateTimeOffset at) =>
        Zones.ToLocal(at, Zones.Utc).Plus(first.IsAllDay ? Period.FromDays(-1) : Period.FromSeconds(-1));

    private static string Zone(EventSpan span) => span.IsAllDay ? Zones.Utc : span.TimeZone;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
