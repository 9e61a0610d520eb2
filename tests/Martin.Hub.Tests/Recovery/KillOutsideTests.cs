using System.Text.Json;
using Martin.Data;
using Martin.Hub.Actions;
using Martin.Hub.Tests.Approval;
using Martin.Hub.Tests.Inbox;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Recovery;

/// <summary>
/// A real process that is killed (SIGKILL) between two steps of an action that leaves this Martin, or while the provider is at it. Held against
/// the provider's own journal: it is done once. As long as the provider can't be asked, how it ended is unknown and nothing is sent.
/// </summary>
public sealed class KillOutsideTests(ITestOutputHelper log) : IAsyncLifetime
{
    /// <summary>The provider has the request to send: it has not done it yet, or it has and its answer comes to nobody.</summary>
    private const string Sending = nameof(Sending), Sent = nameof(Sent);

    private const int Seed = 4;

    private GptServer gpt = null!;
    private Courier courier = null!;

    public async Task InitializeAsync()
    {
        (gpt, courier) = (await GptServer.StartAsync(), await Courier.StartAsync());
        gpt.On("parcel").Calls("send_parcel", r => new { to = r.LastUser }).Then.Says("It waits for you.");
    }

    public async Task DisposeAsync()
    {
        await courier.DisposeAsync();
        await gpt.DisposeAsync();
    }

    public static TheoryData<string, bool> Moments
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var postgres in Counts.Full ? (bool[])[false, true] : [false])
                foreach (var moment in ActionDiagnostics.All.Concat([Sending, Sent])) data.Add(moment, postgres);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task It_is_unknown_until_the_provider_can_tell_and_done_once(string moment, bool postgres)
    {
        var settings = await SettingsAsync(postgres);
        await using var hub = await StartAsync(settings, moment);
        var action = await KillAsync(hub, settings, moment);
        var doneBefore = moment is "Acted" or "ResultStored" or Sent ? 1 : 0;
        Assert.Equal(doneBefore, courier.Sent.Count);

        courier.IsDown = moment != "ResultStored";  // all was stored by then: there is nothing to ask
        await hub.RestartAsync();
        await using var device = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey);
        if (courier.IsDown) await HasAsync(device, action, "unknown");
        Assert.Equal(doneBefore, courier.Sent.Count);
        courier.IsDown = false;
        await EndsOnceAsync(device, settings, action);
        log.WriteLine($"{moment}: sent {courier.Sent.Count}, {doneBefore} before the kill; the provider was asked {courier.Found} times");
    }

    /// <summary>Where it is killed first, and again while the next process takes it up.</summary>
    public static TheoryData<string, string> Pairs
    {
        get
        {
            (string First, string[] Seconds)[] reached =
            [
                ("Decided", ["Decided", "Prepared", "PreparedStored", "AttemptStored", "Acted", "ResultStored"]), ("Prepared", ["Prepared", "PreparedStored", "AttemptStored", "Acted", "ResultStored"]),
                ("PreparedStored", ["Decided", "AttemptStored", "Acted", "ResultStored"]), ("AttemptStored", ["Decided", "AttemptStored", "Acted", "ResultStored"]), ("Acted", ["Decided", "ResultStored"]),
            ];
            var pairs = reached.SelectMany(r => r.Seconds.Select(second => (r.First, second))).ToArray();
            new Random(Seed).Shuffle(pairs);
            var data = new TheoryData<string, string>();
            foreach (var (first, second) in pairs.Take(Counts.Of(sample: 2, full: pairs.Length))) data.Add(first, second);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Killed_again_while_it_is_taken_up_it_is_done_once(string first, string second)
    {
        var settings = await SettingsAsync(postgres: false);
        await using var hub = await StartAsync(settings, first);
        var action = await KillAsync(hub, settings, first);
        File.Delete(settings.KillMarker);
        settings.KillAt = second;
        hub.Relaunch();  // it may take the action up before it is ready for others
        await hub.WaitForExitAsync();
        Assert.True(File.Exists(settings.KillMarker), hub.Output);
        await hub.RestartAsync();
        await using var device = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey);
        await EndsOnceAsync(device, settings, action);
        log.WriteLine($"{first}, {second}: sent {courier.Sent.Count}");
    }

    private async Task<HubSettings> SettingsAsync(bool postgres) => new()
    {
        OpenAiBaseUrl = gpt.BaseUrl,
        DatabaseUrl = postgres ? await (await PostgresServer.SharedAsync(durable: true)).CreateDatabaseAsync() : null,
        StartupHooks = { RepoPaths.Built("tests", "Martin.CourierTool") },
        Environment =
        {
            ["MARTIN_TESTS_COURIER"] = courier.Url, ["Outside__Every"] = "00:00:00.2", ["Outside__Deadline"] = "00:00:05", ["Outside__StaleAfter"] = "00:00:06",
            ["Outside__LookUpEvery"] = "00:00:00.1",
        },
    };

    private static Task<HubProcess> StartAsync(HubSettings settings, string moment)
    {
        settings.KillAt = moment is Sending or Sent ? null : moment;
        return HubProcess.StartAsync(settings);
    }

    /// <summary>Approves a parcel and has the process killed at that moment of carrying it out; nobody answers the approval.</summary>
    private async Task<JsonElement> KillAsync(HubProcess hub, HubSettings settings, string moment)
    {
        await using var device = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey);
        var action = (await device.AskAsync("a parcel for Ana")).End!["actions"]!.Value[0];
        if (moment is Sending or Sent) courier.Next["send"] = moment == Sending ? Courier.Mishap.HangsBefore : Courier.Mishap.HangsAfter;
        _ = ApproveAsync(device, action);
        if (moment is Sending or Sent)
        {
            await courier.Hangs.WaitAsync(TimeSpan.FromSeconds(20));
            hub.Kill();
        }
        else
        {
            await hub.WaitForExitAsync();
            Assert.True(File.Exists(settings.KillMarker), hub.Output);
        }
        return action;
    }

    /// <summary>By itself, without anybody approving it once more; and who does so all the same changes nothing.</summary>
    private async Task EndsOnceAsync(WireClient device, HubSettings settings, JsonElement action)
    {
        await HasAsync(device, action, "executed");
        for (var i = 0; i < 2; i++) Assert.Equal("executed", (await ApproveAsync(device, action)).Text("status"));
        await using var databases = settings.DatabaseUrl is { } url ? MartinDbFactory.Postgres(url) : MartinDbFactory.Sqlite(Path.Combine(settings.Data, "martin.db"));
        var id = Guid.Parse(action.Id());
        await Until.HoldsAsync(async () =>
        {
            await using var db = databases.ForMaintenance();
            return await db.Turns.IgnoreQueryFilters().AnyAsync(t => t.ActionId == id && t.EndedAt != null);
        });
        await using var rows = databases.ForMaintenance();
        Assert.Equal(1, await rows.Turns.IgnoreQueryFilters().CountAsync(t => t.ActionId == id));  // told once
        Assert.Equal([id.ToString("N")], courier.Sent);
        Assert.Equal(0, courier.Drafts);
    }

    private static Task HasAsync(WireClient device, JsonElement action, string status) =>
        Until.HoldsAsync(async () => (await device.Session.GetAsync($"api/v1/assistant/actions/{action.Id()}")).Text("status") == status);

    private static Task<JsonElement> ApproveAsync(WireClient device, JsonElement action) =>
        device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision = "approve", payloadHash = action.Text("payloadHash") });
}
