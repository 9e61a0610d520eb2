using Martin.Data;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Processes;
using Martin.Testing.Servers;

namespace Martin.Hub.Tests.Recovery;

/// <summary>
/// A real process that is killed (SIGKILL, from within, at an exact point) in the midst of a turn and started again on the same
/// data: the turn ends by itself, each effect stands once, and what the reader holds is what is stored.
/// </summary>
public sealed class KillTests
{
    /// <summary>
    /// Before the first token of a model call; in mid-text; after a tool's effect and before its step (the open transaction);
    /// after the step and before the next model call; after the model's answer is stored and before its tools run.
    /// </summary>
    private static readonly string[] Phases =
        ["ModelRequested:1", "TextAppended:12", "EffectApplied:1", "EffectApplied:2", "StepStored:1", "StepStored:2", "ModelAnswerStored:1", "TextAppended:25"];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var postgres in (bool[])[false, true])
                foreach (var phase in Phases) cases.Add(phase, postgres);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_killed_turn_ends_after_the_restart(string phase, bool postgres)
    {
        await using var gpt = await GptServer.StartAsync();
        foreach (var _ in Enumerable.Range(0, Counts.Of(sample: 1, full: 10)))
        {
            var url = postgres ? await (await PostgresServer.SharedAsync(durable: true)).CreateDatabaseAsync() : null;
            var settings = new HubSettings { OpenAiBaseUrl = gpt.BaseUrl, DatabaseUrl = url, KillAt = phase };
            await using var hub = await HubProcess.StartAsync(settings);
            await using var device = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey);
            var name = Trip.NewName();
            var turn = device.Send(Trip.Teach(gpt, name, words: 10));
            await hub.WaitForExitAsync();
            Assert.True(File.Exists(settings.KillMarker), hub.Output);
            await hub.RestartAsync();
            await turn.Ended;
            await using var databases = url is null ? MartinDbFactory.Sqlite(Path.Combine(settings.Data, "martin.db")) : MartinDbFactory.Postgres(url);
            await WholeTrip.AssertAsync(databases, name, turn.Reader);
            var late = device.Resume(turn.Reader.TurnId!);
            await late.Ended;
            await WholeTrip.AssertAsync(databases, name, late.Reader);
        }
    }

    [Fact]
    public async Task Without_a_reader_the_sweep_ends_a_killed_turn()
    {
        await using var gpt = await GptServer.StartAsync();
        var settings = new HubSettings { OpenAiBaseUrl = gpt.BaseUrl, KillAt = "TextAppended:12" };
        await using var hub = await HubProcess.StartAsync(settings);
        var name = Trip.NewName();
        await using (var device = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey))
        {
            var message = Trip.Teach(gpt, name, words: 10);
            _ = device.Send(message, clientMessageId: name);  // nobody follows it beyond the kill
            await hub.WaitForExitAsync();
        }
        await hub.RestartAsync();
        await gpt.Journal.WaitForAsync(e => e.Request.Round == 2 && e.Request.LastUser.Contains(name, StringComparison.Ordinal));
        await using var again = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey);
        var turn = again.Send($"plan the trip {name}", clientMessageId: name);
        await turn.Ended;
        await using var databases = MartinDbFactory.Sqlite(Path.Combine(settings.Data, "martin.db"));
        await WholeTrip.AssertAsync(databases, name, turn.Reader);
    }
}
