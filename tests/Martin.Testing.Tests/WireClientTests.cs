using Martin.Testing.Clients;
using Martin.Testing.Faults;
using Microsoft.AspNetCore.Builder;

namespace Martin.Testing.Tests;

public sealed class WireClientTests : IAsyncLifetime
{
    private WebApplication app = null!;
    private Uri Url => new(app.Urls.Single());

    public async Task InitializeAsync()
    {
        app = await StubHub.StartAsync();
        StubHub.Flaw = StubFlaw.None;
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_turn_comes_whole_through_thirty_cuts(WireProtocol protocol)
    {
        await using var proxy = ResetProxy.Start(Url.Port);
        await using var client = await WireClient.ConnectAsync(Url, "key", protocol, new Uri(proxy.HttpUrl));
        var dice = new Random(7);
        proxy.ResetAfterBytes = number => number < 30 ? dice.Next(200, 3_000) : null;
        var turn = client.Send("hello");
        proxy.ResetAll();
        await turn.Ended;
        Assert.Equal(StubHub.Words, turn.Reader.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.True(turn.Resumes >= 5, $"{turn.Resumes} resumes");
        Assert.Equal(0, turn.EarlyEnds);
        Assert.NotEmpty(turn.ResumeTimes);

        var second = client.Resume(turn.Reader.TurnId!, afterSeq: 100);
        await second.Ended;
        second.Reader.AssertAgreesWith(turn.Reader);
    }

    [Theory]
    [InlineData(StubFlaw.SkipsOneOnResume, "leaves a gap")]
    [InlineData(StubFlaw.RepeatsOneOnResume, "comes again")]
    [InlineData(StubFlaw.StoresOtherText, "differs from the deltas")]
    public async Task A_server_that_breaks_the_rules_is_caught(StubFlaw flaw, string why)
    {
        await using var proxy = ResetProxy.Start(Url.Port);
        await using var client = await WireClient.ConnectAsync(Url, "key", through: new Uri(proxy.HttpUrl));
        StubHub.Flaw = flaw;
        var turn = client.Send("hello");
        await turn.WaitForAsync(e => e.Seq == 50);
        proxy.ResetAll();
        Assert.Contains(why, (await Assert.ThrowsAsync<WireViolationException>(() => turn.Ended)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task Calls_pushes_and_coded_errors_come_as_json(WireProtocol protocol)
    {
        await using var client = await WireClient.ConnectAsync(Url, "key", protocol);
        Assert.Equal("2026-11-22T09:00:00Z", (await client.InvokeAsync("Ping")).GetProperty("serverTime").GetString());
        await client.InvokeAsync("PushMe");
        Assert.Equal(7, (await client.Pushes.WaitForAsync("Notification")).GetProperty("seq").GetInt64());
        Assert.Equal("NOT_FOUND", (await Assert.ThrowsAsync<WireException>(() => client.Resume(Guid.NewGuid().ToString()).Ended)).Code);
        await Assert.ThrowsAsync<WireViolationException>(() => client.InvokeAsync("Broken"));
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task The_npm_client_converses(WireProtocol protocol)
    {
        var lines = await NodeClient.ConverseAsync(Url, "key", protocol, "hello", new { invoke = new object[] { "Ping" } }, new { undo = "none" });
        Assert.Equal(StubHub.Words, NodeClient.ReadTurn(lines, 0).Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(0, lines.Single(l => l.Step == 1).Result!.Value.GetProperty("latestSeq").GetInt64());
        Assert.Contains("UndoAction", lines.Single(l => l.Step == 2).Error!, StringComparison.Ordinal); // the stub has no such method
    }

    [Fact]
    public async Task Rest_answers_outside_the_envelope_are_caught()
    {
        using var session = await WireSession.LoginAsync(Url, "key");
        var missing = await Assert.ThrowsAsync<WireException>(() => session.GetAsync("/api/v1/missing"));
        Assert.Equal(("NOT_FOUND", 404), (missing.Code, missing.Status));
        await Assert.ThrowsAsync<WireViolationException>(() => session.GetAsync("/api/v1/naked"));
    }
}
