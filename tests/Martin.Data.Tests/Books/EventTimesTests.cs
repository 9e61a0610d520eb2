using Martin.Plugins.Calendar;

namespace Martin.Data.Tests.Books;

public sealed class EventTimesTests
{
    [Theory]
    [InlineData("2026-11-23T12:00", "Europe/Berlin", "2026-11-23T11:00:00Z")]
    [InlineData("2026-11-23T12:00:30", "America/New_York", "2026-11-23T17:00:30Z")]
    [InlineData("2026-11-23T12:00:00+05:30", null, "2026-11-23T06:30:00Z")]
    [InlineData("2026-11-23T12:00:00.5Z", null, "2026-11-23T12:00:00.5Z")]
    [InlineData("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00Z")]   // does not exist: moved on by the hour of the gap
    [InlineData("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z")]   // exists twice: the first
    public void Instants_and_local_times_are_read(string text, string? zone, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant), EventTimes.Read(text, "2026-12-01T00:00Z", zone, false, "UTC").Span!.Start);

    [Theory]
    [InlineData("2026-11-23T12:00", "2026-11-23T13:00", null, false, "startTime", "timeZone")]
    [InlineData("2026-11-23T12:00Z", "2026-11-23T12:00Z", null, false, "endTime", "after")]
    [InlineData("2026-11-23T12:00Z", "2028-11-23T12:00Z", null, false, "endTime", "at most 366 days")]
    [InlineData("2026-11-23T12:00Z", "2026-11-23T13:00Z", "Mars/Olympus", false, "timeZone", "IANA")]
    [InlineData("2026-11-23T12:00Z", "2026-11-24", null, true, "startTime", "date")]
    [InlineData("2026-02-30", "2026-03-01", null, true, "startTime", "date")]
    [InlineData("0001-01-01T00:00Z", "2026-03-01T00:00Z", null, false, "startTime", "instant")]
    [InlineData("9999-12-31T23:00", "9999-12-31T23:59", "Etc/GMT+12", false, "startTime", "")]
    [InlineData("tomorrow", "", null, false, "startTime", "instant")]
    public void What_is_wrong_is_said_of_its_field(string start, string end, string? zone, bool allDay, string field, string words)
    {
        var (span, problems) = EventTimes.Read(start, end, zone, allDay, "UTC");
        Assert.Null(span);
        Assert.Equal(field, problems[0].Field);
        Assert.Contains(words, problems[0].Problem, StringComparison.Ordinal);
    }
}
