using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>Finds the first time of something that repeats, and its rule.</summary>
internal static class RepeatResolver
{
    /// <summary>How far ahead the first day is looked for: 29 February can be eight years away.</summary>
    private const int MostDays = 8 * 366 + 1;

    public static Draft Resolve(Pieces said, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart)
    {
        var own = said.Zone ?? zone;
        var at = new Reference(now.InZone(own).LocalDateTime, weekStart);
        var span = RepeatSpan.Of(said, at);
        if (span.Question is { } question) return Draft.Ask(DateKind.Recurrence, question);
        var draft = span.Repeat.Frequency == Frequency.Hourly ? Hours(span, said, at) : Days(span, said, at);
        return draft.Question is null ? InUsersZone(Ended(draft, span, said, own), span.Repeat, own, zone) : Draft.Ask(DateKind.Recurrence, draft.Question);
    }

    /// <summary>The first time on the clock of the zone said; the rule without its end.</summary>
    private sealed record First(LocalDateTime From, LocalDateTime? To, string Rule, string Wording, int PerDay = 1)
    {
        public string? Question { get; init; }
        public List<string> Notes { get; init; } = [];
        public static First Ask(string question) => new(default, null, "", "") { Question = question };
    }

    private static First Days(RepeatSpan span, Pieces said, Reference at)
    {
        var repeat = span.Repeat;
        var notes = new List<string>(span.Notes);
        var times = Times(said, notes);
        if (Unsettled(span, said, times) is { } question) return First.Ask(question);
        if (repeat.Frequency == Frequency.Monthly && repeat.MonthDays.Any(d => d > 28)) notes.Add("months without such a day are passed over");
        var (partFrom, partTo) = said.Part is { } part ? DayParts.Hours(part, said.PartPortion) : (LocalTime.Midnight, LocalTime.Midnight);

        foreach (var day in span.From(at.Today))
        {
            if (!repeat.IsOn(day)) continue;
            if (span.Last < day) return First.Ask($"there is no such day before its end, {LocalTimes.Day(span.Last.Value)}");
            var isToday = day == at.Today;
            var time = times.FirstOrDefault(t => !isToday || t > at.Now.TimeOfDay, LocalTime.MaxValue);
            if (times.Count > 0 ? time == LocalTime.MaxValue : isToday && partTo != LocalTime.Midnight && partTo <= at.Now.TimeOfDay) continue;
            if (!span.SaysDay) notes.Add($"it names no day, and so begins on {LocalTimes.Day(day)}");
            var from = day + (times.Count > 0 ? time : partFrom);
            LocalDateTime? to = times.Count == 0 ? (partTo == LocalTime.Midnight ? day.PlusDays(1) : day) + partTo
                : said.Until is { } until ? ClockOnDay.End(from, until, said.Part) : null;
            if (times.Count == 0 && said.Part is not null) notes.Add("it names no time");
            var rule = RuleWording.Rule(repeat, at.WeekStart, times.Count > 1 ? times : []);
            return new(from, to, rule, RuleWording.Words(repeat, times), Math.Max(1, times.Count)) { Notes = notes };
        }
        return First.Ask("there is no such day");
    }

    private static List<LocalTime> Times(Pieces said, List<string> notes)
    {
        if (said.Clock is not { } first) return [];
        var times = new SortedSet<LocalTime>();
        foreach (var clock in said.Limits.Clocks.Prepend(first))
        {
            var time = said.Part is { } part ? clock.In(part).Usual : clock.Usual;
            times.Add(time);
            if (clock.Note is { } note) notes.Add(note);
            if (said.Part is null) ClockOnDay.Note(clock, time, notes);
        }
        return [.. times];
    }

    private static string? Unsettled(RepeatSpan span, Pieces said, List<LocalTime> times)
    {
        var (repeat, n) = (span.Repeat, span.Repeat.Times);
        if (times.Count > 0 && repeat.Frequency == Frequency.Weekly && repeat.Days.Count is > 0 and < 7 && (said.Clock is { IsMidnight: true } || (said.Part == DayPart.Night && times[0].Hour < 5)))
            return "the time could be in the night that begins or the one that ends the day";
        if (times.Select(t => (t.Minute, t.Second)).Distinct().Count() > 1) return "one rule can't say times at different minutes; make it two series";
        if (times.Count > 1 && said.Until is not null) return "it names more than one time";
        var named = repeat.Frequency switch { Frequency.Daily => times.Count, Frequency.Weekly => repeat.Days.Count, Frequency.Monthly => Math.Max(repeat.Days.Count * repeat.Nths.Count, repeat.MonthDays.Count), _ => 0 };
        if (n > 1 && named != n) return repeat.Frequency == Frequency.Daily ? $"it does not say at which {n} times" : $"it does not say on which {n} days";
        return repeat is { Month: not null, NamesDay: false } && !span.HasStart ? "it does not say on which day of the month" : null;
    }

