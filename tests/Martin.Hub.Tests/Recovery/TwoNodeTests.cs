using System.Diagnostics;
using Martin.Data;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Recovery;

/// <summary>Two real nodes on real PostgreSQL and Redis.</summary>
public sealed class TwoNodeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Any_node_serves_a_turn_and_survives_its_owner()
    {
        await using var gpt = await GptServer.StartAsync();
        var url = await (await PostgresServer.SharedAsync(durable: true)).CreateDatabaseAsync();
        await using var databases = MartinDbFactory.Postgres(url);
        await using var martin = await HubCluster.StartAsync(url, gpt.BaseUrl);
        var gaps = new List<double>();
        for (var kill = 0; kill < Counts.Of(sample: 4, full: 30); kill++)
        {
            var (owner, other) = (martin.Nodes[kill % 2], martin.Nodes[(kill + 1) % 2]);
            gaps.Add(await KillOwnerAsync(gpt, databases, owner, other));
            await owner.RestartAsync();
        }
        gaps.Sort();
        output.WriteLine($"{gaps.Count} owners killed; next event on the other node after: median {gaps[gaps.Count / 2]:0} ms, " +
            $"p95 {gaps[Math.Min(gaps.Count - 1, (int)(gaps.Count * 0.95))]:0} ms, max {gaps[^1]:0} ms");
    }

    [Fact]
    public async Task Pushes_and_ended_sessions_cross_nodes()
    {
        await using var martin = await HubCluster.StartAsync(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        var (one, two) = (martin.Nodes[0], martin.Nodes[1]);
        await using var phone = await WireClient.ConnectAsync(one.Url, one.Settings.OwnerKey);
        await using var desk = await WireClient.ConnectAsync(two.Url, two.Settings.OwnerKey);
        await desk.ServedAsync();
        var turn = await phone.AskAsync("remind me to call the bank on Monday at 9", timeZone: "Europe/Berlin");
        await desk.Pushes.WaitForAsync("TurnStarted", t => t.GetProperty("turnId").GetString() == turn.TurnId);
        await desk.Pushes.WaitForAsync("Notification", n => n.GetProperty("type").GetString() == "task_changed");
        var sessions = await phone.Session.GetAsync("api/v1/auth/sessions");
        var deskSession = sessions.EnumerateArray().Single(s => !s.GetProperty("current").GetBoolean()).GetProperty("id").GetString();
        await phone.Session.DeleteAsync($"api/v1/auth/sessions/{deskSession}");
        await desk.Pushes.WaitForAsync("SessionRevoked");
        await Until.HoldsAsync(() => desk.Drops == 1);
        Assert.True(phone.IsConnected);
    }

    [Fact]
    public async Task Any_node_refuses_what_was_not_said_yet_and_what_was_deleted()
    {
        await using var gpt = await GptServer.StartAsync();
        await using var martin = await HubCluster.StartAsync(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(), gpt.BaseUrl);
        var (one, two) = (martin.Nodes[0], martin.Nodes[1]);
        await using var asking = await WireClient.ConnectAsync(one.Url, one.Settings.OwnerKey);
        await using var watching = await WireClient.ConnectAsync(two.Url, two.Settings.OwnerKey, WireProtocol.MessagePack);
        WireClient[] devices = [asking, watching];
        var asked = asking.Send(Trip.Teach(gpt, Trip.NewName(), words: 200));
        var started = await asked.WaitForAsync("turn_started");
        await asked.WaitForAsync("text_delta");
        foreach (var device in devices)
            foreach (var afterSeq in (long[])[5_000, 1L << 52])  // in the epoch that is, and in one that never was
                await BeyondAsync(device, started.TurnId, afterSeq);
        await watching.Session.PostAsync($"api/v1/chat/turns/{started.TurnId}/cancel");
        await asked.Ended;
        foreach (var device in devices)
        {
            await BeyondAsync(device, started.TurnId, 5_000);
            await device.Session.GetAsync($"api/v1/chat/turns/{started.TurnId}");
        }
        await watching.Session.DeleteAsync($"api/v1/chat/conversations/{started["conversationId"]}");
        foreach (var device in devices)
        {
            Assert.Equal("NOT_FOUND", (await Assert.ThrowsAsync<WireException>(() => device.Session.GetAsync($"api/v1/chat/turns/{started.TurnId}"))).Code);
            Assert.Equal("NOT_FOUND", (await ResumedAsync(device, started.TurnId, 0)).Code);
        }
    }

    private static async Task BeyondAsync(WireClient device, string turnId, long afterSeq)
    {
        Assert.Equal("INVALID_REQUEST", (await ResumedAsync(device, turnId, afterSeq)).Code);
        Assert.Equal("INVALID_REQUEST", (await Assert.ThrowsAsync<WireException>(() => device.Session.GetAsync($"api/v1/chat/turns/{turnId}?afterSeq={afterSeq}"))).Code);
    }

    private static Task<WireException> ResumedAsync(WireClient device, string turnId, long afterSeq) => Assert.ThrowsAsync<WireException>(async () =>
    {
        await foreach (var e in device.StreamAsync("ResumeTurn", [new { turnId, afterSeq }])) Assert.Fail($"got {e}");
    });

    [Fact]
    public async Task A_frozen_owner_is_replaced_and_does_nothing_more_when_it_wakes()
    {
        await using var gpt = await GptServer.StartAsync();
        var url = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var databases = MartinDbFactory.Postgres(url);
        await using var martin = await HubCluster.StartAsync(url, gpt.BaseUrl);
        var (owner, other) = (martin.Nodes[0], martin.Nodes[1]);
        var name = Trip.NewName();
        await using var asking = await WireClient.ConnectAsync(owner.Url, owner.Settings.OwnerKey);
        await using var watching = await WireClient.ConnectAsync(other.Url, other.Settings.OwnerKey, WireProtocol.MessagePack);
        var asked = asking.Send(Trip.Teach(gpt, name, words: 60));
        var watched = watching.Resume((await asked.WaitForAsync("turn_started")).TurnId);
        await watched.WaitForAsync("text_delta");
        owner.Freeze();
        var clock = Stopwatch.StartNew();
        try
        {
            await watched.WaitForAsync("turn_reset");  // another owner goes on
            output.WriteLine($"the other node went on {clock.Elapsed.TotalSeconds:0.0} s after the freeze");
            await watched.WaitForAsync("tool_finished");
        }
        finally
        {
            owner.Thaw();  // in mid-turn, as it takes itself for the owner still
        }
        await watched.Ended;
        await owner.WaitForExitAsync();  // the others took it for dead, so it ends itself
        await WholeTrip.AssertAsync(databases, name, watched.Reader);
    }

    /// <returns>Milliseconds from the kill to the next event that a reader on the other node gets.</returns>
    private static async Task<double> KillOwnerAsync(GptServer gpt, MartinDbFactory databases, HubProcess owner, HubProcess other)
    {
        var name = Trip.NewName();
        await using var asking = await WireClient.ConnectAsync(owner.Url, owner.Settings.OwnerKey);
        await using var watching = await WireClient.ConnectAsync(other.Url, other.Settings.OwnerKey, WireProtocol.MessagePack);
        var asked = asking.Send(Trip.Teach(gpt, name, words: 60));
        var started = await asked.WaitForAsync("turn_started");
        var watched = watching.Resume(started.TurnId);
        await watched.WaitForAsync("text_delta");
        var clock = Stopwatch.StartNew();
        owner.Kill();
        var held = watched.Reader.Received.Count;
        await watched.WaitForAsync(_ => clock.IsRunning && watched.Reader.Received.Count > held);
        var gap = clock.Elapsed.TotalMilliseconds;
        await watched.Ended;
        await WholeTrip.AssertAsync(databases, name, watched.Reader);
        return gap;
    }
}
