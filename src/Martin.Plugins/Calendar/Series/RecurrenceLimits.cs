namespace Martin.Plugins.Calendar.Series;

/// <summary>How much a series may ask of Martin. A rule beyond these is refused with the field that asks too much.</summary>
public static class RecurrenceLimits
{
    /// <summary>Occurrences that one expansion gives.</summary>
    public const int OccurrencesPerExpansion = 10_000;

    /// <summary>The highest COUNT: to find the last of them all are counted.</summary>
    public const int Count = 5_000;

    public const int Interval = 1_000;

    /// <summary>RDATE and EXDATE values of a series, each.</summary>
    public const int Dates = 1_000;

    /// <summary>Characters of all lines together.</summary>
    public const int Characters = 40_000;

    /// <summary>Times of day that BYHOUR, BYMINUTE and BYSECOND together name.</summary>
    public const int TimesPerDay = 48;

    /// <summary>Periods in a row without an occurrence, after which a rule counts as having no more: 29 February of a daily rule is at most 2,922 days away.</summary>
    public const int EmptyPeriods = 3_000;

    /// <summary>After this no occurrence is looked for.</summary>
    public const int LastYear = 2999;

    /// <summary>How long an expansion may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    /// <summary>Without an end of the window an endless series is shown this far ahead.</summary>
    public static readonly TimeSpan OpenWindow = TimeSpan.FromDays(731);
}

/// <summary>A series can't be expanded within <see cref="RecurrenceLimits"/>.</summary>
public sealed class RecurrenceLimitException(string message) : Exception(message);