    private static First Hours(RepeatSpan span, Pieces said, Reference at)
    {
        var repeat = span.Repeat;
        if (said.Part is not null || repeat.Times > 1 || said.Limits.Clocks.Count > 0) return First.Ask("it does not say at which hours");
        var notes = new List<string>(span.Notes);
        if (said is { Clock: { } opening, Until: { } closing })
        {
            var begins = new LocalDateTime(2000, 1, 1, 0, 0).Date + opening.Usual;
            var ends = ClockOnDay.End(begins, closing, null);
            if (ends.Date != begins.Date || repeat.Minutes.Count > 0) return First.Ask("it does not say at which hours");
            var hours = Enumerable.Range(0, 24).Select(k => begins.PlusHours(k * repeat.Interval)).TakeWhile(t => t <= ends).Select(t => t.TimeOfDay).ToList();
            foreach (var day in span.From(at.Today))
                foreach (var hour in hours)
                    if (day + hour > at.Now)
                        return new(day + hour, null, RuleWording.Rule(new(Frequency.Daily), at.WeekStart, hours), RuleWording.Words(repeat, []) + $" from {LocalTimes.Hour(begins)} to {LocalTimes.Hour(ends)}", hours.Count) { Notes = notes };
        }
        if (said.Until is not null) return First.Ask("it does not say at which hours");
        var step = repeat.Minutes.Count > 0 ? 60 / repeat.Minutes.Count : 60;
        var next = said.Clock is { } clock ? span.From(at.Today).First() + clock.Usual
            : span.From(at.Today).First() is var day1 && day1 > at.Today ? day1.AtMidnight()
            : at.Now.With(TimeAdjusters.TruncateToHour).PlusMinutes((at.Now.Minute / step + 1) * step);
        if (next <= at.Now) next = next.PlusDays(1);
        if (said.Clock is null) notes.Add($"it names no time, and so begins at {LocalTimes.Hour(next)}");
        return new(next, null, RuleWording.Rule(repeat, at.WeekStart, []), RuleWording.Words(repeat, [])) { Notes = notes };
    }

    private static First Ended(First first, RepeatSpan span, Pieces said, DateTimeZone own)
    {
        var count = span.Repeat.Count ?? said.Limits.Count ?? (said.Limits.For is { } length ? RuleWording.Count(span.Repeat, length, first.PerDay) : null);
        if (count is { } n) return first with { Rule = $"{first.Rule};COUNT={n}", Wording = $"{first.Wording}, {n} times" };
        var last = said.Limits.For is { } period ? (first.From.Date + period).PlusDays(-1) : span.Last;
        if (last is not { } end) return first;
        if (span.IsEndIncluded) first.Notes.Add($"{LocalTimes.Day(end)} is included");
        var isTimed = said.Clock is not null || said.Part is not null || span.Repeat.Frequency == Frequency.Hourly;
        var until = isTimed ? RuleWording.Stamp(LocalTimes.In(end.PlusDays(1).AtMidnight().PlusSeconds(-1), own).Time.ToInstant()) : RuleWording.Stamp(end);
        return first with { Rule = $"{first.Rule};UNTIL={until}", Wording = $"{first.Wording}, until {LocalTimes.Day(end)}" };
    }

    private static Draft InUsersZone(First first, Repeat repeat, DateTimeZone own, DateTimeZone zone)
    {
        var (start, note) = LocalTimes.In(first.From, own);
        if (note is not null) first.Notes.Add(note);
        var from = start.WithZone(zone).LocalDateTime;
        LocalDateTime? to = first.To is { } end ? LocalTimes.In(end, own).Time.WithZone(zone).LocalDateTime : null;
        string? question = null;
        if (!own.Equals(zone))
        {
            first.Notes.Add($"days and hours of the rule are those of {own.Id}; in {zone.Id} they shift when the clocks change");
            if (from.Date != first.From.Date && repeat.Frequency != Frequency.Daily) question = $"its days in {own.Id} are not the same as in {zone.Id}";
        }
        return new(DateKind.Recurrence, from, to)
        {
            Notes = first.Notes, Question = question, Rule = first.Rule,
            Wording = $"{first.Wording}, the first on {LocalTimes.Day(from.Date)}{(first.Rule.Length > 0 && from.TimeOfDay != LocalTime.Midnight ? $" at {LocalTimes.Hour(from)}" : "")} ({zone.Id})",
        };
    }

    /// <summary>The days from there on, as far as a first one is looked for.</summary>
    public static IEnumerable<LocalDate> DaysFrom(LocalDate start) => Enumerable.Range(0, MostDays).Select(start.PlusDays);
}
