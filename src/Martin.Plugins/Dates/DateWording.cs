using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>Says in words what a phrase was resolved to.</summary>
internal static class DateWording
{
    public static string Explain(DateKind kind, LocalDateTime? from, LocalDateTime? to, Period? lasting, string zone, IEnumerable<string> notes)
    {
        var what = kind switch
        {
            DateKind.Instant => $"{LocalTimes.Day(from!.Value.Date)} at {LocalTimes.Hour(from.Value)} ({zone})",
            DateKind.Range => $"{LocalTimes.Day(from!.Value.Date)}, {LocalTimes.Hour(from.Value)} to {EndOf(from.Value, to!.Value)} ({zone})",
            DateKind.Date => LocalTimes.Day(from!.Value.Date),
            DateKind.Window => Window(from!.Value, to!.Value),
            DateKind.Duration when lasting is { Years: > 0 } or { Months: > 0 } => $"{lasting.Years} years, {lasting.Months} months and {lasting.Weeks * 7 + lasting.Days} days",
            DateKind.Duration => $"{Lengths.Minutes(lasting ?? Period.Zero)} minutes",
            _ => "something that repeats",
        };
        return string.Join("; ", notes.Prepend(what));
    }

    private static string EndOf(LocalDateTime from, LocalDateTime to) =>
        to.Date == from.Date ? LocalTimes.Hour(to) : $"{LocalTimes.Hour(to)} on {LocalTimes.Day(to.Date)}";

    private static string Window(LocalDateTime from, LocalDateTime to) => from.TimeOfDay == LocalTime.Midnight && to.TimeOfDay == LocalTime.Midnight
        ? $"{LocalTimes.Day(from.Date)} to {LocalTimes.Day(to.Date.PlusDays(-1))}"
        : $"{LocalTimes.Day(from.Date)} at {LocalTimes.Hour(from)} to {EndOf(from, to)}";
}
