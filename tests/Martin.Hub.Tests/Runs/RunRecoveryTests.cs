using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Runs;
using Martin.Data.Turns;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Runs;

/// <summary>A task outlives its process at every boundary, and the days that a decision takes.</summary>
public sealed class RunRecoveryTests
{
    /// <summary>Of a task of two turns: every moment at which something is stored, or is about to be.</summary>
    private static readonly string[] Boundaries =
    [
        "TurnStored:1", .. Many("ModelAnswerStored", 5), .. Many("EffectApplied", 5), .. Many("StepStored", 5), "TurnEnded:1", "TurnEnded:2", .. Many("ModelRequested", 7),
    ];

    /// <summary>One of each kind in each turn; all of them in the full series.</summary>
    private static readonly string[] Sample =
        ["TurnStored:1", "ModelAnswerStored:1", "ModelAnswerStored:4", "EffectApplied:2", "EffectApplied:5", "StepStored:2", "StepStored:4", "TurnEnded:1", "TurnEnded:2", "ModelRequested:5"];

    private static IEnumerable<string> Many(string moment, int count) => Enumerable.Range(1, count).Select(i => $"{moment}:{i}");

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var boundary in Counts.Full ? Boundaries : Sample) cases.Add(boundary, false);
            foreach (var boundary in Counts.Full ? Boundaries : ["TurnEnded:1"]) cases.Add(boundary, true);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Killed_at_a_boundary_it_goes_on_once(string boundary, bool postgres)
    {
        await using var gpt = await GptServer.StartAsync();
        Planner.Teach(gpt);
        var url = postgres ? await (await PostgresServer.SharedAsync(durable: true)).CreateDatabaseAsync() : null;
        var settings = new HubSettings { OpenAiBaseUrl = gpt.BaseUrl, DatabaseUrl = url, KillAt = boundary };
        await using var hub = await HubProcess.StartAsync(settings);
        var name = Trip.NewName();
        using (var owner = await OwnerAsync(hub))
        {
            try
            {
                await owner.PostAsync("assistant/execute", new { task = Planner.Errands(name, 2) });
            }
            catch (HttpRequestException)
            {
                // killed before it could answer
            }
        }
        await hub.WaitForExitAsync();
        Assert.True(File.Exists(settings.KillMarker), hub.Output);
        await hub.RestartAsync();
        using var again = await OwnerAsync(hub);
        var run = default(JsonElement);
        await Until.HoldsAsync(async () => (run = (await again.GetAsync("assistant/runs")).Data().EnumerateArray().Single()).Text("status") is not "running");
        Assert.Equal(("completed", $"All errands of {name} are done."), (run.Text("status"), run.Text("result")));
        Assert.Equal([$"{name} 1", $"{name} 2"], (await again.GetAsync("tasks")).Data().EnumerateArray().Select(t => t.Text("title")!).Order(StringComparer.Ordinal));
        Assert.Equal(["create_task", "create_task"], run.GetProperty("steps").EnumerateArray().Select(s => s.Text("tool")));
        await using var databases = url is null ? MartinDbFactory.Sqlite(Path.Combine(settings.Data, "martin.db")) : MartinDbFactory.Postgres(url);
        await using var db = databases.ForMaintenance();
        var turns = await db.Turns.IgnoreQueryFilters().Where(t => t.RunId != null).ToListAsync();
        Assert.Equal(2, turns.Count);
        Assert.All(turns, t => Assert.Equal(TurnStatus.Completed, t.Status));
        Assert.Equal(2, (await db.Runs.IgnoreQueryFilters().SingleAsync()).Turns);
        Assert.Equal(1, await db.Notifications.IgnoreQueryFilters().CountAsync(n => n.Type == "run_changed" && n.Data!.Contains("\"completed\"")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_decision_two_days_later_ends_it_right_and_one_that_never_comes_too(bool decides)
    {
        await using var gpt = await GptServer.StartAsync();
        Planner.Teach(gpt, (name, i) => i == 1
            ? ("send_mail", new { to = new[] { new { email = "bob@example.com" } }, subject = name, body = "At noon?" }) : ("create_task", new { title = Planner.Title(name, i) }));
        var clock = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-24T09:00:00Z", CultureInfo.InvariantCulture));
        var folder = RepoPaths.NewTempFolder("days");
        JsonElement run;
        await using (var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["MARTIN_DATA"] = folder }, s => s.AddSingleton<TimeProvider>(clock)))
        {
            using var owner = await martin.OwnerAsync();
            run = (await owner.PostAsync("assistant/execute", new { task = Planner.Errands("days", 2) })).Data(HttpStatusCode.Accepted);
            await Until.HoldsAsync(async () => (run = await ReadAsync(owner, run)).Text("status") == "waiting");
        }
        // Another process, days later.
        clock = new FakeTimeProvider(clock.GetUtcNow() + (decides ? TimeSpan.FromDays(2) : TimeSpan.FromDays(8)));
        await using var later = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["MARTIN_DATA"] = folder }, s => s.AddSingleton<TimeProvider>(clock));
        using var again = await later.OwnerAsync();
        var action = (await again.GetAsync($"assistant/actions/{run.GetProperty("steps")[0].Text("actionId")}")).Data();
        if (decides) (await again.PostAsync($"assistant/actions/{action.Id()}/approve", new { payloadHash = action.Text("payloadHash") })).Data();
        await Until.HoldsAsync(async () =>
        {
            await later.Services.GetRequiredService<Martin.Hub.Actions.Expiry>().LookAsync(CancellationToken.None);  // as the service does by itself; this clock stands still
            return (run = await ReadAsync(again, run)).Text("status") == "completed";
        });
        Assert.Equal(decides ? "done" : "expired", run.GetProperty("steps")[0].Text("status"));
        Assert.Equal("days 2", Assert.Single((await again.GetAsync("tasks")).Data().EnumerateArray()).Text("title"));
        Assert.True(run.GetProperty("budget").GetProperty("seconds").GetProperty("used").GetInt64() < 1_000, "waiting costs no working time");
        Assert.Equal(decides ? 1 : 0, (await again.GetAsync("assistant/actions?status=executed")).Data().EnumerateArray().Count(a => a.Text("type") == "send_mail"));
    }

    private static async Task<JsonElement> ReadAsync(Api api, JsonElement run) => (await api.GetAsync($"assistant/runs/{run.Text("runId")}")).Data();

    private static async Task<Api> OwnerAsync(HubProcess hub)
    {
        using var http = new HttpClient { BaseAddress = hub.Url };
        var session = (await new Api(http).PostAsync("auth/login", new { ownerKey = hub.Settings.OwnerKey })).Data();
        var signedIn = new HttpClient { BaseAddress = hub.Url };
        signedIn.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
        return new Api(signedIn) { Session = session };
    }
}
