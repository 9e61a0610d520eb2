using System.Diagnostics;
using System.Text.Json;
using Martin.CourierTool;
using Martin.Hub.Actions;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Plugins.Tools;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Approval;

/// <summary>What leaves this Martin happens exactly once at the provider, wherever the process stops and whichever answer is lost.</summary>
public class FailpointTests(ITestOutputHelper log) : IAsyncLifetime
{
    protected virtual bool OnPostgres => false;

    private static readonly int Times = Testing.Counts.Of(full: 25, sample: 4);

    private GptServer gpt = null!;
    private Courier courier = null!;
    private MartinHost martin = null!;
    private Api api = null!;
    private WireClient device = null!;
    private OutsideWork work = null!;
    private int parcels;

    public async Task InitializeAsync()
    {
        (gpt, courier) = (await GptServer.StartAsync(), await Courier.StartAsync());
        var settings = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["Outside:Every"] = "01:00:00", ["Outside:Deadline"] = "00:00:08", ["Outside:StaleAfter"] = "00:00:10", ["Outside:LookUpEvery"] = "00:00:00",
            ["Logging:LogLevel:Default"] = "None",
        };
        if (OnPostgres) settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        martin = MartinHost.Start(settings, services => services.AddSingleton(new ToolBox([new CourierPlugin(courier.Url)])));
        api = await martin.OwnerAsync();
        device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        work = martin.Services.GetRequiredService<OutsideWork>();
        gpt.On("parcel").Calls("send_parcel", r => new { to = r.LastUser }).Then.Says("It waits for you.");
    }

    public async Task DisposeAsync()
    {
        api.Dispose();
        await device.DisposeAsync();
        await martin.DisposeAsync();
        await courier.DisposeAsync();
        await gpt.DisposeAsync();
    }

    public static TheoryData<string> Points => [.. ActionDiagnostics.All];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Stopped_there_it_goes_on_and_is_done_once(string point)
    {
        for (var i = 0; i < Times; i++)
        {
            var action = await ProposeAsync();
            using (var stop = StopAt(point, action))
            {
                await ApproveAsync(action);
                await stop.Happened;
            }
            LoseAnswers(AskedAfter(point), i);
            await SettleAsync(action, "executed");
            Assert.Empty(courier.Next);  // each befell this case, and none is left for the next
        }
        log.WriteLine($"{point}: {Times} stops, {courier.Sent.Count} sent");
        AssertOnceEach(Times);
    }

    /// <summary>What the provider is asked when the action is taken up again, in order; what it did before the stop it is asked about.</summary>
    private static string[] AskedAfter(string point) => point switch
    {
        ActionDiagnostics.Decided or ActionDiagnostics.Prepared => ["prepare", "send"],
        ActionDiagnostics.PreparedStored => ["send"],
        ActionDiagnostics.AttemptStored => ["find", "send"],
        ActionDiagnostics.Acted => ["find"],
        _ => [],
    };

    /// <summary>From case to case another choice of the coming answers is lost: none, one, all; after a lost sending also the look-up's.</summary>
    private void LoseAnswers(string[] asked, int i)
    {
        for (var at = 0; at < asked.Length; at++)
            if ((i >> at & 1) == 1) courier.Next[asked[at]] = Courier.Mishap.LosesAnswer;
        if (courier.Next.ContainsKey("send") && (i & 4) != 0) courier.Next["find"] = Courier.Mishap.LosesAnswer;
    }

    [Theory]
    [InlineData("prepare", "LosesAnswer")]
    [InlineData("prepare", "Fails")]
    [InlineData("send", "LosesAnswer")]
    [InlineData("send", "Fails")]
    public async Task Whatever_the_provider_loses_it_is_done_once(string operation, string mishap)
    {
        for (var i = 0; i < Times; i++)
        {
            var action = await ProposeAsync();
            courier.Next[operation] = Enum.Parse<Courier.Mishap>(mishap);
            Assert.Equal("unknown", await TriedAsync(action));
            if (i % 3 == 0 && operation == "send") courier.Next["find"] = Courier.Mishap.Fails;  // what was never begun is not looked up
            await SettleAsync(action, "executed");
            Assert.Empty(courier.Next);
        }
        await using var db = martin.Databases.For(api.UserId);
        Assert.Equal(Times, await db.Notifications.CountAsync(n => n.Type == "action_resolved" && n.Data!.Contains("unknown")));  // said once each
        log.WriteLine($"{operation} {mishap}: {Times} times, {courier.Sent.Count} sent");
        AssertOnceEach(Times);
    }

    [Fact]
    public async Task What_the_provider_refuses_has_failed_and_is_not_tried_again()
    {
        var action = await ProposeAsync();
        courier.Next["send"] = Courier.Mishap.Refuses;
        Assert.Equal("failed", await TriedAsync(action));
        await work.LookAsync(CancellationToken.None);
        Assert.Empty(courier.Sent);
        Assert.Equal("The courier can't take it.", (await ReadAsync(action)).Text("error"));
    }

    [Fact]
    public async Task Many_clicks_and_many_nodes_send_once()
    {
        var action = await ProposeAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ApproveAsync(action)).Concat(Enumerable.Range(0, 50).Select(async _ =>
        {
            await work.RunAsync(api.UserId, Guid.Parse(action.Id()));
            return action;
        })));
        await SettleAsync(action, "executed");
        AssertOnceEach(1);
    }

    [Fact]
    public async Task What_nobody_can_tell_is_asked_ever_more_rarely_and_never_called_failed()
    {
        var action = await ProposeAsync();
        (courier.Next["send"], courier.Next["find"]) = (Courier.Mishap.LosesAnswer, Courier.Mishap.Fails);
        await TriedAsync(action);
        await using var db = martin.Databases.For(api.UserId);
        foreach (var (decided, pause) in new[] { (TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(1)), (TimeSpan.FromHours(2), TimeSpan.FromMinutes(30)), (TimeSpan.FromDays(3), TimeSpan.FromHours(1)) })
        {
            await db.Actions.ExecuteUpdateAsync(s => s.SetProperty(a => a.DecidedAt, DateTimeOffset.UtcNow - decided).SetProperty(a => a.LookAgainAt, (DateTimeOffset?)null));
            courier.Next["find"] = Courier.Mishap.Fails;
            var (asked, before) = (courier.Found, DateTimeOffset.UtcNow);
            for (var i = 0; i < 5; i++) await work.LookAsync(CancellationToken.None);
            Assert.Equal(asked + 1, courier.Found);  // once; the others found it put off
            var next = await db.Actions.AsNoTracking().Select(a => a.LookAgainAt).SingleAsync();
            Assert.InRange(next!.Value, before + pause * 0.9, DateTimeOffset.UtcNow + pause * 1.1);
            Assert.Equal("unknown", (await ReadAsync(action)).Text("status"));
        }
        await SettleAsync(action, "executed");  // the courier can tell again
        AssertOnceEach(1);
    }

    [Fact]
    public async Task An_approval_that_takes_its_time_is_answered_within_two_seconds()
    {
        var (times, took) = (0, TimeSpan.MaxValue);
        // A busy machine may take longer once or twice; one that waits for the courier does each time.
        for (; times < 5 && took > TimeSpan.FromSeconds(2); times++)
        {
            var action = await ProposeAsync();
            courier.Wait = TimeSpan.FromSeconds(5);
            var clock = Stopwatch.StartNew();
            Assert.Equal("executing", (await ApproveAsync(action)).Text("status"));
            took = clock.Elapsed;
            courier.Wait = TimeSpan.Zero;
            await SettleAsync(action, "executed");
        }
        Assert.InRange(took, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        AssertOnceEach(times);
    }

    private async Task<JsonElement> ProposeAsync() => (await device.AskAsync($"parcel {parcels++}")).End!["actions"]!.Value[0];

    private Task<JsonElement> ApproveAsync(JsonElement action) =>
        device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision = "approve", payloadHash = action.Text("payloadHash") });

    /// <summary>Approves; what has become of it, also where the answer comes before the courier's.</summary>
    private async Task<string?> TriedAsync(JsonElement action)
    {
        var status = (await ApproveAsync(action)).Text("status");
        await Testing.Until.HoldsAsync(async () => status != "executing" || (status = (await ReadAsync(action)).Text("status")) != "executing");
        return status;
    }

    private async Task<JsonElement> ReadAsync(JsonElement action) => (await api.GetAsync($"assistant/actions/{action.Id()}")).Data();

    /// <summary>Looks, as the service does by itself every few seconds, until the action has ended.</summary>
    private async Task SettleAsync(JsonElement action, string status)
    {
        await Testing.Until.HoldsAsync(async () =>
        {
            await using var db = martin.Databases.For(api.UserId);  // its node is long gone
            await db.Actions.Where(a => a.AttemptedAt != null).ExecuteUpdateAsync(s => s.SetProperty(a => a.AttemptedAt, DateTimeOffset.UtcNow.AddMinutes(-5)).SetProperty(a => a.LookAgainAt, (DateTimeOffset?)null));
            await work.LookAsync(CancellationToken.None);
            return (await ReadAsync(action)).Text("status") is "executed" or "failed";
        });
        Assert.Equal(status, (await ReadAsync(action)).Text("status"));
        await using var rows = martin.Databases.For(api.UserId);
        Assert.Equal(1, await rows.Turns.CountAsync(t => t.ActionId == Guid.Parse(action.Id())));  // told once
    }

    private void AssertOnceEach(int expected)
    {
        Assert.Equal(expected, courier.Sent.Count);
        Assert.Equal(expected, courier.Sent.Distinct().Count());
    }

    /// <summary>From this moment on the process that carries the action out is gone; once.</summary>
    private static Stop StopAt(string point, JsonElement action) => new(point, Guid.Parse(action.Id()));

    private sealed class Stop : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string point;
        private readonly Guid action;
        private readonly IDisposable all;
        private readonly TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IDisposable? one;

        public Stop(string point, Guid action)
        {
            (this.point, this.action) = (point, action);
            all = DiagnosticListener.AllListeners.Subscribe(this);
        }

        /// <summary>Fails where nothing came by the point.</summary>
        public Task Happened => happened.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Martin.Actions") one = value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            var id = (Guid)value.Value!.GetType().GetProperty("ActionId")!.GetValue(value.Value)!;
            if (value.Key == point && id == action && happened.TrySetResult()) throw new InvalidOperationException("The process stops here.");
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void Dispose()
        {
            one?.Dispose();
            all.Dispose();
        }
    }
}

/// <inheritdoc/>
public sealed class FailpointOnPostgresTests(ITestOutputHelper log) : FailpointTests(log)
{
    protected override bool OnPostgres => true;
}
