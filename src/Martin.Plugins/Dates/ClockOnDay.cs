using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>Brings a time of day and a day together: which half of the day, and whether today still counts.</summary>
internal static class ClockOnDay
{
    /// <summary>Hours before this one said with "tonight" belong to the next date.</summary>
    private const int NightEndsHour = 5;

    public static (LocalTime Time, LocalDate Date, string? Question) Resolve(
        ClockTime clock, DaySpec? day, DayPart? part, Reference at, List<string> notes)
    {
        var now = at.Now;
        if (clock.IsNow) clock = ClockTime.Of(TimeAdjusters.TruncateToMinute(now.TimeOfDay));
        if (clock.Note is { } how) notes.Add(how);
        if (clock.IsMidnight) return Midnight(day, part, at, clock.IsDayEnd);
        if (part is { } named) return InPart(clock.In(named).Usual, named, day, at, notes);
        var (time, other) = (clock.Usual, clock.Other);
        var usualIsAhead = time > now.TimeOfDay;
        var otherIsAhead = clock.IsOpen && other > now.TimeOfDay;
        if (day is null)
        {
            if (!usualIsAhead && otherIsAhead) time = other;
            Note(clock, time, notes);
            var isOver = !usualIsAhead && !otherIsAhead;
            return (time, isOver ? now.Date.PlusDays(1) : now.Date, null);
        }
        // Said on a Monday at ten, "Monday at 9" is next week's: who means tonight says so. A date stays what it is, and takes the half that is left.
        var reading = day.On(at, usualIsAhead || (otherIsAhead && day is not WeekdaySpec));
        if (reading.Date == now.Date && !usualIsAhead && otherIsAhead) time = other;
        if (reading.Note is { } note) notes.Add(note);
        Note(clock, time, notes);
        return (time, reading.Date, reading.Question);
    }

    /// <summary>The first such time after the start; an open hour takes whichever half comes first.</summary>
    public static LocalDateTime End(LocalDateTime start, ClockTime until, DayPart? part)
    {
        var time = until.IsOpen && part is null
            ? new[] { until.Morning, until.Evening }.OrderBy(t => t > start.TimeOfDay ? 0 : 1).ThenBy(t => t).First()
            : part is { } named ? until.In(named).Usual : until.Usual;
        return (time > start.TimeOfDay ? start.Date : start.Date.PlusDays(1)) + time;
    }

    /// <summary>The time on the day on which a range ends: "Friday 5pm to Sunday 8pm".</summary>
    public static LocalDateTime EndOn(LocalDateTime start, ClockTime until, DaySpec day, Reference at)
    {
        var date = day.On(at, isAhead: true).Date;
        if (date < start.Date) date = day.On(at.At(start.Date), isAhead: true).Date;
        return date + until.Usual;
    }

    private static (LocalTime, LocalDate, string?) InPart(LocalTime time, DayPart part, DaySpec? day, Reference at, List<string> notes)
    {
        var now = at.Now;
        var isAfterMidnight = part == DayPart.Night && time.Hour < NightEndsHour;
        var reading = day?.On(at, time > now.TimeOfDay || isAfterMidnight);
        if (reading?.Note is { } note) notes.Add(note);
        var date = reading?.Date ?? (time > now.TimeOfDay ? now.Date : now.Date.PlusDays(1));
        return (time, isAfterMidnight && day is not null ? date.PlusDays(1) : date, reading?.Question);
    }

    /// <summary>"midnight" alone is the coming one; "Friday at midnight" could begin or end that day.</summary>
    private static (LocalTime, LocalDate, string?) Midnight(DaySpec? day, DayPart? part, Reference at, bool isDayEnd)
    {
        var date = day?.On(at, isAhead: true).Date ?? at.Today;
        var isClear = isDayEnd || date == at.Today || part == DayPart.Night;
        var question = isClear ? null : $"midnight could be the one that begins or the one that ends {date.DayOfWeek}";
        return (LocalTime.Midnight, date.PlusDays(1), question);
    }

    public static void Note(ClockTime clock, LocalTime read, List<string> notes)
    {
        if (clock.IsOpen && clock.Hour != 12) notes.Add($"{clock.Hour}:{clock.Minute:00} is read as {read.Hour:00}:{read.Minute:00}");
    }
}
