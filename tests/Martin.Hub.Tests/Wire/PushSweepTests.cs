using Martin.Data;
using Martin.Data.Notifications;
using Martin.Hub.Notifications;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Martin.Hub.Tests.Wire;

/// <summary>A notification whose node died before it pushed it is pushed by whoever finds it.</summary>
public sealed class PushSweepTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stored_and_not_pushed_is_pushed_and_what_was_pushed_is_noted(bool postgres)
    {
        // So rarely that in this test only the test looks.
        var settings = new Dictionary<string, string> { ["Pushes:Every"] = "00:05:00", ["Pushes:OverdueAfter"] = "00:06:00", ["Pushes:CatchUp"] = "01:00:00" };
        if (postgres) settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var martin = MartinHost.Start(settings);
        var sweep = martin.Services.GetServices<IHostedService>().OfType<PushSweep>().Single();
        using var owner = await martin.OwnerAsync();
        await using var device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        await device.ServedAsync();
        await using (var db = martin.Databases.For(owner.UserId))
        {
            // As a node leaves it that dies here.
            foreach (var (title, age) in new[] { ("Found", 10), ("Long ago", 100), ("Just now", 0) })
                await db.WriteAsync(() => db.NotifyAsync(owner.UserId, "task_changed", title, null, null, DateTimeOffset.UtcNow.AddMinutes(-age), None), None);
        }
        (await owner.PostAsync("tasks", new { title = "Pushed at once" })).Data(System.Net.HttpStatusCode.Created);
        await sweep.LookAsync(None);

        await device.Pushes.WaitForAsync("Notification", n => n.GetProperty("title").GetString() == "Found");
        await device.Pushes.WaitForAsync("Notification", n => n.GetProperty("title").GetString() == "Pushed at once");
        // A device may have it some moments before the server knows that: the look that comes after that notes it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Dictionary<string, bool> marks;
        do
        {
            await sweep.LookAsync(patience.Token);
            await using var db = martin.Databases.For(owner.UserId);
            marks = await db.Notifications.Select(n => new { n.Title, n.IsPushed }).ToDictionaryAsync(n => n.Title, n => n.IsPushed, patience.Token);
        }
        while (marks.Count(m => m.Value) < 2);
        Assert.Equal(new() { ["Found"] = true, ["Long ago"] = false, ["Just now"] = false, ["Pushed at once"] = true }, marks);
        Assert.Equal(["Found", "Pushed at once"], device.Pushes.Of("Notification").Select(n => n.GetProperty("title").GetString()).Distinct().Order());
    }
}
