using System.Globalization;
using Martin.Plugins.Rules;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Calendar.Series;

/// <summary>A DATE or DATE-TIME as iCalendar writes it.</summary>
/// <param name="Local">The clock time; midnight of a date.</param>
public sealed record IcalTime(LocalDateTime Local, bool IsUtc, bool IsDate)
{
    /// <param name="zone">Where a time without Z is meant.</param>
    public DateTimeOffset In(string zone) => IsDate || IsUtc ? IcalTimes.AsUtc(Local) : Zones.ToInstant(Local, zone);
}

/// <summary>Reads and writes the dates and times of iCalendar.</summary>
public static class IcalTimes
{
    private static readonly LocalDateTimePattern Time = LocalDateTimePattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss");
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// <returns>null when it is neither, or outside 1900 to 2999.</returns>
    public static IcalTime? Read(string text)
    {
        if (text.Length == 8 && Day.Parse(text) is { Success: true } date && InRange(date.Value.Year)) return new(date.Value.AtMidnight(), false, true);
        var isUtc = text.EndsWith('Z');
        var bare = isUtc ? text[..^1] : text;
        // A leap second has no place on the clocks here.
        if (bare.Length == 15 && bare.EndsWith("60", StringComparison.Ordinal)) bare = bare[..13] + "59";
        return bare.Length == 15 && Time.Parse(bare) is { Success: true } time && InRange(time.Value.Year) ? new(time.Value, isUtc, false) : null;
    }

    public static string Local(LocalDateTime time) => Time.Format(time);

    public static string Date(LocalDate date) => Day.Format(date);

    /// <summary>20261122T090000Z, or 20261122 for all-day events: also the end of an occurrence's id.</summary>
    public static string Stamp(DateTimeOffset at, bool isAllDay) => at.UtcDateTime.ToString(isAllDay ? "yyyyMMdd" : "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    internal static DateTimeOffset AsUtc(LocalDateTime local) => new(local.ToDateTimeUnspecified(), TimeSpan.Zero);

    private static bool InRange(int year) => year is >= 1900 and <= RecurrenceLimits.LastYear;
}
