using Martin.Data.Notifications;
using Martin.Data.Tests.Storage;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Notifications;

public sealed class OutboxTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Parallel_writers_get_one_seq_each_without_a_gap(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var db = store.Factory.For(user);
            await db.WriteAsync(() => db.NotifyAsync(user, "task_changed", $"T{i}", null, new { TaskId = user, Change = Kind.Created }, DateTimeOffset.UtcNow, None), None);
            Assert.Single(db.TakePendingNotifications());
            Assert.Empty(db.PendingNotifications);
        }));
        await using var reader = store.Factory.For(user);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), await reader.Notifications.OrderBy(n => n.Seq).Select(n => n.Seq).ToListAsync());
        Assert.Equal($$"""{"taskId":"{{user}}","change":"created"}""", (await reader.Notifications.FirstAsync()).Data);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_rolled_back_change_leaves_neither_row_nor_gap_nor_push(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using (var db = store.Factory.For(user))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.WriteAsync(async () =>
            {
                await db.NotifyAsync(user, "task_changed", "T", null, null, DateTimeOffset.UtcNow, None);
                throw new InvalidOperationException("changed its mind");
            }, None));
            Assert.Empty(db.PendingNotifications);
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.NotifyAsync(user, "task_changed", "T", null, null, DateTimeOffset.UtcNow, None));
        }
        await using var again = store.Factory.For(user);
        var row = await again.WriteAsync(() => again.NotifyAsync(user, "task_changed", "T", null, null, DateTimeOffset.UtcNow, None), None);
        Assert.Equal(1, row.Seq);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Instants_in_its_data_are_in_utc(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var row = await db.WriteAsync(() => db.NotifyAsync(user, new("reminder_due", "T", null, new { DueAt = DateTimeOffset.Parse("2026-11-29T10:00+02:00") }), DateTimeOffset.UtcNow, None), None);
        Assert.Equal("""{"dueAt":"2026-11-29T08:00:00Z"}""", row.Data);
    }

    private enum Kind { Created }
}
