using Martin.Plugins.Dates;

namespace Martin.Plugins.Tests.Dates;

public sealed class DateAnswerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_phrase_is_answered_with_the_moment_its_weekday_and_its_explanation()
    {
        var answer = DateAnswer.For("next Friday 3-4pm", Now, "Europe/Berlin");

        Assert.True(answer.Ok);
        Assert.Equal(("range", "2026-11-27T15:00:00", "2026-11-27T16:00:00", "Friday", "2026-11-27T14:00:00Z"),
            (answer.Kind, answer.Start, answer.End, answer.Weekday, answer.StartUtc));
        Assert.Equal("Friday 27 November 2026, 15:00 to 16:00 (Europe/Berlin)", answer.Explanation);
    }

    [Fact]
    public void Whole_days_are_dates_and_a_deadline_says_so()
    {
        var answer = DateAnswer.For("by Monday", Now, "Europe/Berlin");

        Assert.Equal(("date", "2026-11-23", "2026-11-24", true), (answer.Kind, answer.Start, answer.End, answer.IsDeadline));
    }

    [Fact]
    public void What_repeats_is_told_by_its_first_time_and_its_rule()
    {
        var answer = DateAnswer.For("every other Tuesday at 8 until Christmas", Now, "Europe/Berlin");

        Assert.Equal(("recurrence", "2026-11-24T08:00:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20261225T225959Z"), (answer.Kind, answer.Start, answer.Recurrence));
        Assert.Equal(["8:00 is read as 08:00", "Friday 25 December 2026 is included"], answer.Ambiguities);
        Assert.StartsWith("every 2 weeks on Tuesday at 08:00, until Friday 25 December 2026, the first on Tuesday 24 November 2026 at 08:00 (Europe/Berlin)", answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_reading_is_told_beside_the_usual_one() =>
        Assert.Contains("Canada", Assert.Single(DateAnswer.For("Thanksgiving", Now, "America/New_York").Ambiguities!), StringComparison.Ordinal);

    [Fact]
    public void Weeks_begin_on_Monday_unless_the_call_says_Sunday()
    {
        Assert.Equal("2026-11-23", DateAnswer.For("next week", Now, "Europe/Berlin").Start);
        Assert.Equal("2026-11-29", DateAnswer.For("next week", Now, "Europe/Berlin", NodaTime.IsoDayOfWeek.Sunday).Start);
    }

    [Fact]
    public void A_bare_hour_is_a_time_where_a_date_is_asked_for() =>
        Assert.Equal("2026-11-22T15:00:00", DateAnswer.For("3", Now, "Europe/Berlin").Start);

    [Fact]
    public void A_skipped_hour_is_explained() =>
        Assert.Contains("clocks go forward", DateAnswer.For("28 March 2027 at 02:30", Now, "Europe/Berlin").Explanation, StringComparison.Ordinal);

    [Theory]
    [InlineData("every second Tuesday", "could be each second Tuesday of a month or every 2 weeks")]
    [InlineData("twice a week", "on which 2 days")]
    [InlineData("tomorrow at 3 or 4", "only a part was understood")]
    [InlineData("on 3/4", "could be")]
    [InlineData("the green one", "No date")]
    [InlineData("Monday and Tuesday", "more than one")]
    [InlineData("February 30", "no day 30")]
    public void What_cannot_be_settled_is_refused_with_the_reason(string phrase, string reason)
    {
        var answer = DateAnswer.For(phrase, Now, "Europe/Berlin");

        Assert.False(answer.Ok);
        Assert.Contains(reason, answer.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_unknown_zone_is_refused() => Assert.False(DateAnswer.For("tomorrow", Now, "Mars/Olympus").Ok);
}
