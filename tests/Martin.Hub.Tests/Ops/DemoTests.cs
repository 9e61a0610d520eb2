using Martin.Hub.Demo;
using Martin.Hub.Tests.Support;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Ops;

/// <summary>--demo: what a new user is shown to try Martin with.</summary>
public sealed class DemoTests
{
    [Theory]
    [InlineData("2026-11-23T08:00:00Z")]  // a Monday
    [InlineData("2026-11-26T18:00:00Z")]
    [InlineData("2027-01-02T23:30:00Z")]  // a Saturday, and Sunday already in the owner's zone
    public async Task The_sample_holds_together_on_any_day(string now)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse(now));
        await using var martin = MartinHost.Start();
        using var ana = await martin.AddUserAsync("ana@demo.example");
        (await ana.PutAsync("me/preferences", new { timeZone = "Europe/Berlin" })).Data();
        await using (var db = martin.Databases.For(ana.UserId))
        {
            Assert.True(await new DemoSeed(db, clock).PlantAsync(CancellationToken.None));
            Assert.False(await new DemoSeed(db, clock).PlantAsync(CancellationToken.None));
        }

        var mails = (await ana.GetAsync("inbox?limit=100")).Data().EnumerateArray().ToList();
        Assert.InRange(mails.Count, 35, 45);
        Assert.All(mails, m => Assert.True(m.GetProperty("receivedAt").GetDateTimeOffset() <= clock.GetUtcNow()));
        Assert.Contains(mails, m => !m.GetProperty("isRead").GetBoolean());
        Assert.True(mails.GroupBy(m => m.GetProperty("threadId").GetString()).Count(t => t.Count() > 1) >= 3);

        var from = Uri.EscapeDataString(clock.GetUtcNow().AddDays(-10).ToString("O"));
        var to = Uri.EscapeDataString(clock.GetUtcNow().AddDays(17).ToString("O"));
        var events = (await ana.GetAsync($"calendar/events?from={from}&to={to}&limit=100")).Data().EnumerateArray().ToList();
        Assert.InRange(events.Count, 30, 60);
        Assert.Contains(events, e => e.GetProperty("isAllDay").GetBoolean());
        var pair = Assert.Single((await ana.GetAsync("calendar/conflicts")).Data().EnumerateArray().ToList()).GetRawText();
        Assert.Contains("Dentist", pair, StringComparison.Ordinal);

        var tasks = (await ana.GetAsync("tasks?limit=100")).Data().EnumerateArray().ToList();
        Assert.Contains(tasks, t => t.GetProperty("blocked").GetBoolean());
        Assert.Contains(tasks, t => t.GetProperty("status").GetString() == "completed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_comes_once(bool postgres)
    {
        var url = postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null;
        await using var hub = await HubProcess.StartAsync(new() { DatabaseUrl = url, Arguments = { DemoSeed.Switch } });
        var tasks = await TasksAsync(hub);
        Assert.NotEmpty(tasks);
        await hub.StopAsync();
        await hub.RestartAsync();
        Assert.Equal(tasks, await TasksAsync(hub));
    }

    private static async Task<List<string?>> TasksAsync(HubProcess hub)
    {
        using var door = new Api(new() { BaseAddress = hub.Url });
        var session = (await door.PostAsync("auth/login", new { ownerKey = hub.Settings.OwnerKey })).Data();
        door.Http.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("accessToken").GetString());
        return [.. (await door.GetAsync("tasks?limit=100")).Data().EnumerateArray().Select(t => t.GetProperty("id").GetString())];
    }
}
