using System.Diagnostics;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Hub.Notifications;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Recovery;

/// <summary>Reminders come on time, once each, without a model and whatever happens to the process.</summary>
public sealed class ReminderTests(ITestOutputHelper output)
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
        await device.ServedAsync();
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
    public async Task A_series_that_cannot_be_worked_out_keeps_nobody_elses_reminders_back()
    {
        await using var martin = MartinHost.Start(new() { ["Reminders:Every"] = "00:00:00.2" });
        using var ana = await martin.AddUserAsync("ana@bad-series.example");
        using var bob = await martin.AddUserAsync("bob@bad-series.example");
        var soon = DateTimeOffset.UtcNow.AddSeconds(1);
        await using (var db = martin.Databases.For(ana.UserId))
        {
            db.Events.Add(Event(ana.UserId, "Broken", soon, "RRULE:FREQ=NEVER"));
            db.Events.Add(Event(ana.UserId, "Ana's event", soon));
            db.Events.Add(Event(ana.UserId, "A moment", soon, minutes: 0, reminder: 0));
            await db.SaveAsync(CancellationToken.None);
        }
        await using (var db = martin.Databases.For(bob.UserId))
        {
            db.Events.Add(Event(bob.UserId, "Bob's event", soon));
            db.Events.Add(Event(bob.UserId, "Bob's series", soon.AddDays(-3), "RRULE:FREQ=DAILY"));
            await db.SaveAsync(CancellationToken.None);
        }
        (await ana.PostAsync("tasks", new { title = "Ana's task", remindAt = soon })).Data(System.Net.HttpStatusCode.Created);
        await Until.HoldsAsync(async () => (await TitlesAsync(ana)).Count == 3 && (await TitlesAsync(bob)).Count == 2);
        Assert.Equal(["A moment", "Ana's event", "Ana's task"], (await TitlesAsync(ana)).Order());
        Assert.Equal(["Bob's event", "Bob's series"], (await TitlesAsync(bob)).Order());
        await using var all = martin.Databases.ForMaintenance();
        Dictionary<string, DateTimeOffset?> next = null!;
        await Until.HoldsAsync(async () =>  // given before it is put off
        {
            next = await all.Events.IgnoreQueryFilters().AsNoTracking().ToDictionaryAsync(e => e.Title, e => e.NextReminderAt);
            return next["Bob's event"] is null && next["Bob's series"] > soon.AddHours(1) && next["Broken"] > soon;
        });
        Assert.InRange(next["Broken"]!.Value, soon.AddSeconds(30), soon.AddMinutes(3));  // not at every look, and not only in an hour
        Assert.InRange(next["Bob's series"]!.Value, soon.AddHours(23), soon.AddHours(25));

        static async Task<List<string>> TitlesAsync(Api api) =>
            [.. (await api.GetAsync("notifications?afterSeq=0")).Data().GetProperty("notifications").EnumerateArray().Where(IsReminder).Select(n => n.GetProperty("title").GetString()!)];
    }

    [Fact]
    public void What_cannot_be_worked_out_is_tried_again_soon_and_less_and_less_often()
    {
        var (again, series) = (new TryAgain(), Guid.NewGuid());
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 8).Select(_ => again.Failed(series).TotalMinutes));
        Assert.Equal(1, again.Failed(Guid.NewGuid()).TotalMinutes);
        again.Worked(series);
        Assert.Equal(1, again.Failed(series).TotalMinutes);
    }

    [Fact]
    public async Task What_was_worked_out_before_a_series_failed_is_given()
    {
        await using var martin = MartinHost.Start(new() { ["Reminders:Every"] = "00:00:00.2" });
        using var ana = await martin.AddUserAsync("ana@half-series.example");
        var soon = DateTimeOffset.UtcNow;
        await using (var db = martin.Databases.For(ana.UserId))
        {
            // More occurrences than one expansion gives, all of them within the time that is looked through.
            var row = Event(ana.UserId, "Half", soon, "RRULE:FREQ=HOURLY");
            row.Reminders = [10, 20_000 * 60];
            db.Events.Add(row);
            await db.SaveAsync(CancellationToken.None);
        }
        await Until.HoldsAsync(async () => (await ana.GetAsync("notifications?afterSeq=0")).Data().GetProperty("notifications").EnumerateArray().Any(IsReminder));
        await using var all = martin.Databases.ForMaintenance();
        var next = soon;
        await Until.HoldsAsync(async () =>  // given before it is put off
        {
            next = await all.Events.IgnoreQueryFilters().Where(e => e.Title == "Half").Select(e => e.NextReminderAt).SingleAsync() ?? soon;
            return next > soon;
        });
        Assert.InRange(next, soon.AddSeconds(30), soon.AddMinutes(3));
    }

    [Fact]
    public async Task A_look_reads_what_is_due_and_not_all_that_has_been()
    {
        await using var martin = MartinHost.Start(new() { ["Reminders:Every"] = "00:01:00" });
        using var ana = await martin.AddUserAsync("ana@many-events.example");
        var (now, count) = (DateTimeOffset.UtcNow, Counts.Of(4_000, 20_000));
        await using var db = martin.Databases.For(ana.UserId);
        foreach (var some in Enumerable.Range(0, count).Chunk(2_000))
        {
            // Three of four lie behind, as after some years.
            db.Events.AddRange(some.Select(i => Event(ana.UserId, $"E{i}", now.AddHours(i - count * 0.75), i % 10 == 0 ? "RRULE:FREQ=WEEKLY" : null)));
            await db.SaveAsync(CancellationToken.None);
            db.ChangeTracker.Clear();
        }
        var reminders = martin.Services.GetServices<IHostedService>().OfType<Martin.Hub.Notifications.Reminders>().Single();
        var first = Stopwatch.StartNew();
        await reminders.LookAsync(CancellationToken.None);
        first.Stop();
        Assert.Equal(0, await db.Events.CountAsync(e => e.NextReminderAt <= now));
        var (look, all) = (await MedianAsync(() => reminders.LookAsync(CancellationToken.None)), await MedianAsync(() => WindowAsync(db, now)));
        output.WriteLine($"{count} events: the first look {first.ElapsedMilliseconds} ms, each one after it {look:0.00} ms; reading what lies in four weeks instead {all:0.00} ms");
        Assert.True(look < all, $"{look} ms, {all} ms");

        static async Task<double> MedianAsync(Func<Task> work)
        {
            var times = new List<double>();
            for (var i = 0; i < 30; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await work();
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            return times.Order().ElementAt(times.Count / 2);
        }

        // Without a time kept in the row: all events that may remind in the next four weeks.
        static async Task WindowAsync(MartinDb db, DateTimeOffset now)
        {
            var (from, to) = (now.AddDays(-1), now.AddDays(29));
            await db.Events.IgnoreQueryFilters().AsNoTracking().Where(e => e.StartTime <= to && e.Reminders.Count > 0 && e.Recurrence == null && e.EndTime > from).ToListAsync();
            await db.Events.IgnoreQueryFilters().AsNoTracking().Where(e => e.StartTime <= to && e.Reminders.Count > 0 && e.Recurrence != null).ToListAsync();
        }
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
            {
                await device.ServedAsync();
                if (await LatestAsync(databases, owner) < count * kill / 3)  // else a slow start has seen to as many already
                    await device.Pushes.WaitForAsync("Notification", n => n.GetProperty("seq").GetInt64() >= count * kill / 3, Patience);
            }
            hub.Kill();
            await hub.RestartAsync();
        }
        await using (var device = await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey))
        {
            await device.ServedAsync();
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
        // Tasks, events and series by turns; the last ones, by which the test goes, are tasks.
        foreach (var (title, at) in reminders)
        {
            var kind = int.TryParse(title.Split(' ')[^1], out var n) ? n % 3 : 0;
            if (kind == 1) db.Events.Add(Event(owner, title, at));
            else if (kind == 2) db.Events.Add(Event(owner, title, at.AddDays(-2), "RRULE:FREQ=DAILY"));
            else db.Tasks.Add(new() { Id = Guid.CreateVersion7(), UserId = owner, Title = title, RemindAt = at, Version = 1, CreatedAt = at });
        }
        await db.SaveAsync(CancellationToken.None);
    }

    private static EventRow Event(Guid owner, string title, DateTimeOffset remindAt, string? recurrence = null, int minutes = 30, int reminder = 10) => new()
    {
        Id = Guid.CreateVersion7(), UserId = owner, Title = title, StartTime = remindAt.AddMinutes(reminder), EndTime = remindAt.AddMinutes(reminder + minutes), TimeZone = "UTC",
        Reminders = [reminder], Recurrence = recurrence, Version = 1, CreatedAt = remindAt,
    };

    private static bool IsReminder(System.Text.Json.JsonElement notification) => notification.GetProperty("type").GetString() == "reminder_due";
}
