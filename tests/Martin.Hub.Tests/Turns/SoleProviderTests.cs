using System.Diagnostics;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Turns;

/// <summary>With one provider its rest is a rest too: the offline model answers meanwhile.</summary>
public sealed class SoleProviderTests : WithModel
{
    private const string StandIn = "The model that should answer cannot be reached at present, so the offline model does.";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    protected override Dictionary<string, string> Settings => new()
    {
        ["Turns:ModelSilence"] = $"{Silence}", ["Models:Tries"] = "1", ["Models:FaultsToRest"] = "3", ["Models:Rest"] = "01:00:00",
    };

    [Fact]
    public async Task One_that_hangs_costs_one_turn_its_patience_and_not_every_turn()
    {
        Gpt.Faults.Always(new ModelFault.SlowFirstByte(TimeSpan.FromMinutes(1)));
        AssertStandIn(await Device.AskAsync("hello"));
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 5; i++) AssertStandIn(await Device.AskAsync("hello"));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Silence * 4);
        Assert.Single(Gpt.Journal.Exchanges);
    }

    [Fact]
    public async Task One_that_asks_for_time_gets_it()
    {
        Gpt.Faults.Next(ModelFault.RateLimited(TimeSpan.FromMinutes(3)));
        for (var i = 0; i < 3; i++) AssertStandIn(await Device.AskAsync("hello"));
        Assert.Single(Gpt.Journal.Exchanges);
    }

    [Fact]
    public async Task One_that_never_says_anything_rests_as_well()
    {
        Gpt.On("hello").Says("");
        for (var i = 0; i < 5; i++) AssertStandIn(await Device.AskAsync("hello"));
        Assert.Equal(3, Gpt.Journal.Exchanges.Count);
    }

    [Fact]
    public async Task A_request_that_is_refused_for_itself_stands_in_nobody_elses_way()
    {
        Gpt.On("hello").Says("Good day.");
        Gpt.Faults.Always(new ModelFault.Status(400, "Too odd."), r => r.LastUser == "odd");
        for (var i = 0; i < 6; i++) AssertStandIn(await Device.AskAsync("odd"));
        Assert.Equal("Good day.", (await Device.AskAsync("hello")).Text);
    }

    private static void AssertStandIn(TurnReader turn)
    {
        Assert.Equal(("turn_completed", "offline"), (turn.End!.Type, turn.End["model"]!.Value.GetString()));
        Assert.StartsWith(StandIn, turn.Text, StringComparison.Ordinal);
    }
}
