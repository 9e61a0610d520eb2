using System.Text;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Files;
using Martin.Plugins.Calendar.Series;
using Martin.Testing;

namespace Martin.Plugins.Tests.Calendar;

/// <summary>Tests that look at the memory of the whole process, in which no other may run meanwhile.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class CalendarFileTests
{
    public static TheoryData<string> Nasty => [.. NastyCalendars.All().Select(c => c.Name)];

    [Theory, MemberData(nameof(Nasty))]
    public void Nasty_calendars_are_read_or_refused_with_a_reason(string name)
    {
        var (_, file, read, reason) = NastyCalendars.All().Single(c => c.Name == name);
        var (allocated, live, watch) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalMemory(forceFullCollection: true), ThreadTime.Start());
        var (events, errors) = CalendarImport.Understand("nasty.ics", file, "UTC", "ana@example.org");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        // All that was ever allocated is more than what was in use at a time; only where that is much, as rules are tried for long, what stays is looked at.
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        live = GC.GetTotalMemory(forceFullCollection: true) - live;
        Assert.True((read < 0 ? live : allocated) < 64_000_000, $"{allocated / 1_000_000} MB allocated, {live / 1_000_000} MB kept");
        if (read >= 0) Assert.Equal(read, events.Count);
        if (reason is null) Assert.Empty(errors);
        else Assert.Contains(errors, e => e.Reason.Contains(reason));
    }

    [Fact]
    public void There_are_enough_nasty_calendars() => Assert.True(NastyCalendars.All().Count() >= 40);

    [Fact]
    public void An_event_without_a_UID_has_one_of_its_content()
    {
        Assert.Equal(Uid("DTSTAMP:20261101T000000Z"), Uid("DTSTAMP:20261102T000000Z"));
        Assert.NotEqual(Uid("SUMMARY:a"), Uid("SUMMARY:b"));

        static string Uid(string line) => Assert.Single(CalendarImport.Understand("a.ics", Encoding.UTF8.GetBytes(
            $"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261123T090000Z\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), "UTC", "ana@example.org").Events).Uid;
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var (recurrence, _) = Recurrence.Read(["RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE:20261130T080000Z"], false, "Europe/Berlin");
        var row = new EventRow
        {
            Id = Guid.CreateVersion7(), UserId = Guid.Empty, Title = "Tea; “two”, three\\four", Description = "a\nb " + new string('ü', 200), Location = "Hütte",
            StartTime = DateTimeOffset.Parse("2026-11-23T08:00Z"), EndTime = DateTimeOffset.Parse("2026-11-23T09:00Z"), TimeZone = "Europe/Berlin",
            Recurrence = recurrence!.ToText(false), Reminders = [10], Attendees = [new() { Email = "bob@example.org", Name = "Bob", Response = "needs_action" }],
            Transparency = Transparency.Transparent, CreatedAt = default,
        };
        var text = CalendarExport.Write([row], DateTimeOffset.Parse("2026-11-23T00:00Z"));
        Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.Contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin", text);
        var (events, errors) = CalendarImport.Understand("again.ics", Encoding.UTF8.GetBytes(text), "UTC", "ana@example.org");
        Assert.Empty(errors);
        var (again, before) = (Assert.Single(events).Draft, EventDraft.Of(row));
        Assert.Equal((before.Title, before.Description, before.Location, before.Span, before.Transparency), (again.Title, again.Description, again.Location, again.Span, again.Transparency));
        Assert.Equal(before.Recurrence!.Lines(false), again.Recurrence!.Lines(false));
        Assert.Equal([10], again.Reminders);
        Assert.Equal("bob@example.org", again.Attendees[0].Email);
    }

    [Theory]
    [InlineData("Europe/Berlin", "DTSTART:20261025T030000", "TZOFFSETFROM:+0200")]
    [InlineData("America/New_York", "DTSTART:20261101T020000", "TZOFFSETFROM:-0400")]
    [InlineData("Australia/Lord_Howe", "DTSTART:20260405T020000", "TZOFFSETTO:+1030")]
    public void Zones_are_written_with_the_dates_of_their_changes(string zone, string start, string offset)
    {
        var at = DateTimeOffset.Parse("2026-12-01T08:00Z");
        var row = new EventRow { Id = Guid.NewGuid(), UserId = Guid.Empty, Title = "x", StartTime = at, EndTime = at.AddHours(1), TimeZone = zone, CreatedAt = default };
        var text = CalendarExport.Write([row], at).Replace("\r\n ", "");
        Assert.Contains(start[8..], text);
        Assert.Contains(offset, text);
    }
}
