using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Testing;

namespace Martin.Plugins.Tests.Calendar;

public sealed class SeriesTimesTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2027-03-26T09:00", "2027-03-26T08:00Z 2027-03-27T08:00Z 2027-03-28T07:00Z 2027-03-29T07:00Z")]
    [InlineData("America/New_York", "2026-10-31T09:00", "2026-10-31T13:00Z 2026-11-01T14:00Z 2026-11-02T14:00Z 2026-11-03T14:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T09:00", "2026-10-02T22:30Z 2026-10-03T22:00Z 2026-10-04T22:00Z 2026-10-05T22:00Z")]
    public void Nine_o_clock_stays_nine_o_clock(string zone, string start, string expected) =>
        Assert.Equal(expected, Starts("FREQ=DAILY;COUNT=4", zone, start));

    [Theory]
    // The clock skips 02:30 on that day: no occurrence, and not counted.
    [InlineData("Europe/Berlin", "2027-03-27T02:30", "2027-03-27T01:30Z 2027-03-29T00:30Z 2027-03-30T00:30Z")]
    // Of the doubled 01:30 the first is meant.
    [InlineData("America/New_York", "2026-10-31T01:30", "2026-10-31T05:30Z 2026-11-01T05:30Z 2026-11-02T06:30Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T02:15", "2026-10-02T15:45Z 2026-10-04T15:15Z 2026-10-05T15:15Z")]
    public void Skipped_times_are_left_out_and_of_doubled_ones_the_first_is_meant(string zone, string start, string expected) =>
        Assert.Equal(expected, Starts("FREQ=DAILY;COUNT=3", zone, start));

    [Theory]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2026-01-31T10:00", "2026-01-31T10:00Z 2026-03-31T10:00Z 2026-05-31T10:00Z")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2026-11-27T10:00", "2026-11-27T10:00Z 2026-12-25T10:00Z 2027-01-29T10:00Z")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "2026-11-30T10:00", "2026-11-30T10:00Z 2026-12-31T10:00Z 2027-01-29T10:00Z")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3", "2024-02-29T10:00", "2024-02-29T10:00Z 2028-02-29T10:00Z 2032-02-29T10:00Z")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU;COUNT=4", "2026-11-23T10:00", "2026-11-23T10:00Z 2026-11-25T10:00Z 2026-12-07T10:00Z 2026-12-09T10:00Z")]
    [InlineData("FREQ=DAILY;UNTIL=20261125T100000Z", "2026-11-23T10:00", "2026-11-23T10:00Z 2026-11-24T10:00Z 2026-11-25T10:00Z")]
    [InlineData("FREQ=DAILY;UNTIL=20261124", "2026-11-23T10:00", "2026-11-23T10:00Z 2026-11-24T10:00Z")]
    public void Rules_of_the_standard(string rule, string start, string expected) => Assert.Equal(expected, Starts(rule, "UTC", start));

    [Theory]
    [InlineData("FREQ=DAILY")]
    [InlineData("FREQ=DAILY;INTERVAL=3")]
    [InlineData("FREQ=WEEKLY")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2")]
    [InlineData("FREQ=WEEKLY;BYDAY=FR,MO,SU")]
    [InlineData("FREQ=WEEKLY;BYDAY=SU,MO;INTERVAL=2")]
    [InlineData("FREQ=WEEKLY;BYDAY=SU,MO;INTERVAL=2;WKST=SU")]
    [InlineData("FREQ=WEEKLY;BYDAY=SA,TU;INTERVAL=3;WKST=WE")]
    public void A_plain_rule_gives_what_the_general_way_gives(string text)
    {
        var rule = RuleText.Read(text, isAllDay: false).Rule!;
        for (var day = 0; day < 7; day++)
            foreach (var skip in new int?[] { null, 0, 1, 5, 13, 14, 100, 1_001 })
            {
                var first = new NodaTime.LocalDateTime(2026, 2, 23, 9, 30).PlusDays(day);
                var skipTo = skip is { } days ? first.PlusDays(days).PlusHours(-1) : (NodaTime.LocalDateTime?)null;
                var general = SeriesTimes.InGeneral(rule, first, skipTo).Where(t => t > first && (skipTo is null || t >= skipTo)).Take(40);
                Assert.Equal(general, PlainRule.Of(rule.Pattern)!.Times(first, skipTo).Where(t => t > first).Take(40));
            }
    }

    [Fact]
    public void Times_are_added_and_left_out_and_count_counts_those_that_are_left_out()
    {
        var (recurrence, problem) = Recurrence.Read(["RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261124T100000Z", "RDATE;TZID=Europe/Berlin:20261201T110000"], false, "UTC");
        Assert.Null(problem);
        Assert.Equal("2026-11-23T10:00Z 2026-11-25T10:00Z 2026-12-01T10:00Z", Text(SeriesTimes.Starts(recurrence!, Span("2026-11-23T10:00", "UTC"), default)));
        Assert.Equal(["RRULE:FREQ=DAILY;COUNT=3", "RDATE:20261201T100000Z", "EXDATE:20261124T100000Z"], recurrence!.Lines(false));
    }

    [Fact]
    public void A_window_far_ahead_is_reached_at_once()
    {
        var (recurrence, _) = Recurrence.Read(["FREQ=DAILY"], false, "Europe/Berlin");
        var watch = ThreadTime.Start();
        var from = DateTimeOffset.Parse("2900-07-01T00:00Z");
        Assert.Equal("2900-07-01T07:00Z", Text(SeriesTimes.Starts(recurrence!, Span("1990-01-01T09:00", "Europe/Berlin"), from).Take(1)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
    }

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=4", "2026-11-25T10:00Z", "2026-11-23T10:00Z 2026-11-24T10:00Z", "2026-11-25T10:00Z 2026-11-26T10:00Z")]
    [InlineData("FREQ=DAILY;UNTIL=20261126T100000Z", "2026-11-25T10:00Z", "2026-11-23T10:00Z 2026-11-24T10:00Z", "2026-11-25T10:00Z 2026-11-26T10:00Z")]
    public void A_split_series_has_the_same_times_as_before(string rule, string at, string before, string after)
    {
        var first = Span("2026-11-23T10:00", "UTC");
        var start = DateTimeOffset.Parse(at);
        var (one, other) = SeriesRules.Split(Recurrence.Read([rule], false, "UTC").Recurrence!, first, start);
        Assert.Equal(before, Text(SeriesTimes.Starts(one, first, default)));
        Assert.Equal(after, Text(SeriesTimes.Starts(other, SeriesRules.Occurrence(first, start), default)));
    }

    [Theory]
    [InlineData("FREQ=SECONDLY", "hourly")]
    [InlineData("FREQ=MINUTELY", "hourly")]
    [InlineData("FREQ=DAILY;COUNT=5000000", "COUNT")]
    [InlineData("FREQ=DAILY;COUNT=0", "COUNT")]
    [InlineData("FREQ=DAILY;COUNT=99999999999999999999", "COUNT")]
    [InlineData("FREQ=DAILY;INTERVAL=0", "INTERVAL")]
    [InlineData("FREQ=DAILY;COUNT=2;UNTIL=20270101", "both")]
    [InlineData("FREQ=FORTNIGHTLY", "FREQ")]
    [InlineData("COUNT=3", "FREQ")]
    [InlineData("FREQ=DAILY;FREQ=WEEKLY", "twice")]
    [InlineData("FREQ=DAILY;BYDAY=1MO", "BYDAY")]
    [InlineData("FREQ=MONTHLY;BYDAY=99MO", "BYDAY")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY")]
    [InlineData("FREQ=DAILY;BYEASTER=1", "not known")]
    [InlineData("FREQ=DAILY;UNTIL=tomorrow", "UNTIL")]
    [InlineData("FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,10,20,30,40,50", "48")]
    [InlineData("FREQ=HOURLY;BYMINUTE=0,20,40", "48")]
    public void What_asks_too_much_or_is_no_rule_is_refused_by_name(string rule, string word) =>
        Assert.Contains(word, Recurrence.Read(["RRULE:" + rule], false, "UTC").Problem);

    [Fact]
    public void A_rule_that_never_comes_true_is_found_out_in_time()
    {
        var watch = ThreadTime.Start();
        var (recurrence, _) = Recurrence.Read(["FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"], false, "UTC");
        Assert.Single(SeriesTimes.Starts(recurrence!, Span("2026-11-23T10:00", "UTC"), default));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
    }

    private static string Starts(string rule, string zone, string start) =>
        Text(SeriesTimes.Starts(Recurrence.Read([rule], false, zone).Recurrence!, Span(start, zone), default));

    private static string Text(IEnumerable<DateTimeOffset> starts) => string.Join(' ', starts.Select(s => s.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'")));

    private static EventSpan Span(string start, string zone)
    {
        var at = EventTimes.Moment(start, zone)!.Value;
        return new(at, at.AddHours(1), zone, false);
    }
}
