using System.Diagnostics;
using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Turns;

/// <summary>GPT and Gemini side by side, each by its own wire protocol: who answers when one fails.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);

    private GptServer gpt = null!;
    private GeminiServer gemini = null!;
    private MartinHost martin = null!;
    private WireClient device = null!;

    public async Task InitializeAsync()
    {
        gpt = await GptServer.StartAsync();
        gemini = await GeminiServer.StartAsync();
        martin = MartinHost.Start(new()
        {
            ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["GEMINI_BASE_URL"] = gemini.BaseUrl, ["GOOGLE_API_KEY"] = "key-of-this-test", ["GEMINI_MODEL"] = "gemini-3.8-flash",
            ["Turns:ModelSilence"] = $"{Silence}", ["Models:Pause"] = "00:00:00.01", ["Models:FaultsToRest"] = "1000",
            ["Models:Prices:gpt-5.4:Input"] = "1000", ["Models:Prices:gpt-5.4:Output"] = "1000",
        });
        device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        gpt.On("hello").Says("Good day, from gpt.");
        gemini.On("hello").Says("Good day, from gemini.");
    }

    public async Task DisposeAsync()
    {
        await device.DisposeAsync();
        await martin.DisposeAsync();
        await gemini.DisposeAsync();
        await gpt.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "gpt")]
    [InlineData("gpt", "gpt")]
    [InlineData("gemini", "gemini")]
    [InlineData("offline", "offline")]
    public async Task The_wish_is_followed(string? wish, string answers)
    {
        var turn = await AskAsync("hello", wish);
        Assert.Equal(answers, turn.End!["model"]!.Value.GetString());
    }

    [Fact]
    public async Task A_fault_that_passes_is_not_noticed()
    {
        gpt.Faults.Next(ModelFault.ServerError());
        var turn = await AskAsync("hello");
        Assert.Equal(("Good day, from gpt.", "gpt"), (turn.Text, turn.End!["model"]!.Value.GetString()));
    }

    public static TheoryData<string, string> Faults
    {
        get
        {
            var faults = new TheoryData<string, string>();
            foreach (var failing in (string[])["gpt", "gemini"])
                foreach (var fault in (string[])["500", "429", "401", "quota", "garbage", "silence", "slow"]) faults.Add(failing, fault);
            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Before_the_first_token_another_model_answers(string failing, string fault)
    {
        var (broken, other) = failing == "gpt" ? ((ModelPeer)gpt, (ModelPeer)gemini) : (gemini, gpt);
        broken.Faults.Always(fault switch
        {
            "500" => ModelFault.ServerError(),
            "429" => ModelFault.RateLimited(TimeSpan.FromSeconds(30)),
            "401" => new ModelFault.Status(401, "Incorrect API key provided.", "invalid_api_key"),
            "quota" => ModelFault.OutOfQuota(),
            "garbage" => new ModelFault.Garbage(0),
            "silence" => new ModelFault.Hold(0),
            _ => new ModelFault.SlowFirstByte(TimeSpan.FromSeconds(30)),
        });
        var clock = Stopwatch.StartNew();
        var turn = await AskAsync("hello", failing);
        var answers = failing == "gpt" ? "gemini" : "gpt";
        Assert.Equal(($"Good day, from {answers}.", answers), (turn.Text, turn.End!["model"]!.Value.GetString()));
        Assert.Equal(failing, turn.Events.Single(e => e.Type == "turn_started")["model"]!.Value.GetString());
        Assert.Empty(other.Journal.Refusals);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Silence + TimeSpan.FromSeconds(8));  // and room for a busy machine
        if (fault is "silence" or "slow") Assert.Single(broken.Journal.Exchanges);  // it has had its time, once
    }

    [Fact]
    public async Task A_model_that_failed_often_is_left_alone_for_a_while_and_asked_again_afterwards()
    {
        var clock = new ShiftedClock();
        await using var other = MartinHost.Start(new()
        {
            ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["GEMINI_BASE_URL"] = gemini.BaseUrl, ["GOOGLE_API_KEY"] = "key", ["Models:Tries"] = "1", ["Models:FaultsToRest"] = "3", ["Models:Rest"] = "00:04:00",
        }, services => services.AddSingleton<TimeProvider>(clock));
        await using var phone = await WireClient.ConnectAsync(other.Address, MartinHost.OwnerKey);
        gpt.Faults.Always(ModelFault.ServerError());
        for (var i = 0; i < 6; i++) Assert.Equal("Good day, from gemini.", (await phone.AskAsync("hello")).Text);
        Assert.Equal(3, gpt.Journal.Exchanges.Count);  // the fourth did not ask it any more
        gpt.Faults.Clear();
        Assert.Equal("Good day, from gemini.", (await phone.AskAsync("hello")).Text);  // well again, but at rest
        clock.By = TimeSpan.FromMinutes(5);
        Assert.Equal("Good day, from gpt.", (await phone.AskAsync("hello")).Text);
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_it_what_was_said_is_taken_back(bool reset)
    {
        gpt.On("story").SaysWords(60).Every(TimeSpan.FromMilliseconds(5));
        gemini.On("story").Says("Once upon a time.");
        gpt.Faults.Always(new ModelFault.Cut(20, reset));
        var turn = await AskAsync("story");
        Assert.Equal(1, turn.Resets);
        Assert.Equal("Once upon a time.", turn.Text);
        Assert.Equal("Once upon a time.", turn.End!["message"]!.Value.GetProperty("content").GetString());
        var replay = device.Resume(turn.TurnId!);
        await replay.Ended;
        replay.Reader.AssertAgreesWith(turn);
    }

    [Fact]
    public async Task A_model_that_takes_over_in_the_middle_sees_what_was_done_and_does_not_do_it_again()
    {
        gpt.On("add milk").Calls("create_task", new { title = "Milk" }).Then.Says("Added.");
        gemini.On("add milk").Calls("create_task", new { title = "Milk" }).Then.Says("Milk is on your list.");
        gpt.Faults.Always(ModelFault.ServerError(), r => r.Round == 1);
        var turn = await AskAsync("add milk");
        Assert.Equal("Milk is on your list.", turn.Text);
        Assert.Single((await device.Session.GetAsync("api/v1/tasks")).EnumerateArray());
        Assert.Equal(1, gemini.ForeignSignatures);  // the call was made by gpt, which signs nothing
        Assert.Empty(gemini.Journal.Refusals);
    }

    [Fact]
    public async Task When_all_are_down_the_offline_model_answers_and_says_so()
    {
        gpt.Faults.Always(ModelFault.ServerError());
        gemini.Faults.Always(ModelFault.ServerError());
        var turn = await AskAsync("remind me to call the bank on Monday at 9");
        Assert.Equal("offline", turn.End!["model"]!.Value.GetString());
        Assert.StartsWith("The model that should answer cannot be reached at present, so the offline model does.", turn.Text, StringComparison.Ordinal);
        Assert.Single((await device.Session.GetAsync("api/v1/tasks")).EnumerateArray());
    }

    [Fact]
    public async Task But_not_in_the_middle_of_what_another_began()
    {
        gpt.On("add milk").Calls("create_task", new { title = "Milk" }).Then.Says("Added.");
        gpt.Faults.Always(ModelFault.ServerError(), r => r.Round == 1);
        gemini.Faults.Always(ModelFault.ServerError());
        var turn = await AskAsync("add milk");
        Assert.Equal("turn_failed", turn.End!.Type);
        Assert.True(turn.End["error"]!.Value.GetProperty("retryable").GetBoolean());
        Assert.Single((await device.Session.GetAsync("api/v1/tasks")).EnumerateArray());
    }

    [Theory]
    [InlineData("gpt", 0)]
    [InlineData("gpt", 3)]
    [InlineData("gemini", 0)]
    [InlineData("gemini", 3)]
    public async Task What_a_provider_blocks_is_told_and_asked_of_nobody_else(string model, int afterTokens)
    {
        (model == "gpt" ? (ModelPeer)gpt : gemini).Faults.Always(new ModelFault.Blocked(afterTokens));
        var turn = await AskAsync("hello", model);
        Assert.Equal("turn_failed", turn.End!.Type);
        var error = turn.End["error"]!.Value;
        Assert.Equal(("PROVIDER_REFUSED", false), (error.GetProperty("code").GetString(), error.GetProperty("retryable").GetBoolean()));
        Assert.Contains("declined", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty((model == "gpt" ? (ModelPeer)gemini : gpt).Journal.Exchanges);
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("gemini")]
    public async Task Awkward_pieces_and_parallel_calls_make_no_difference(string model)
    {
        var peer = model == "gpt" ? (ModelPeer)gpt : gemini;
        peer.On("two things").Calls("create_task", new { title = "Grüße an Łukasz 🎂" }).Calls("create_task", new { title = "Second", priority = "high" })
            .Then.Says(r => $"Done: {r.Results.Count} – ✓ 完了 🎉");
        peer.Faults.Always(new ModelFault.Chopped());
        var turn = await AskAsync("two things", model);
        Assert.Equal("Done: 2 – ✓ 完了 🎉", turn.Text);
        Assert.Equal(["Grüße an Łukasz 🎂", "Second"], (await device.Session.GetAsync("api/v1/tasks")).EnumerateArray().Select(t => t.GetProperty("title").GetString()!).Order());
        Assert.Empty(peer.Journal.Refusals);
    }

    [Fact]
    public async Task Signatures_go_back_with_their_calls_also_from_another_process_of_the_turn()
    {
        gemini.On("three steps").Calls("list_tasks", "{}").Then.Calls("create_task", new { title = "One" }).Calls("create_task", new { title = "Two" })
            .Then.Calls("list_tasks", "{}").Then.Says("All done.");
        var turn = await AskAsync("three steps", "gemini");
        Assert.Equal("All done.", turn.Text);
        await AskAsync("hello", "gemini", turn.Events[0]["conversationId"]!.Value.GetString());
        Assert.Empty(gemini.Journal.Refusals);
        Assert.Equal(0, gemini.ForeignSignatures);
    }

    [Fact]
    public async Task Use_is_told_by_day_purpose_and_model()
    {
        await AskAsync("hello", "gpt");
        await AskAsync("hello", "gpt");
        await AskAsync("hello", "gemini");
        await AskAsync("hello", "offline");
        var lines = (await device.Session.GetAsync("api/v1/usage")).EnumerateArray().ToDictionary(l => l.GetProperty("model").GetString()!);
        Assert.Equal(["gemini", "gpt", "offline"], lines.Keys.Order());
        Assert.All(lines.Values, l => Assert.Equal("chat", l.GetProperty("purpose").GetString()));
        Assert.Equal(2, lines["gpt"].GetProperty("requests").GetInt32());
        Assert.Equal("gpt-5.4", lines["gpt"].GetProperty("modelId").GetString());
        var (input, output) = (lines["gpt"].GetProperty("inputTokens").GetInt64(), lines["gpt"].GetProperty("outputTokens").GetInt64());
        Assert.Equal((input + output) / 1000.0, lines["gpt"].GetProperty("cost").GetDouble(), 6);
        Assert.Equal(0, lines["offline"].GetProperty("cost").GetDouble());
    }

    [Theory]
    [InlineData("gpt", false, 0, true)]  // it tells its numbers at the end
    [InlineData("gpt", false, 30, true)]
    [InlineData("gemini", false, 0, true)]
    [InlineData("gemini", false, 30, false)]
    [InlineData("gpt", true, 0, false)]
    [InlineData("gpt", true, 30, false)]
    [InlineData("gemini", true, 0, false)]
    [InlineData("gemini", true, 30, false)]
    public async Task A_stream_that_breaks_off_is_counted_too(string model, bool blocked, int afterTokens, bool estimated)
    {
        var peer = model == "gpt" ? (ModelPeer)gpt : gemini;
        peer.On("story").SaysWords(60);
        peer.Faults.Always(blocked ? new ModelFault.Blocked(afterTokens) : new ModelFault.Cut(afterTokens));
        await AskAsync("story", model);
        var lines = (await device.Session.GetAsync("api/v1/usage")).EnumerateArray().ToList();
        var broken = lines.Single(l => l.GetProperty("model").GetString() == model);
        Assert.Equal(estimated, broken.GetProperty("estimated").GetBoolean());
        var requests = peer.Journal.Exchanges.Count;
        Assert.Equal(requests, broken.GetProperty("requests").GetInt32());
        // The prompt with all its tools; the fake counts four characters of the body for a token.
        Assert.InRange(broken.GetProperty("inputTokens").GetInt64(), requests * peer.Journal.Exchanges[0].Request.Body.GetRawText().Length / 4 * 2 / 3, long.MaxValue);
        Assert.InRange(broken.GetProperty("outputTokens").GetInt64(), afterTokens, afterTokens * 4);
    }

    [Fact]
    public async Task An_empty_answer_after_tools_is_no_answer_and_another_model_is_asked()
    {
        gpt.On("look").Says("Let me look.").Calls("list_tasks", "{}").Then.Says("");
        gemini.On("look").Calls("list_tasks", "{}").Then.Says("You have nothing to do.");
        var turn = await AskAsync("look");
        Assert.Equal(("Let me look.\n\nYou have nothing to do.", "gemini"), (turn.Text, turn.End!["model"]!.Value.GetString()));
        gemini.On("look").Calls("list_tasks", "{}").Then.Says("");
        Assert.Equal("turn_failed", (await AskAsync("look")).End!.Type);
    }

    [Fact]
    public async Task At_the_cap_the_offline_model_answers_until_tomorrow()
    {
        await device.Session.PutAsync("api/v1/me/preferences", new { dailySpendCap = 0.01 });
        await AskAsync("hello");  // a token costs a tenth of a cent here
        var turn = await AskAsync("hello");
        Assert.Equal("offline", turn.End!["model"]!.Value.GetString());
        Assert.StartsWith("Today's spending limit of $0.01 is reached", turn.Text, StringComparison.Ordinal);
        await device.Session.PutAsync("api/v1/me/preferences", new { dailySpendCap = 1_000 });
        Assert.Equal("gpt", (await AskAsync("hello")).End!["model"]!.Value.GetString());
    }

    private async Task<TurnReader> AskAsync(string text, string? model = null, string? conversationId = null)
    {
        var turn = device.Send(text, conversationId, model: model);
        await turn.Ended;
        return turn.Reader;
    }
}
