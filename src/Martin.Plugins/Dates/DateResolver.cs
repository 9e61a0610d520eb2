using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>Turns what was said into local times of the user's zone, by a reference instant.</summary>
internal static class DateResolver
{
    /// <summary>Shorter distances from now keep their seconds.</summary>
    private static readonly Duration RoundedFrom = Duration.FromMinutes(10);

    public static DateMatch Resolve(Pieces said, Instant now, DateTimeZone zone)
    {
        var match = said switch
        {
            { Recurs: true } => new Draft(DateKind.Recurrence, null, null) { Question = "it repeats, and repeating times are not understood yet" },
            { FromNow.HasTimeComponent: true } => Distance(said.FromNow, now, zone),
            { Window: { } window } => Window(window, said, now.InZone(zone).LocalDateTime),
            { Day: null, Clock: null, Part: null, FromNow: null } => new Draft(DateKind.Duration, null, null),
            _ => Moment(said, now, zone),
        };
        return Finished(match, said, now, zone);
    }

    /// <summary>What is resolved so far.</summary>
    private sealed record Draft(DateKind Kind, LocalDateTime? From, LocalDateTime? To)
    {
        public List<string> Notes { get; init; } = [];
        public string? Question { get; init; }
    }

    private static Draft Distance(Period distance, Instant now, DateTimeZone zone)
    {
        var elapsed = Duration.FromHours(distance.Hours) + Duration.FromMinutes(distance.Minutes) + Duration.FromSeconds(distance.Seconds);
        var local = (now + elapsed).InZone(zone).LocalDateTime;
        var rounding = elapsed >= RoundedFrom ? TimeAdjusters.TruncateToMinute : TimeAdjusters.TruncateToSecond;
        return new(DateKind.Instant, local.With(rounding), null);
    }

    private static Draft Window(WindowSpec window, Pieces said, LocalDateTime local)
    {
        var (from, to) = window.On(local);
        return new(DateKind.Window, from, to) { Question = said.Clock is null ? null : "it does not say which day" };
    }

    private static Draft Moment(Pieces said, Instant now, DateTimeZone zone)
    {
        var own = said.Zone ?? zone;
        var local = now.InZone(own).LocalDateTime;
        var notes = new List<string>();
        var day = said.Day ?? (said.FromNow is { } distance ? new DaysFrom(distance) : null);
        if (said.Clock is not { } clock) return WholeOrPart(day, said.Part, local, notes);

        var (time, date, question) = ClockOnDay.Resolve(clock, day, said.Part, local, notes);
        var start = date + time;
        if (said.Until is not { } until) return new(DateKind.Instant, InUsersZone(start), null) { Notes = notes, Question = question };
        return new(DateKind.Range, InUsersZone(start), InUsersZone(ClockOnDay.End(start, until, said.Part))) { Notes = notes, Question = question };

        LocalDateTime InUsersZone(LocalDateTime said)
        {
            var (zoned, note) = LocalTimes.In(said, own);
            if (note is not null) notes.Add(note);
            return zoned.WithZone(zone).LocalDateTime;
        }
    }

    private static Draft WholeOrPart(DaySpec? day, DayPart? part, LocalDateTime local, List<string> notes)
    {
        var reading = day?.On(local.Date, isAhead: false);
        if (reading?.Note is { } note) notes.Add(note);
        if (part is not { } named)
        {
            var whole = reading!.Value.Date;
            return new(DateKind.Date, whole.AtMidnight(), whole.PlusDays(1).AtMidnight()) { Notes = notes, Question = reading.Value.Question };
        }
        var (from, to) = DayParts.Hours(named);
        var date = reading?.Date ?? (to != LocalTime.Midnight && local.TimeOfDay >= to ? local.Date.PlusDays(1) : local.Date);
        var end = (to == LocalTime.Midnight ? date.PlusDays(1) : date) + to;
        return new(DateKind.Window, date + from, end) { Notes = notes, Question = reading?.Question };
    }

    private static DateMatch Finished(Draft draft, Pieces said, Instant now, DateTimeZone zone)
    {
        var to = draft is { Kind: DateKind.Instant, From: { } start } && said.Lasting is { } lasting ? After(start, lasting, zone) : draft.To;
        var kind = draft.Kind == DateKind.Instant && to is not null ? DateKind.Range : draft.Kind;
        var local = now.InZone(zone).LocalDateTime;
        return new DateMatch
        {
            Start = 0, Length = 0, Kind = kind, From = draft.From, To = to, Lasting = said.Lasting, Part = said.Part, Bound = said.Bound,
            SaysDay = said.NamesDay || said.FromNow is not null,
            SaysTime = said.Clock is not null || said.FromNow is { HasTimeComponent: true },
            IsPast = kind is DateKind.Instant or DateKind.Range ? draft.From < local : draft.To <= local,
            Explanation = DateWording.Explain(kind, draft.From, to, said.Lasting, zone.Id, draft.Notes),
            Ambiguities = draft.Notes, Question = draft.Question, Pieces = said,
        };
    }

    /// <summary>An hour after 01:30 is an hour later on any night; a day later is the same time of day.</summary>
    private static LocalDateTime After(LocalDateTime start, Period lasting, DateTimeZone zone) => lasting.HasDateComponent
        ? start + lasting
        : (LocalTimes.In(start, zone).Time + Duration.FromMinutes(Lengths.Minutes(lasting))).LocalDateTime;
}
