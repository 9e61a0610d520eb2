using System.Text.Json;
using Martin.Data.Calendar;
using Martin.Data.Notifications;
using Martin.Data.Tests.Storage;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Conflicts;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Data.Tests.Books;

/// <summary>Ten o'clock in Berlin from Monday, 23 November 2026, on every day.</summary>
public sealed class SeriesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Occurrences_and_single_events_are_paged_in_one_order(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        await AddAsync(book, "FREQ=DAILY");
        await book.AddAsync(new EventDraft { Title = "Lunch", Span = EventTimes.Read("2026-11-24T12:00Z", "2026-11-24T13:00Z", null, false, "UTC").Span! }, None);
        var seen = new List<string>();
        for (var page = new Page(2); ;)
        {
            var found = await book.ListAsync(Window("2026-11-23", "2026-11-26"), page, None);
            seen.AddRange(found.Items.Select(e => $"{e.Row.Title} {e.Span.Start:dd HH}"));
            if (found.Next is null) break;
            page = page with { After = found.Next };
        }
        Assert.Equal(["Daily 23 09", "Daily 24 09", "Lunch 24 12", "Daily 25 09"], seen);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task One_occurrence_moves_alone_and_undo_puts_it_back(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY;COUNT=4");
        var before = await StateAsync(db);
        var second = Occurrence(series, "2026-11-24T09:00Z");
        var moved = Saved(await book.ChangeAsync(second, EventScope.This, 1, d => d with { Title = "Late", Span = Later(d.Span, 3) }, None));
        Assert.Equal(["Daily 23 09", "Late 24 12", "Daily 25 09", "Daily 26 09"], await TitlesAsync(book));
        Assert.Equal(("Late", second), ((await book.FindAsync(second, None))!.Row.Title, moved.Event.Ref));
        Assert.IsType<EventOutcome.Stale>(await book.ChangeAsync(second, EventScope.This, 1, d => d, None));
        Assert.True(await book.UndoAsync(Carried(moved.Undo), None));
        Assert.Equal(before, await StateAsync(db));
        Assert.False(await book.UndoAsync(moved.Undo, None));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task This_and_the_following_become_a_series_of_their_own_with_their_exceptions(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY;COUNT=6");
        Saved(await book.RemoveAsync(Occurrence(series, "2026-11-26T09:00Z"), EventScope.This, None));
        Saved(await book.ChangeAsync(Occurrence(series, "2026-11-27T09:00Z"), EventScope.This, null, d => d with { Location = "Attic" }, None));
        var before = await StateAsync(db);
        var changed = Saved(await book.ChangeAsync(Occurrence(series, "2026-11-25T09:00Z"), EventScope.Following, null, d => d with { Title = "New", Span = Later(d.Span, 1) }, None));
        Assert.Equal(["Daily 23 09", "Daily 24 09", "New 25 10", "New 27 10", "New 28 10"], await TitlesAsync(book));
        Assert.NotEqual(series, changed.Event.Row.Id);
        Assert.True(await book.UndoAsync(Carried(changed.Undo), None));
        Assert.Equal(before, await StateAsync(db));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task All_move_by_as_much_as_the_one_that_was_named(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY;COUNT=4");
        Saved(await book.RemoveAsync(Occurrence(series, "2026-11-24T09:00Z"), EventScope.This, None));
        var before = await StateAsync(db);
        var changed = Saved(await book.ChangeAsync(Occurrence(series, "2026-11-25T09:00Z"), EventScope.All, null, d => d with { Span = Later(d.Span, 2) }, None));
        Assert.Equal(["Daily 23 11", "Daily 25 11", "Daily 26 11"], await TitlesAsync(book));
        Assert.True(await book.UndoAsync(Carried(changed.Undo), None));
        Assert.Equal(before, await StateAsync(db));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task An_occurrence_whose_place_was_changed_moves_with_its_series_and_one_whose_time_was_does_not(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY;COUNT=3");
        Saved(await book.ChangeAsync(Occurrence(series, "2026-11-24T09:00Z"), EventScope.This, null, d => d with { Title = "Attic", Location = "Attic" }, None));
        Saved(await book.ChangeAsync(Occurrence(series, "2026-11-25T09:00Z"), EventScope.This, null, d => d with { Title = "Late", Span = Later(d.Span, 6) }, None));
        Saved(await book.ChangeAsync(Occurrence(series, "2026-11-23T09:00Z"), EventScope.All, null, d => d with { Span = Later(d.Span, 2) }, None));
        Assert.Equal(["Daily 23 11", "Attic 24 11", "Late 25 15"], await TitlesAsync(book));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task What_the_user_was_reminded_of_stays_so_when_the_series_is_divided(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY;COUNT=4");
        foreach (var day in new[] { 24, 25 })
        {
            var start = DateTimeOffset.Parse($"2026-11-{day}T09:00Z");
            await db.WriteAsync(() => db.TryGiveReminderAsync(series, start, start.AddMinutes(-10), start, None), None);
        }
        await db.SaveAsync(None);
        var changed = Saved(await book.ChangeAsync(Occurrence(series, "2026-11-25T09:00Z"), EventScope.Following, null, d => d with { Location = "Attic" }, None));
        var kept = Assert.Single(await db.GivenReminders.Where(g => g.SubjectId == changed.Event.Row.Id).ToListAsync());
        Assert.Equal(DateTimeOffset.Parse("2026-11-25T08:50Z"), kept.DueAt);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task An_occurrence_whose_series_is_deleted_between_two_reads_is_left_out(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY;COUNT=3");
        Saved(await book.ChangeAsync(Occurrence(series, "2026-11-24T09:00Z"), EventScope.This, null, d => d with { Title = "Own" }, None));
        var rows = await db.Events.AsNoTracking().Where(e => e.SeriesId != null).ToListAsync();
        Assert.Single(await EventInstances.OnceAsync(db.Events, rows, None));
        Saved(await book.RemoveAsync(new(series), EventScope.All, None));
        Assert.Empty(await EventInstances.OnceAsync(db.Events, rows, None));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Every_change_of_an_event_has_its_reminders_looked_at_anew(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY");
        Assert.Null(await NextAsync());
        Saved(await book.ChangeAsync(new(series), EventScope.All, null, d => d with { Reminders = [10, 90] }, None));
        Assert.Equal(DateTimeOffset.Parse("2026-11-23T07:30Z"), await NextAsync());
        await db.Events.ExecuteUpdateAsync(s => s.SetProperty(e => e.NextReminderAt, DateTimeOffset.Parse("2027-01-01T00:00Z")));
        Saved(await book.ChangeAsync(new(series), EventScope.All, null, d => d with { Title = "Other" }, None));
        Assert.Equal(DateTimeOffset.Parse("2026-11-23T07:30Z"), await NextAsync());

        Task<DateTimeOffset?> NextAsync() => db.Events.Where(e => e.Id == series).Select(e => e.NextReminderAt).SingleAsync();
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Removals_of_one_of_the_following_and_of_all_can_be_undone(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var series = await AddAsync(book, "FREQ=DAILY;COUNT=4");
        Saved(await book.ChangeAsync(Occurrence(series, "2026-11-26T09:00Z"), EventScope.This, null, d => d with { Title = "Own" }, None));
        var before = await StateAsync(db);
        foreach (var (scope, left) in new[] { (EventScope.This, 3), (EventScope.Following, 1), (EventScope.All, 0) })
        {
            var removed = Saved(await book.RemoveAsync(Occurrence(series, "2026-11-24T09:00Z"), scope, None));
            Assert.Equal(left, (await TitlesAsync(book)).Count);
            Assert.True(await book.UndoAsync(Carried(removed.Undo), None));
            Assert.Equal(before, await StateAsync(db));
        }
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task All_day_series_are_dates_and_have_dates_in_their_ids(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var (rule, _) = Recurrence.Read(["FREQ=WEEKLY"], true, "Europe/Berlin");
        await book.AddAsync(new EventDraft { Title = "Bins", Span = EventTimes.Read("2027-03-24", "2027-03-25", null, true, "Europe/Berlin").Span!, Recurrence = rule }, None);
        var found = await book.ListAsync(Window("2027-03-31", "2027-04-01"), new Page(10), None);
        var id = Assert.Single(found.Items).Id;
        Assert.EndsWith("_20270331", id);
        Assert.NotNull(await book.FindAsync(EventRef.Read(id)!.Value, None));
        Assert.Null(await book.FindAsync(EventRef.Read(id.Replace("0331", "0401"))!.Value, None));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Conflicts_come_and_go_with_each_change_and_are_told_once(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        await AddAsync(book, "FREQ=DAILY;COUNT=4");
        var single = await book.AddAsync(new EventDraft { Title = "Visit", Span = EventTimes.Read("2026-11-24T09:30Z", "2026-11-24T10:30Z", null, false, "UTC").Span! }, None);
        var row = Assert.Single(await db.Conflicts.AsNoTracking().ToListAsync());
        Assert.Contains(DateTimeOffset.Parse("2026-11-24T09:00Z"), new[] { row.OriginalStart1, row.OriginalStart2 }.OfType<DateTimeOffset>());
        var moved = Saved(await book.ChangeAsync(single.Event.Ref, EventScope.This, null, d => d with { Span = Later(d.Span, 5) }, None));
        Assert.Empty(await db.Conflicts.AsNoTracking().ToListAsync());
        Assert.True(await book.UndoAsync(Carried(moved.Undo), None));
        Assert.Single(await db.Conflicts.AsNoTracking().ToListAsync());
        Saved(await book.ChangeAsync(single.Event.Ref, EventScope.This, null, d => d with { Transparency = Transparency.Transparent }, None));
        Assert.Empty(await db.Conflicts.AsNoTracking().ToListAsync());
        Assert.Equal(2, await db.Notifications.CountAsync(n => n.Type == "conflict_detected"));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_conflict_that_lay_too_far_ahead_is_found_when_it_comes_within_sight_and_told_once(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T12:00Z"));
        var book = new CalendarBook(db, clock);
        await book.AddAsync(new EventDraft { Title = "Visit", Span = EventTimes.Read("2027-03-01T09:30Z", "2027-03-01T10:30Z", null, false, "UTC").Span! }, None);
        await AddAsync(book, "FREQ=DAILY");
        var conflicts = new ConflictBook(db, clock);
        await conflicts.LookAheadAsync(None);
        Assert.Empty(await db.Conflicts.AsNoTracking().ToListAsync());  // 99 days off
        clock.Advance(TimeSpan.FromDays(20));
        for (var day = 0; day < 2; day++)
        {
            await conflicts.LookAheadAsync(None);
            Assert.Single(await db.Conflicts.AsNoTracking().ToListAsync());
            Assert.Equal(1, await db.Notifications.CountAsync(n => n.Type == NotificationType.ConflictDetected));
            clock.Advance(TimeSpan.FromDays(1));
        }
        var conflict = Assert.Single((await conflicts.ListAsync(new Page(10), None)).Items);
        Assert.True(await conflicts.TryResolveAsync(conflict.Row.Id, ConflictBook.KeepBoth, None));
        await conflicts.LookAheadAsync(None);
        Assert.Empty((await conflicts.ListAsync(new Page(10), None)).Items);  // the user lives with it
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Two_series_that_meet_each_day_are_told_of_once_and_what_the_user_lives_with_stays_so(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T12:00Z"));
        var book = new CalendarBook(db, clock);
        await AddAsync(book, "FREQ=DAILY");
        await AddAsync(book, "FREQ=DAILY");
        var conflicts = new ConflictBook(db, clock);
        await LaterAsync(open: true);
        await LaterAsync(open: true);
        Assert.True(await conflicts.TryResolveAsync((await conflicts.ListAsync(new Page(1), None)).Items[0].Row.Id, ConflictBook.KeepBoth, None));
        await LaterAsync(open: false);
        Assert.Equal(1, await db.Notifications.CountAsync(n => n.Type == NotificationType.ConflictDetected));

        async Task LaterAsync(bool open)
        {
            var before = await db.Conflicts.AsNoTracking().Select(c => c.Id).ToListAsync();
            clock.Advance(TimeSpan.FromDays(1));
            Assert.Empty(await conflicts.LookAheadAsync(None));
            var added = Assert.Single(await db.Conflicts.AsNoTracking().Where(c => !before.Contains(c.Id)).ToListAsync());
            Assert.Equal(open ? null : ConflictBook.KeepBoth, added.Resolution);
        }
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Conflicts_of_a_time_are_found_among_however_many_are_open(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T12:00Z"));
        var book = new CalendarBook(db, clock);
        for (var i = 0; i < 3; i++) await AddAsync(book, "FREQ=DAILY");
        Assert.True(await db.Conflicts.CountAsync() > 250);
        var context = new ToolContext { Db = db, UserId = user, Now = clock.GetUtcNow(), TimeZone = "Europe/Berlin" };
        foreach (var day in new[] { "2026-11-24", "2027-01-07", "2027-02-17" })
        {
            await new ConflictPlugin(clock).ListAsync(context, day, DateOnly.Parse(day).AddDays(1).ToString("O"), None);
            Assert.Equal("3 conflicts", context.Summary);
        }
        await new ConflictPlugin(clock).ListAsync(context, "2028-01-01", "2028-01-02", None);
        Assert.Equal("No conflicts", context.Summary);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_series_that_cannot_be_worked_out_is_left_out_and_the_others_conflicts_are_found(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-22T12:00Z"));
        var book = new CalendarBook(db, clock);
        await book.AddAsync(new EventDraft { Title = "Visit", Span = EventTimes.Read("2027-03-01T09:30Z", "2027-03-01T10:30Z", null, false, "UTC").Span! }, None);
        await AddAsync(book, "FREQ=DAILY");
        var broken = await AddAsync(book, "FREQ=YEARLY;COUNT=2");
        await db.Events.Where(e => e.Id == broken).ExecuteUpdateAsync(s => s.SetProperty(e => e.Recurrence, "RRULE:FREQ=NEVER").SetProperty(e => e.RecursUntil, (DateTimeOffset?)null));
        var before = await db.Conflicts.CountAsync();
        clock.Advance(TimeSpan.FromDays(20));
        var conflicts = new ConflictBook(db, clock);
        Assert.Equal([broken], await conflicts.LookAheadAsync(None));
        Assert.Equal(before + 1, await db.Conflicts.CountAsync());
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_change_resets_the_reminder_even_where_it_was_so_when_the_row_was_read(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        var single = await book.AddAsync(new EventDraft { Title = "Visit", Span = EventTimes.Read("2026-11-24T09:30Z", "2026-11-24T10:30Z", null, false, "UTC").Span!, Reminders = [10] }, None);
        db.ChangeTracker.Clear();
        var row = await db.Events.SingleAsync(e => e.Id == single.Event.Row.Id);
        await db.Events.Where(e => e.Id == row.Id).ExecuteUpdateAsync(s => s.SetProperty(e => e.NextReminderAt, (DateTimeOffset?)null));  // somebody has looked
        row.Title = "Long visit";
        await db.SaveAsync(None);
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T09:20Z"), await db.Events.AsNoTracking().Where(e => e.Id == row.Id).Select(e => e.NextReminderAt).SingleAsync());
    }

    private static async Task<Guid> AddAsync(CalendarBook book, string rule)
    {
        var (recurrence, _) = Recurrence.Read([rule], false, "Europe/Berlin");
        var span = EventTimes.Read("2026-11-23T10:00", "2026-11-23T11:00", "Europe/Berlin", false, "UTC").Span!;
        return (await book.AddAsync(new EventDraft { Title = "Daily", Span = span, Recurrence = recurrence }, None)).Event.Row.Id;
    }

    private static EventFilter Window(string from, string to) => new(EventTimes.Moment(from, "Europe/Berlin"), EventTimes.Moment(to, "Europe/Berlin"), "Europe/Berlin");

    private static EventRef Occurrence(Guid series, string start) => new(series, DateTimeOffset.Parse(start));

    private static EventSpan Later(EventSpan span, int hours) => span with { Start = span.Start.AddHours(hours), End = span.End.AddHours(hours) };

    private static EventOutcome.Saved Saved(EventOutcome outcome) => Assert.IsType<EventOutcome.Saved>(outcome);

    // As an action keeps it.
    private static EventUndo Carried(EventUndo undo) => JsonSerializer.Deserialize<EventUndo>(ToolResults.Of(undo), ToolArguments.Json)!;

    private static async Task<List<string>> TitlesAsync(CalendarBook book) =>
        [.. (await book.ListAsync(Window("2026-11-01", "2027-01-01"), new Page(50), None)).Items.Select(e => $"{e.Row.Title} {e.Span.Start:dd HH}")];

    // All that is stored, but for versions and times of change.
    private static async Task<string> StateAsync(MartinDb db) => JsonSerializer.Serialize((await db.Events.AsNoTracking().OrderBy(e => e.Id).ToListAsync())
        .Select(e => new { e.Id, e.Title, e.StartTime, e.EndTime, e.TimeZone, e.Location, e.Recurrence, e.RecursUntil, e.SeriesId, e.OriginalStart, e.CreatedAt }));
}
