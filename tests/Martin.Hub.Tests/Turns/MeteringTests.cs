using System.Text.Json;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Hub.Turns;
using Martin.Plugins.Models;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Turns;

/// <summary>What nobody waits for is metered however it ends, and many requests at once don't pass the cap together.</summary>
public class MeteringTests : WithModel
{
    private static readonly string LongText = string.Concat(Enumerable.Repeat("what they said to each other ", 200));

    protected override Dictionary<string, string> Settings => new()
    {
        ["Models:Tries"] = "1", ["Models:FaultsToRest"] = "3", ["Models:SilentDeadline"] = "00:00:05", ["Turns:HistoryTurns"] = "200",
        ["Models:Prices:gpt-5.4:Input"] = "1000", ["Models:Prices:gpt-5.4:Output"] = "1000",
        ["Models:Prices:gemini-3.8-flash:Input"] = "1000", ["Models:Prices:gemini-3.8-flash:Output"] = "1000",
    };

    public static TheoryData<string> Endings => ["cut", "cut at once", "silence", "slow", "garbage", "no data"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_silent_request_is_metered_however_it_ends(string ending)
    {
        Peer.Script.Mind = _ => new() { Text = _ => ending == "no data" ? "I would rather not." : $$"""{"summary":"{{LongText}}","openPoints":[]}""" };
        if (ending != "no data") Peer.Faults.Always(ending switch
        {
            "cut" => new ModelFault.Cut(50),
            "cut at once" => new ModelFault.Cut(0),
            "silence" => new ModelFault.Hold(50),
            "slow" => new ModelFault.SlowFirstByte(TimeSpan.FromMinutes(1)),
            _ => new ModelFault.Garbage(50),
        });
        await Assert.ThrowsAsync<ProviderException>(SumUpAsync);
        var line = Assert.Single(await UsageAsync());
        Assert.Equal(("summary", 1), (line.Text("purpose"), line.GetProperty("requests").GetInt32()));
        Assert.True(line.GetProperty("inputTokens").GetInt64() >= LongText.Length / 5, $"{line}");
        if (ending is "cut" or "silence" or "garbage") Assert.InRange(line.GetProperty("outputTokens").GetInt64(), 40, 200);
    }

    [Fact]
    public async Task What_is_refused_costs_nothing()
    {
        Peer.Faults.Always(ModelFault.ServerError());
        await Assert.ThrowsAsync<ProviderException>(SumUpAsync);
        Assert.Empty(await UsageAsync());
    }

    [Fact]
    public async Task A_model_that_never_gives_data_is_left_alone()
    {
        Peer.Script.Mind = _ => new() { Text = _ => "I would rather not." };
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<ProviderException>(SumUpAsync);
        Assert.True(Martin.Services.GetRequiredService<ModelRouter>().Choose(null).Health.IsFailing);
    }

    [Fact]
    public async Task Of_many_conversations_at_once_one_takes_what_the_cap_has_left()
    {
        await Device.Session.PutAsync("api/v1/me/preferences", new { dailySpendCap = 0.01 });
        Peer.On("hello").SaysWords(20).Every(TimeSpan.FromMilliseconds(20));
        var turns = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Device.AskAsync("hello")));
        Assert.Equal(1, turns.Count(t => t.End!["model"]!.Value.GetString() != "offline"));
        Assert.Single(Peer.Journal.Exchanges);
        Assert.Equal(19, turns.Count(t => t.Text.StartsWith("Today's spending limit of $0.01 is reached", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_held_back_is_free_again_when_a_turn_has_ended_however_it_did()
    {
        await Device.Session.PutAsync("api/v1/me/preferences", new { dailySpendCap = 1_000 });  // a request holds back some $5 here
        Peer.On("look").Calls("list_tasks", "{}").Then.Says("Nothing.");
        Peer.On("wait").SaysWords(2_000).Every(TimeSpan.FromMilliseconds(20));
        await Device.AskAsync("look");
        Peer.Faults.Next(new ModelFault.Blocked(3));
        Assert.Equal("turn_failed", (await Device.AskAsync("look")).End!.Type);
        var waiting = Device.Send("wait");
        await waiting.WaitForAsync("text_delta");
        Assert.True(await HeldAsync() > 0);
        await Device.InvokeAsync("CancelTurn", waiting.Reader.TurnId);
        await waiting.Ended;
        await Testing.Until.HoldsAsync(async () => await HeldAsync() == 0);
    }

    /// <summary>What others find held back, in millionths of a dollar.</summary>
    private async Task<long> HeldAsync()
    {
        await Task.Yield();
        return Martin.Services.GetRequiredService<Usage.Spending>().Add(Owner.UserId, 0);
    }

    private Task<ConversationDigest?> SumUpAsync() => Martin.Services.GetRequiredService<ISilentModel>()
        .AskForAsync<ConversationDigest>(Owner.UserId, ModelPurpose.Summary, [new(ChatRole.System, "Sum up."), new(ChatRole.User, LongText)], CancellationToken.None);

    private async Task<List<JsonElement>> UsageAsync() => [.. (await Device.Session.GetAsync("api/v1/usage")).EnumerateArray()];
}

/// <inheritdoc/>
public sealed class MeteringOverGeminiTests : MeteringTests
{
    protected override bool OverGeminiOnPostgres => true;
}
