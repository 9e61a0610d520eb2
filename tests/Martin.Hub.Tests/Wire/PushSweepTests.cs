using Martin.Data;
using Martin.Data.Notifications;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Wire;

/// <summary>A notification whose node died before it pushed it is pushed by whoever finds it.</summary>
public sealed class PushSweepTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stored_and_not_pushed_is_pushed_and_what_was_pushed_is_noted(bool postgres)
    {
        var settings = new Dictionary<string, string> { ["Pushes:Every"] = "00:00:00.3", ["Pushes:OverdueAfter"] = "00:00:01" };
        if (postgres) settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var martin = MartinHost.Start(settings);
        using var owner = await martin.OwnerAsync();
        await using var device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        await using (var db = martin.Databases.For(owner.UserId))
        {
            var now = DateTimeOffset.UtcNow;
            // As a node leaves it that dies here.
            await db.WriteAsync(() => db.NotifyAsync(owner.UserId, "task_changed", "Found", null, null, now, CancellationToken.None), CancellationToken.None);
            await db.WriteAsync(() => db.NotifyAsync(owner.UserId, "task_changed", "Long ago", null, null, now.AddHours(-1), CancellationToken.None), CancellationToken.None);
        }
        (await owner.PostAsync("tasks", new { title = "Pushed at once" })).Data(System.Net.HttpStatusCode.Created);

        await device.Pushes.WaitForAsync("Notification", n => n.GetProperty("title").GetString() == "Found");
        var marks = new Dictionary<string, bool>();
        for (var wait = 0; wait < 100 && marks.Count(m => m.Value) < 2; wait++)
        {
            await Task.Delay(100);
            await using var db = martin.Databases.For(owner.UserId);
            marks = await db.Notifications.Select(n => new { n.Title, n.IsPushed }).ToDictionaryAsync(n => n.Title, n => n.IsPushed);
        }
        Assert.Equal(new() { ["Found"] = true, ["Long ago"] = false, ["Pushed at once"] = true }, marks);
        Assert.Equal(2, device.Pushes.Of("Notification").Count);
    }
}
