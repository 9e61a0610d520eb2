using Martin.Testing.Clients;
using Martin.Testing.Faults;
using Martin.Testing.Peers;
using Martin.Testing.Processes;

namespace Martin.Testing.Tests;

/// <summary>The whole set of instruments on the real hub, once each; the long series are the hub's own tests.</summary>
public sealed class HubProcessTests : IAsyncLifetime
{
    private GptServer gpt = null!;

    public async Task InitializeAsync()
    {
        gpt = await GptServer.StartAsync();
        gpt.TokenEvery = TimeSpan.FromMilliseconds(20);
        gpt.On("buy milk").SaysWords(10).Calls("create_task", new { title = "Buy milk" }).Then.SaysWords(30);
        gpt.On("tale").SaysWords(200);
    }

    public async Task DisposeAsync() => await gpt.DisposeAsync();

    [Theory]
    [InlineData("EffectApplied")]
    [InlineData("TextAppended:25")]
    public async Task A_hub_killed_at_a_chosen_moment_ends_the_turn_after_its_restart(string moment)
    {
        await using var hub = await HubProcess.StartAsync(new HubSettings { OpenAiBaseUrl = gpt.BaseUrl, KillAt = moment });
        await using var client = await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey);
        var turn = client.Send("please buy milk");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await hub.WaitForExitAsync(patience.Token);
        Assert.True(File.Exists(hub.Settings.KillMarker), hub.Output);
        await hub.RestartAsync();
        var end = await turn.Ended;
        Assert.True(end.Type == "turn_completed", end + "\n" + hub.Output);
        Assert.Empty(gpt.Journal.Refusals);
        Assert.Single(end["receipts"]!.Value.EnumerateArray());
    }

    [Fact]
    public async Task A_turn_comes_whole_through_resets()
    {
        await using var hub = await HubProcess.StartAsync(new HubSettings { OpenAiBaseUrl = gpt.BaseUrl });
        await using var proxy = ResetProxy.Start(hub.Url.Port);
        foreach (var protocol in (WireProtocol[])[WireProtocol.Json, WireProtocol.MessagePack])
        {
            proxy.ResetAfterBytes = _ => null;  // the one before may have needed fewer connections than it was to lose
            await using var client = await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey, protocol, new Uri(proxy.HttpUrl));
            var dice = new Random(3);
            var until = proxy.Accepted + 20;
            proxy.ResetAfterBytes = number => number < until ? dice.Next(300, 2_000) : null;
            var turn = client.Send("tell me a tale");
            proxy.ResetAll();
            await turn.Ended;
            Assert.True(turn.Resumes > 3);
            Assert.Equal(0, turn.EarlyEnds);
        }
    }

    [Fact]
    public async Task A_frozen_hub_goes_on_after_thawing_and_sigterm_ends_it()
    {
        await using var hub = await HubProcess.StartAsync(new HubSettings { OpenAiBaseUrl = gpt.BaseUrl });
        await using var client = await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey);
        var turn = client.Send("please buy milk");
        await turn.WaitForAsync("text_delta");
        hub.Freeze();
        using (var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(500) })
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync(new Uri(hub.Url, "/health/live")));
        hub.Thaw();
        Assert.Equal("turn_completed", (await turn.Ended).Type);
        await hub.StopAsync();
        Assert.True(hub.HasExited);
    }
}
