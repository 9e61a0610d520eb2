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
        var owner = await SeedAsync(databases, count, DateTimeOffset.UtcNow.AddSeconds(4), seconds);
        await hub.RestartAsync();
        for (var kill = 0; kill < 2; kill++)
        {
            await WaitUntilGivenAsync(databases, owner, count * (kill + 1) / 3);
            hub.Kill();
            await hub.RestartAsync();
        }
        await WaitUntilGivenAsync(databases, owner, count);
        await Task.Delay(TimeSpan.FromSeconds(3));  // a look more, in which nothing may come again
        await using var db = databases.For(owner);
        var told = await db.Notifications.Where(n => n.Type == "reminder_due").Select(n => n.Data).ToListAsync();
        Assert.Equal((count, count), (told.Count, told.Distinct().Count()));
        var seqs = await db.Notifications.OrderBy(n => n.Seq).Select(n => n.Seq).ToListAsync();
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), seqs);
    }

    private static async Task<Guid> SeedAsync(MartinDbFactory databases, int count, DateTimeOffset from, int seconds)
    {
        await using var all = databases.ForMaintenance();
        var owner = (await all.Users.SingleAsync()).Id;
        await using var db = databases.For(owner);
        db.Tasks.AddRange(Enumerable.Range(0, count).Select(i => new TaskRow
        {
            Id = Guid.CreateVersion7(), UserId = owner, Title = $"Reminder {i}", RemindAt = from.AddSeconds(seconds * (double)i / count), Version = 1, CreatedAt = from,
        }));
        await db.SaveAsync(CancellationToken.None);
        return owner;
    }

    private static async Task WaitUntilGivenAsync(MartinDbFactory databases, Guid owner, int count)
    {
        var deadline = DateTime.UtcNow.AddMinutes(3);
        while (true)
        {
            await using var db = databases.For(owner);
            var given = await db.Notifications.CountAsync(n => n.Type == "reminder_due");
            if (given >= count) return;
            Assert.True(DateTime.UtcNow < deadline, $"{given} of {count} reminders were given");
            await Task.Delay(100);
        }
    }

    private static bool IsReminder(System.Text.Json.JsonElement notification) => notification.GetProperty("type").GetString() == "reminder_due";
}
