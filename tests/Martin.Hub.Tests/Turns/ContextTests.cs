using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Turns;

/// <summary>What a model is shown fits its window, however long the conversation and whatever the tools answer.</summary>
public sealed class ContextTests : IAsyncLifetime
{
    private const int WindowTokens = 8_000;

    private GptServer gpt = null!;
    private MartinHost martin = null!;
    private WireClient device = null!;
    private Api owner = null!;

    public async Task InitializeAsync()
    {
        gpt = await GptServer.StartAsync();
        martin = MartinHost.Start(new()
        {
            ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["Models:ContextTokens"] = $"{WindowTokens}", ["Models:AnswerTokens"] = "500", ["Models:OfflineWhenDown"] = "false",
        });
        device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        owner = await martin.OwnerAsync();
    }

    public async Task DisposeAsync()
    {
        owner.Dispose();
        await device.DisposeAsync();
        await martin.DisposeAsync();
        await gpt.DisposeAsync();
    }

    [Fact]
    public async Task Long_mails_are_cut_for_the_model_and_short_ones_are_not()
    {
        var rule = gpt.On("read them");
        foreach (var length in (int[])[100, 15_000, 15_000, 15_000])
        {
            var mail = await owner.ReceiveAsync(Post.Mail($"Of {length}", string.Concat(Enumerable.Repeat("many different words here ", length / 26))));
            rule = rule.Calls("read_mail", new { emailId = mail.Id() });
        }
        rule.Then.Says("I have read them.");
        Assert.Equal("I have read them.", (await device.AskAsync("read them")).Text);
        var results = gpt.Journal.Exchanges[^1].Request.Results;
        Assert.DoesNotContain("too long for you", results[0].Text, StringComparison.Ordinal);
        Assert.Contains(results, r => r.Text!.Contains("too long for you", StringComparison.Ordinal));
        Assert.All(gpt.Journal.Exchanges, e => Assert.True(Plugins.Models.TokenCounts.Of(e.Request.Body.GetRawText()) < WindowTokens * 1.1));
        Assert.Empty(gpt.Journal.Refusals);
    }

    [Fact]
    public async Task The_oldest_turns_go_first_and_are_summed_up()
    {
        gpt.Script.Mind = r => r.Body.TryGetProperty("response_format", out _) ? new ModelAnswer { Text = _ => """{"summary":"They counted.","openPoints":["Where to stop?"]}""" } : null;
        string? conversation = null;
        for (var i = 0; i < 16; i++)
        {
            var turn = await device.AskAsync($"number {i} {string.Concat(Enumerable.Repeat("some filling words ", 60))}", conversation);
            conversation ??= turn.Events[0]["conversationId"]!.Value.GetString();
        }
        await Testing.Until.HoldsAsync(async () =>
        {
            await device.AskAsync("and now?", conversation);
            return gpt.Journal.Exchanges[^1].Request.Messages.Any(m => m.Text?.Contains("They counted. Still open: Where to stop?", StringComparison.Ordinal) == true);
        });
        var last = gpt.Journal.Exchanges[^1].Request;
        Assert.DoesNotContain(last.Messages, m => m.Text?.Contains("number 0 ", StringComparison.Ordinal) == true);
        Assert.Contains((await device.Session.GetAsync("api/v1/usage")).EnumerateArray(), l => l.Text("purpose") == "summary");
        Assert.Empty(gpt.Journal.Refusals);
    }
}
