using System.Text.Json;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;

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
    public async Task A_summary_that_grew_too_long_is_cut_and_stops_no_later_turn()
    {
        var words = string.Concat(Enumerable.Repeat("many different words 完了 here ", 4_000));
        gpt.Script.Mind = r => r.Body.TryGetProperty("response_format", out _) ? new ModelAnswer { Text = _ => JsonSerializer.Serialize(new { summary = words, openPoints = new[] { words } }) } : null;
        var conversation = await TalkAsync();
        string? summary = null;
        await Testing.Until.HoldsAsync(async () =>
        {
            Assert.Equal("turn_completed", (await device.AskAsync("and now?", conversation)).End!.Type);
            await using var db = martin.Databases.For(owner.UserId);
            summary = await db.Conversations.Where(c => c.Id == Guid.Parse(conversation)).Select(c => c.Summary).SingleAsync();
            return summary is not null;
        });
        Assert.InRange(Plugins.Models.TokenCounts.Of(summary!), 900, 1_100);
        Assert.Contains("… Still open: many", summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public async Task A_summary_that_does_not_fit_the_window_is_shortened(int length)
    {
        var first = await device.AskAsync("hello");
        var conversation = first.Events[0]["conversationId"]!.Value.GetString()!;
        await using (var db = martin.Databases.For(owner.UserId))
            await db.Conversations.ExecuteUpdateAsync(s => s.SetProperty(c => c.Summary, string.Concat(Enumerable.Repeat("many different words ", length / 21))).SetProperty(c => c.SummaryThrough, DateTimeOffset.UtcNow));
        Assert.Equal("turn_completed", (await device.AskAsync("and now?", conversation)).End!.Type);
        Assert.True(Plugins.Models.TokenCounts.Of(gpt.Journal.Exchanges[^1].Request.Body.GetRawText()) < WindowTokens * 1.1);
    }

    /// <summary>A conversation that is longer than the window.</summary>
    private async Task<string> TalkAsync()
    {
        string? conversation = null;
        for (var i = 0; i < 16; i++)
        {
            var turn = await device.AskAsync($"number {i} {string.Concat(Enumerable.Repeat("some filling words ", 60))}", conversation);
            conversation ??= turn.Events[0]["conversationId"]!.Value.GetString();
        }
        return conversation!;
    }

    [Fact]
    public async Task The_oldest_turns_go_first_and_are_summed_up()
    {
        gpt.Script.Mind = r => r.Body.TryGetProperty("response_format", out _) ? new ModelAnswer { Text = _ => """{"summary":"They counted.","openPoints":["Where to stop?"]}""" } : null;
        var conversation = await TalkAsync();
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
