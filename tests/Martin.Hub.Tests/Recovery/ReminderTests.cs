using Martin.Data;
using Martin.Data.Tasks;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Recovery;

/// <summary>Reminders come on time, once each, without a model and whatever happens to the process.</summary>
public sealed class ReminderTests
{
    private const string LastButOne = "Last but one";
    private const string Last = "Last";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Tasks_and_events_remind_when_due_and_once()
    {
        await using var martin = MartinHost.Start(new() { ["Reminders:Every"] = "00:00:00.2" });
        using var owner = await martin.OwnerAsync();
        await using var device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        var soon = DateTimeOffset.UtcNow.AddSeconds(1);
        var task = (await owner.PostAsync("tasks", new { title = "Call the bank", remindAt = soon })).Data(System.Net.HttpStatusCode.Created);
        (await owner.PostAsync("tasks", new { title = "Done already", status = "completed", remindAt = soon })).Data(System.Net.HttpStatusCode.Created);
        (await owner.PostAsync("tasks", new { title = "Not yet", remindAt = soon.AddHours(1) })).Data(System.Net.HttpStatusCode.Created);
        (await owner.PostAsync("calendar/events", new
        {
            title = "Dentist", startTime = soon.AddMinutes(30), endTime = soon.AddMinutes(60), reminders = new[] { 30, 10 },
        })).Data(System.Net.HttpStatusCode.Created);

        var standup = (await owner.PostAsync("calendar/events", new
        {
            title = "Standup", startTime = soon.AddMinutes(30).AddDays(-2), endTime = soon.AddMinutes(45).AddDays(-2), timeZone = "UTC",
            recurrence = new[] { "RRULE:FREQ=DAILY" }, reminders = new[] { 30 },
        })).Data(System.Net.HttpStatusCode.Created);

        var reminded = await device.Pushes.WaitForAsync("Notification", n => IsReminder(n) && n.GetProperty("title").GetString() == "Call the bank");
        Assert.Equal(task.GetProperty("id").GetString(), reminded.GetProperty("data").GetProperty("taskId").GetString());
        await device.Pushes.WaitForAsync("Notification", n => IsReminder(n) && n.GetProperty("title").GetString() == "Dentist");
        var occurrence = await device.Pushes.WaitForAsync("Notification", n => IsReminder(n) && n.GetProperty("title").GetString() == "Standup");
        Assert.StartsWith(standup.GetProperty("id").GetString() + "_", occurrence.GetProperty("data").GetProperty("eventId").GetString(), StringComparison.Ordinal);

        // Putting it off reminds again, at the new time.
        (await owner.PutAsync($"tasks/{task.GetProperty("id").GetString()}", new { title = "Call the bank", remindAt = DateTimeOffset.UtcNow.AddSeconds(1), version = 1 })).Data();
        await device.Pushes.WaitForAsync("Notification", n => IsReminder(n) && n.GetProperty("title").GetString() == "Call the bank" && n.GetProperty("seq").GetInt64() > reminded.GetProperty("seq").GetInt64());
        Assert.Equal(["Call the bank", "Call the bank", "Dentist", "Standup"], device.Pushes.Of("Notification").Where(IsReminder).Select(n => n.GetProperty("title").GetString()).Order());
    }

    [Fact]
    public async Task A_process_killed_twice_among_many_due_reminders_loses_none_and_doubles_none()
    {
        var (count, seconds) = (Counts.Of(200, 1_000), Counts.Of(12, 60));
        await using var hub = await HubProcess.StartAsync();
        await hub.StopAsync();
        await using var databases = MartinDbFactory.Sqlite(Path.Combine(hub.Settings.Data, "martin.db"));
        var owner = await OwnerAsync(databases);
        var from = DateTimeOffset.UtcNow.AddSeconds(4);
        var until = from.AddSeconds(seconds);
        await AddAsync(databases, owner, Enumerable.Range(0, count).Select(i => ($"Reminder {i}", from.AddSeconds(seconds * (double)i / count))));
        await hub.RestartAsync();
        for (var kill = 1; kill <= 2; kill++)
        {
            await using (var device = await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey))
                if (await LatestAsync(databases, owner) < count * kill / 3)  // else a slow start has seen to as many already
                    await device.Pushes.WaitForAsync("Notification", n => n.GetProperty("seq").GetInt64() >= count * kill / 3, Patience);
            hub.Kill();
            await hub.RestartAsync();
        }
        await using (var device = await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey))
        {
            // Looks go by what is due, oldest first: when the last has come, the next look has been through everything before it again.
            await AddAsync(databases, owner, LastButOne, until.AddSeconds(1));
            await device.Pushes.WaitForAsync("Notification", n => n.GetProperty("title").GetString() == LastButOne, Patience);
            await AddAsync(databases, owner, Last, DateTimeOffset.UtcNow);
            await device.Pushes.WaitForAsync("Notification", n => n.GetProperty("title").GetString() == Last, Patience);
        }
        await using var db = databases.For(owner);
        var told = await db.Notifications.Where(n => n.Type == "reminder_due").Select(n => n.Data).ToListAsync();
        Assert.Equal((count + 2, count + 2), (told.Count, told.Distinct().Count()));
        var seqs = await db.Notifications.OrderBy(n => n.Seq).Select(n => n.Seq).ToListAsync();
        Assert.Equal(Enumerable.Range(1, count + 2).Select(i => (long)i), seqs);
    }

    private static async Task<Guid> OwnerAsync(MartinDbFactory databases)
    {
        await using var all = databases.ForMaintenance();
        return (await all.Users.SingleAsync()).Id;
    }

    private static async Task<long> LatestAsync(MartinDbFactory databases, Guid owner)
    {
        await using var db = databases.For(owner);
        return await db.Notifications.MaxAsync(n => (long?)n.Seq) ?? 0;
    }

    private static Task AddAsync(MartinDbFactory databases, Guid owner, string title, DateTimeOffset remindAt) => AddAsync(databases, owner, [(title, remindAt)]);

    private static async Task AddAsync(MartinDbFactory databases, Guid owner, IEnumerable<(string Title, DateTimeOffset RemindAt)> reminders)
    {
        await using var db = databases.For(owner);
        db.Tasks.AddRange(reminders.Select(r => new TaskRow
        {
            Id = Guid.CreateVersion7(), UserId = owner, Title = r.Title, RemindAt = r.RemindAt, Version = 1, CreatedAt = r.RemindAt,
        }));
        await db.SaveAsync(CancellationToken.None);
    }

    private static bool IsReminder(System.Text.Json.JsonElement notification) => notification.GetProperty("type").GetString() == "reminder_due";
}
