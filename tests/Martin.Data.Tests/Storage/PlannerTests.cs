using Martin.Plugins.Calendar;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Storage;

/// <summary>What SQLite reads to find a few rows of a user who has many.</summary>
public sealed class PlannerTests
{
    [Fact]
    public async Task Once_counted_rows_are_found_by_their_ids_and_not_among_all_of_the_users()
    {
        await using var store = await TestStore.StartAsync(Database.Sqlite);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new CalendarBook(db, TimeProvider.System);
        await db.WriteAsync(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                var start = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(i);
                await book.AddAsync(new() { Title = $"E{i}", Span = new(start, start.AddHours(1), "UTC", false) }, CancellationToken.None);
            }
        }, CancellationToken.None);
        var ids = await db.Events.OrderBy(e => e.StartTime).Select(e => e.Id).Take(20).ToArrayAsync();
        var few = db.Events.Where(e => ids.Contains(e.Id));
        Assert.DoesNotContain("(id=?)", await PlanAsync(db, few), StringComparison.Ordinal);
        await store.Factory.CountAsync(CancellationToken.None);
        // A connection learns of it when it opens next.
        await using var later = store.Factory.For(db.Owner);
        Assert.Contains("(id=?)", await PlanAsync(later, later.Events.Where(e => ids.Contains(e.Id))), StringComparison.Ordinal);
        Assert.Equal(20, await later.Events.CountAsync(e => ids.Contains(e.Id)));
    }

    [Fact]
    public async Task Reminders_are_looked_for_by_their_own_index()
    {
        await using var store = await TestStore.StartAsync(Database.Sqlite);
        var now = DateTimeOffset.UtcNow;
        await using var all = store.Factory.ForMaintenance();
        var due = all.Events.IgnoreQueryFilters().Where(e => e.NextReminderAt <= now).OrderBy(e => e.NextReminderAt).ThenBy(e => e.Id).Take(100);
        var plan = await PlanAsync(all, due);
        Assert.Contains("idx_events_next_reminder", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);  // nor is anything put in order
    }

    private static async Task<string> PlanAsync<T>(MartinDb db, IQueryable<T> query)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(3));
        return string.Join('\n', lines);
    }
}
