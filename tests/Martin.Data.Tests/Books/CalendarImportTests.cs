using System.Text;
using Martin.Data.Tests.Storage;
using Martin.Plugins.Calendar.Files;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Books;

public sealed class CalendarImportTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Many_events_come_in_with_their_series_and_conflicts_and_not_twice(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var import = new CalendarImport(db, TimeProvider.System);
        var single = Enumerable.Range(0, 3_000).Select(i => Event($"u{i}", $"DTSTART:{DateTimeOffset.Parse("2027-01-01T00:00Z").AddHours(i):yyyyMMdd'T'HHmmss'Z'}\r\nDURATION:PT30M"));
        var clash = Event("clash", "DTSTART:20270101T001000Z\r\nDURATION:PT5M");
        var series = Event("series", "DTSTART;TZID=Europe/Berlin:20260105T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY")
            + Event("series", "RECURRENCE-ID;TZID=Europe/Berlin:20260112T090000\r\nDTSTART;TZID=Europe/Berlin:20260112T100000\r\nDURATION:PT1H");
        var file = Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\n{string.Concat(single)}{clash}{series}END:VCALENDAR\r\n");
        var first = await import.KeepAsync(await import.UnderstandAsync("a.ics", file, None), None);
        Assert.Equal((3_003, 0), (first.Imported, first.Skipped));
        Assert.Empty(first.Errors);
        Assert.Single(await db.Events.Where(e => e.SeriesId != null).ToListAsync());
        var clashing = (await db.Events.SingleAsync(e => e.Uid == "clash")).Id;
        Assert.Single(await db.Conflicts.Where(c => c.EventId1 == clashing || c.EventId2 == clashing).ToListAsync());
        var again = await import.KeepAsync(await import.UnderstandAsync("a.ics", file, None), None);
        Assert.Equal((0, 3_003), (again.Imported, again.Skipped));
        Assert.Equal(3_003, await db.Events.CountAsync());
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Events_without_a_UID_come_in_once(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var import = new CalendarImport(db, TimeProvider.System);
        for (var time = 1; time <= 2; time++)
        {
            var file = Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTAMP:2026110{time}T000000Z\r\nDTSTART:20261123T090000Z\r\nSUMMARY:Nameless\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
            var result = await import.KeepAsync(await import.UnderstandAsync("a.ics", file, None), None);
            Assert.Equal((2 - time, time - 1), (result.Imported, result.Skipped));
        }
        Assert.Equal("Nameless", (await db.Events.SingleAsync()).Title);
    }

    private static string Event(string uid, string lines) => $"BEGIN:VEVENT\r\nUID:{uid}\r\n{lines}\r\nSUMMARY:{uid}\r\nEND:VEVENT\r\n";
}
