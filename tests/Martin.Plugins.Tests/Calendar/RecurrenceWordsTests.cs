using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Tools;

namespace Martin.Plugins.Tests.Calendar;

public class RecurrenceWordsTests
{
    private static readonly EventSpan Span = new(new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero), new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero), "UTC", false);

    [Theory]
    [InlineData("RRULE:FREQ=DAILY", "every day")]
    [InlineData("RRULE:FREQ=DAILY;INTERVAL=1;COUNT=3", "every day, 3 times")]
    [InlineData("RRULE:FREQ=HOURLY;INTERVAL=2", "every 2 hours")]
    [InlineData("RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", "every week on Monday, Wednesday and Friday")]
    [InlineData("RRULE:FREQ=WEEKLY;WKST=SU;BYDAY=MO", "every week on Monday")]
    [InlineData("RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU", "every 2 weeks on Tuesday, weeks from Sunday on")]
    [InlineData("RRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR", "every month on the first Monday and the last Friday")]
    [InlineData("RRULE:FREQ=MONTHLY;BYMONTHDAY=15,-1", "every month on day 15 and the last day")]
    [InlineData("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last weekday")]
    [InlineData("RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on day 24 in December")]
    [InlineData("RRULE:FREQ=DAILY;BYHOUR=8,20;BYMINUTE=30", "every day at 08:30 and 20:30")]
    [InlineData("RRULE:FREQ=WEEKLY;UNTIL=20261231T235959Z", "every week, until Thu 31 Dec")]
    [InlineData("RRULE:FREQ=WEEKLY;UNTIL=20270115T090000Z", "every week, until Fri 15 Jan 2027")]
    [InlineData("RRULE:FREQ=YEARLY;BYWEEKNO=20;BYYEARDAY=100", "every year (BYWEEKNO=20;BYYEARDAY=100)")]  // no words for it, and not left out
    [InlineData("RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=7", "every month (BYDAY=MO,TU;BYSETPOS=7)")]
    public void A_rule_in_words(string line, string words) => Assert.Equal(words, Words(line));

    [Fact]
    public void Dates_beside_the_rule_are_named_and_many_are_counted()
    {
        Assert.Equal("every day, also on Tue 5 Jan 2027, not on Wed 2 Dec", Words("RRULE:FREQ=DAILY", "RDATE:20270105T090000Z", "EXDATE:20261202T090000Z"));
        Assert.Equal("also on Tue 1 Dec, Wed 2 Dec, Thu 3 Dec, Fri 4 Dec, Sat 5 Dec and 2 more days",
            Words("RDATE:" + string.Join(',', Enumerable.Range(1, 7).Select(d => $"2026120{d}T120000Z"))));
    }

    private static string Words(params string[] lines)
    {
        var (recurrence, problem) = Recurrence.Read(lines, false, "UTC");
        Assert.Null(problem);
        return RecurrenceWords.Of(recurrence!, Span, new ToolContext { Db = null!, UserId = Guid.NewGuid(), Now = new(2026, 11, 29, 9, 0, 0, TimeSpan.Zero), TimeZone = "UTC" });
    }
}
