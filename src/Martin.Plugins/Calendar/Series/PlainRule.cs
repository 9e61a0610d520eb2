using System.Globalization;
using NodaTime;

namespace Martin.Plugins.Calendar.Series;

/// <summary>
/// A rule by days or weeks without conditions beyond the days of the week, worked out directly. Nearly all series have such a rule, and for a
/// month's list hundreds of them are worked out; the general way costs some tenths of a millisecond each before its first occurrence.
/// </summary>
/// <param name="Days">Of a weekly rule that names them, the days of its weeks; empty is the day of the first occurrence.</param>
/// <param name="WeekStart">Where a week begins: of a rule for every second week it says which days are in the same week (RFC 5545, WKST).</param>
internal sealed record PlainRule(bool IsWeekly, int Interval, IReadOnlyList<IsoDayOfWeek> Days, IsoDayOfWeek WeekStart)
{
    private static readonly string[] DayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    /// <param name="pattern">Checked (<see cref="RuleText.Pattern"/>).</param>
    /// <returns>null when it is not so plain.</returns>
    public static PlainRule? Of(string pattern)
    {
        var (weekly, interval, weekStart) = (false, 1, IsoDayOfWeek.Monday);
        IReadOnlyList<IsoDayOfWeek> days = [];
        foreach (var part in pattern.Split(';'))
        {
            switch (part.Split('='))
            {
                case ["FREQ", "DAILY"]: break;
                case ["FREQ", "WEEKLY"]: weekly = true; break;
                case ["INTERVAL", var number]: interval = int.Parse(number, CultureInfo.InvariantCulture); break;
                case ["WKST", var day]: weekStart = Day(day); break;
                case ["BYDAY", var named] when weekly: days = [.. named.Split(',').Select(Day)]; break;
                default: return null;
            }
        }
        return new(weekly, interval, days, weekStart);
    }

    /// <summary>Clock times in order, none before the first occurrence. Endless.</summary>
    /// <param name="skipTo">None before this either.</param>
    public IEnumerable<LocalDateTime> Times(LocalDateTime first, LocalDateTime? skipTo)
    {
        var from = skipTo is { } at && at > first ? at : first;
        // Days from the start of a period to those that it names.
        int[] offsets = IsWeekly ? [.. (Days.Count > 0 ? Days : [first.DayOfWeek]).Select(FromWeekStart).Distinct().Order()] : [0];
        var length = Interval * (IsWeekly ? 7 : 1);
        var origin = IsWeekly ? first.Date.PlusDays(-FromWeekStart(first.DayOfWeek)) : first.Date;
        for (var start = origin.PlusDays(Period.DaysBetween(origin, from.Date) / length * length); ; start = start.PlusDays(length))
            foreach (var offset in offsets)
                if (start.PlusDays(offset).At(first.TimeOfDay) is var time && time >= from) yield return time;
    }

    private int FromWeekStart(IsoDayOfWeek day) => ((int)day - (int)WeekStart + 7) % 7;

    private static IsoDayOfWeek Day(string name) => (IsoDayOfWeek)(Array.IndexOf(DayNames, name) + 1);
}
