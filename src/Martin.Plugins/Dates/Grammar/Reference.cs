using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Where "next week" and its like are counted from.</summary>
/// <param name="WeekStart">The first day of a week: Monday or Sunday.</param>
public readonly record struct Reference(LocalDateTime Now, IsoDayOfWeek WeekStart)
{
    public LocalDate Today => Now.Date;

    /// <summary>The first day of the week that today is in.</summary>
    public LocalDate Week => Today.With(DateAdjusters.PreviousOrSame(WeekStart));

    /// <summary>That day of this week, or of the week so many weeks ahead.</summary>
    public LocalDate InWeek(IsoDayOfWeek day, int ahead) => Week.PlusWeeks(ahead).With(DateAdjusters.NextOrSame(day));

    public Reference At(LocalDate day) => this with { Now = day.AtMidnight() };
}
