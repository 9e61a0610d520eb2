using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>A repetition with the days said beside it sorted out: those that name it, and where it begins and ends.</summary>
internal sealed record RepeatSpan(Repeat Repeat)
{
    public LocalDate? Start { get; private init; }
    /// <summary>The last day that may be one, included.</summary>
    public LocalDate? Last { get; private init; }
    /// <summary>The end is a day that was named: "until Christmas".</summary>
    public bool IsEndIncluded { get; private init; }
    public List<string> Notes { get; private init; } = [];
    public string? Question { get; private init; }

    public bool HasStart => Start is not null;

    /// <summary>The words say on which day it happens.</summary>
    public bool SaysDay => Repeat.NamesDay || HasStart;

    public IEnumerable<LocalDate> From(LocalDate today) => RepeatResolver.DaysFrom(Start is { } start && start > today ? start : today);

    public static RepeatSpan Of(Pieces said, Reference at)
    {
        var span = new RepeatSpan(said.Repeat!);
        if (said.Repeat!.Question is { } unclear) return span with { Question = unclear };
        if (said.FromNow is not null) return span with { Question = "it names a distance from now and says that it repeats" };
        if (said.Repeat.Note is { } note) span.Notes.Add(note);
        if (said.ZoneNote is { } zone) span.Notes.Add(zone);
        span = span.Beginning(said.Limits.StartDay?.On(at, isAhead: true), said.Limits.StartWindow?.On(at));
        if (said.Limits.EndDay is { } endDay) span = span.Ending(endDay.On(span.Anchor(at), isAhead: true), said.Limits.IsThrough);
        if (said.Limits.EndWindow is { } endWindow) span = span.Ending(endWindow.On(at), said.Limits.IsThrough);
        if (said.Day is { } day) span = span.With(day, said.Cue, at);
        if (said.Window is { } window) span = span.With(window, said.Cue, at);
        var ends = (span.Last is null ? 0 : 1) + (said.Limits.Count is null ? 0 : 1) + (said.Repeat.Count is null ? 0 : 1) + (said.Limits.For is null ? 0 : 1);
        return ends > 1 ? span with { Question = span.Question ?? "it names more than one end" } : span;
    }

    /// <summary>"from Monday until Friday": the Friday after that Monday.</summary>
    private Reference Anchor(Reference at) => Start is { } start && start > at.Today ? at.At(start) : at;

    private RepeatSpan With(DaySpec day, DateCue cue, Reference at)
    {
        var reading = day.On(at, isAhead: true);
        if (cue == DateCue.Start) return Beginning(reading, null);
        if (cue is DateCue.Until or DateCue.Through) return Ending(reading, isIncluded: true);
        if (reading.Question is not null) return this with { Question = reading.Question };
        if (Repeat.Anchored(day, reading.Date) is { } anchored)
        {
            if (day is HolidaySpec { Note: { } note }) Notes.Add(note);
            return this with { Repeat = anchored, Start = Start ?? reading.Date };
        }
        if (Start is not null) return this with { Question = "it names more than one day to begin with" };
        if (day is HolidaySpec { Rule.Yearly: null } moving) return this with { Question = $"{moving.Name} moves in a way that no rule of a series can say" };
        if (!Repeat.NamesDay && Repeat.Month is null) return this with { Start = reading.Date };
        return Repeat.Days.Count > 0 && Repeat.IsOn(reading.Date) && day is not WeekdaySpec ? this with { Start = reading.Date }
            : this with { Question = $"it names {LocalTimes.Day(reading.Date)} and says that it repeats" };
    }

    private RepeatSpan With(WindowSpec window, DateCue cue, Reference at)
    {
        var reading = window.On(at);
        if (cue == DateCue.Start) return Beginning(null, reading);
        if (cue is DateCue.Until or DateCue.Through) return Ending(reading, isThrough: cue == DateCue.Through);
        if (reading.Question is not null) return this with { Question = reading.Question };
        if (window is DayToDay { First: WeekdaySpec { Week: null }, Last: WeekdaySpec { Week: null } })
            return this with { Question = "those days could be the coming ones or those of every week" };
        if (!Repeat.NamesDay) return this with { Question = "it does not say on which day" };
        return this with { Start = reading.From.Date, Last = reading.To.TimeOfDay == LocalTime.Midnight ? reading.To.Date.PlusDays(-1) : reading.To.Date };
    }

    private RepeatSpan Beginning(DayReading? day, WindowReading? window)
    {
        if (day?.Note is { } note) Notes.Add(note);
        var question = day?.Question ?? window?.Question;
        return this with { Start = day?.Date ?? window?.From.Date ?? Start, Question = question ?? Question };
    }

    private RepeatSpan Ending(DayReading day, bool isIncluded)
    {
        if (day.Note is { } note) Notes.Add(note);
        return this with { Last = isIncluded ? day.Date : day.Date.PlusDays(-1), IsEndIncluded = isIncluded, Question = day.Question ?? Question };
    }

    private RepeatSpan Ending(WindowReading window, bool isThrough)
    {
        var last = isThrough ? window.To.Date.PlusDays(-1) : window.From.Date.PlusDays(-1);
        return this with { Last = last, IsEndIncluded = true, Question = window.Question ?? Question };
    }
}
