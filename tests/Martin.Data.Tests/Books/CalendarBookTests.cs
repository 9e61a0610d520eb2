using Martin.Data.Calendar;
using Martin.Data.Tests.Storage;
using Martin.Plugins.Calendar;

namespace Martin.Data.Tests.Books;

public sealed class CalendarBookTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task What_is_written_is_read_with_attendees_and_reminders(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        Guid id;
        await using (var db = store.Factory.For(user))
        {
            var draft = new EventDraft
            {
                Title = "Lunch", Span = Span("2026-11-23T12:00", "2026-11-23T13:00", "Europe/Berlin"), Location = "Café", Reminders = [10, 60],
                Attendees = [new Attendee { Email = "ana@example.org", Name = "Ana" }], SelfResponse = AttendeeResponse.Accepted,
            };
            Assert.Empty(draft.Problems());
            id = (await new CalendarBook(db, TimeProvider.System).AddAsync(draft, None)).Event.Row.Id;
        }
        await using var later = store.Factory.For(user);
        var row = (await new CalendarBook(later, TimeProvider.System).FindAsync(new(id), None))!.Row;
        Assert.Equal(DateTimeOffset.Parse("2026-11-23T11:00:00Z"), row.StartTime);
        Assert.Equal([10, 60], row.Reminders);
        Assert.Equal(("ana@example.org", "needs_action"), (row.Attendees[0].Email, row.Attendees[0].Response));
        Assert.Equal((AttendeeResponse.Accepted, 1), (row.SelfResponse, row.Version));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task The_window_takes_what_overlaps_it_and_all_day_events_by_the_askers_days(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        await book.AddAsync(new EventDraft { Title = "before", Span = Span("2026-11-22T22:00Z", "2026-11-22T23:00Z") }, None);
        await book.AddAsync(new EventDraft { Title = "across", Span = Span("2026-11-22T22:30Z", "2026-11-22T23:30Z") }, None);
        await book.AddAsync(new EventDraft { Title = "holiday", Span = EventTimes.Read("2026-11-23", "2026-11-24", null, true, "Europe/Berlin").Span! }, None);
        await book.AddAsync(new EventDraft { Title = "next day", Span = EventTimes.Read("2026-11-24", "2026-11-25", null, true, "Europe/Berlin").Span! }, None);

        // 23 November in Berlin is 22 November 23:00Z to 23 November 23:00Z.
        var window = new EventFilter(DateTimeOffset.Parse("2026-11-22T23:00Z"), DateTimeOffset.Parse("2026-11-23T23:00Z"), "Europe/Berlin");
        var first = await book.ListAsync(window, new Page(1), None);
        var rest = await book.ListAsync(window, new Page(5, first.Next), None);
        Assert.Equal(["across", "holiday"], first.Items.Concat(rest.Items).Select(e => e.Row.Title));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Of_two_changes_to_one_version_one_wins_and_a_removed_event_can_come_back(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var book = new CalendarBook(db, TimeProvider.System);
        var row = (await book.AddAsync(new EventDraft { Title = "E", Span = Span("2026-11-23T12:00Z", "2026-11-23T13:00Z") }, None)).Event.Row;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            await using var own = store.Factory.For(user);
            return await new CalendarBook(own, TimeProvider.System).ChangeAsync(new(row.Id), EventScope.This, 1, e => e with { Title = $"E{i}" }, None);
        }));
        Assert.Single(outcomes.OfType<EventOutcome.Saved>());
        var removed = Assert.IsType<EventOutcome.Saved>(await book.RemoveAsync(new(row.Id), EventScope.This, None));
        Assert.Null(await book.FindAsync(new(row.Id), None));
        Assert.True(await book.UndoAsync(removed.Undo, None));
        Assert.Equal(row.Id, (await book.FindAsync(new(row.Id), None))!.Row.Id);
    }

    private static EventSpan Span(string start, string end, string? zone = null) => EventTimes.Read(start, end, zone, false, "UTC").Span!;
}
