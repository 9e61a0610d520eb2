using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>Turns what was said into local times of the user's zone, by a reference instant.</summary>
internal static class DateResolver
{
    /// <summary>Shorter distances from now keep their seconds.</summary>
    private static readonly Duration RoundedFrom = Duration.FromMinutes(10);

    public static DateMatch Resolve(Pieces said, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart)
    {
        var match = said switch
        {
            { Recurs: true } => RepeatResolver.Resolve(said, now, zone, weekStart),
            { FromNow.HasTimeComponent: true } => Distance(said.FromNow, now, zone),
            { Window: { } window } => Window(window, said, new(now.InZone(zone).LocalDateTime, weekStart)),
            { Day: null, Clock: null, Part: null, FromNow: null } => new Draft(DateKind.Duration, null, null),
            _ => Moment(said, now, zone, weekStart),
        };
        return Finished(match, said, now, zone);
    }

    private static Draft Distance(Period distance, Instant now, DateTimeZone zone)
    {
        var elapsed = Elapsed(distance);
        var days = new PeriodBuilder { Years = distance.Years, Months = distance.Months, Weeks = distance.Weeks, Days = distance.Days }.Build();
        var start = distance.HasDateComponent ? LocalTimes.In(now.InZone(zone).LocalDateTime + days, zone).Time.ToInstant() : now;
        var local = (start + elapsed).InZone(zone).LocalDateTime;
        var isRounded = distance.HasDateComponent || elapsed >= RoundedFrom || -elapsed >= RoundedFrom;
        return new(DateKind.Instant, local.With(isRounded ? TimeAdjusters.TruncateToMinute : TimeAdjusters.TruncateToSecond), null);
    }

    private static Draft Window(WindowSpec window, Pieces said, Reference at)
    {
        var reading = (said.IsPast ? window.Past : window).On(at);
        var draft = new Draft(DateKind.Window, reading.From, said.IsPast ? at.Now : reading.To);
        if (reading.Note is { } note) draft.Notes.Add(note);
        if (said.Bound == DateBound.By && window is NamedMonth or NamedQuarter or NamedYear)
            draft.Notes.Add($"it could be before it begins, {LocalTimes.Day(reading.From.Date)}, or before it ends, {LocalTimes.Day(reading.To.Date.PlusDays(-1))}");
        return draft with { Question = reading.Question ?? (said.Clock is null && said.Part is null ? null : "it does not say which day") };
    }

    private static Draft Moment(Pieces said, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart)
    {
        var own = said.Zone ?? zone;
        var at = new Reference(now.InZone(own).LocalDateTime, weekStart);
        var notes = new List<string>();
        if (said.ZoneNote is { } zoneNote) notes.Add(zoneNote);
        var day = said.Day ?? (said.FromNow is { } distance ? new DaysFrom(distance) : null);
        if (said.IsPast) day = day?.Past;
        // Who says "tomorrow at 8 Tokyo time" counts the days by his own calendar.
        var today = now.InZone(zone).Date;
        if (day is not null && today != at.Today)
        {
            at = at with { Now = today + at.Now.TimeOfDay };
            notes.Add($"the day is counted in {zone.Id}");
        }
        if (said.Clock is not { } clock) return WholeOrPart(day, said, at, notes);

        var (time, date, question) = ClockOnDay.Resolve(clock, day, said.Part, at, notes);
        var start = date + time;
        if (said.IsPast && day is null && start > at.Now) start = start.PlusDays(-1);
        if (said.Until is not { } until) return new(DateKind.Instant, InUsersZone(start), null) { Notes = notes, Question = question };
        var end = said.UntilDay is { } last ? ClockOnDay.EndOn(start, until, last, at) : ClockOnDay.End(start, until, said.Part);
        if (end <= start) question ??= $"{LocalTimes.Day(end.Date)} at {LocalTimes.Hour(end)} is not after the start";
        return new(DateKind.Range, InUsersZone(start), InUsersZone(end)) { Notes = notes, Question = question };

        LocalDateTime InUsersZone(LocalDateTime said)
        {
            var (zoned, note) = LocalTimes.In(said, own);
            if (note is not null) notes.Add(note);
            return zoned.WithZone(zone).LocalDateTime;
        }
    }

    private static Draft WholeOrPart(DaySpec? day, Pieces said, Reference at, List<string> notes)
    {
        var reading = day?.On(at, isAhead: false);
        if (reading?.Note is { } note) notes.Add(note);
        if (said.Part is not { } named)
        {
            var whole = reading!.Value.Date;
            return new(DateKind.Date, whole.AtMidnight(), whole.PlusDays(1).AtMidnight()) { Notes = notes, Question = reading.Value.Question };
        }
        var (from, to) = DayParts.Hours(named, said.PartPortion);
        var date = reading?.Date ?? (to != LocalTime.Midnight && at.Now.TimeOfDay >= to ? at.Today.PlusDays(1) : at.Today);
        var end = (to == LocalTime.Midnight ? date.PlusDays(1) : date) + to;
        return new(DateKind.Window, date + from, end) { Notes = notes, Question = reading?.Question };
    }

    private static DateMatch Finished(Draft draft, Pieces said, Instant now, DateTimeZone zone)
    {
        var isOpen = draft.Kind == DateKind.Instant || (draft is { Kind: DateKind.Recurrence } && said is { Clock: not null, Until: null });
        var to = isOpen && draft.From is { } start && said.Lasting is { } lasting ? After(start, lasting, zone) : draft.To;
        var kind = draft.Kind == DateKind.Instant && to is not null ? DateKind.Range : draft.Kind;
        var local = now.InZone(zone).LocalDateTime;
        return new DateMatch
        {
            Start = 0, Length = 0, Kind = kind, From = draft.From, To = to, Lasting = said.Lasting, Part = said.Part, Bound = said.Bound,
            SaysDay = said.NamesDay || said.FromNow is not null || said is { Repeat.NamesDay: true } or { Repeat: not null, Limits.HasStart: true },
            SaysTime = said.Clock is not null || said.FromNow is { HasTimeComponent: true } || said.Repeat is { Frequency: Frequency.Hourly },
            IsPast = kind is DateKind.Instant or DateKind.Range ? draft.From < local : kind != DateKind.Recurrence && draft.To <= local,
            Explanation = draft.Wording is { } wording ? string.Join("; ", draft.Notes.Prepend(wording))
                : DateWording.Explain(kind, draft.From, to, said.Lasting, zone.Id, draft.Notes),
            Ambiguities = draft.Notes, Question = draft.Question, Rule = draft.Rule, Pieces = said,
        };
    }

    /// <summary>An hour after 01:30 is an hour later on any night; a day later is the same time of day.</summary>
    private static LocalDateTime After(LocalDateTime start, Period lasting, DateTimeZone zone) => lasting.HasDateComponent
        ? start + lasting
        : (LocalTimes.In(start, zone).Time + Elapsed(lasting)).LocalDateTime;

    private static Duration Elapsed(Period time) => Duration.FromHours(time.Hours) + Duration.FromMinutes(time.Minutes) + Duration.FromSeconds(time.Seconds);
}
