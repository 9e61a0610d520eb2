using System.Text.Json;
using Martin.Data;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Turns;

public sealed class TurnEngineTests : IAsyncLifetime
{
    private GptServer gpt = null!;
    private MartinHost martin = null!;
    private WireClient device = null!;

    public async Task InitializeAsync()
    {
        gpt = await GptServer.StartAsync();
        martin = MartinHost.Start(new()
        {
            ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["Turns:MaxQueued"] = "2", ["Turns:MaxRounds"] = "4", ["Turns:ModelSilence"] = "00:00:10",
            ["Models:OfflineWhenDown"] = "false", ["Models:Tries"] = "1", ["Models:FaultsToRest"] = "1000",
        });
        device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
    }

    public async Task DisposeAsync()
    {
        await device.DisposeAsync();
        await martin.DisposeAsync();
        await gpt.DisposeAsync();
    }

    [Fact]
    public async Task Cancelling_keeps_what_was_said()
    {
        gpt.On("tell me everything").SaysWords(2_000).Every(TimeSpan.FromMilliseconds(5));
        var turn = device.Send("tell me everything");
        await turn.WaitForAsync(e => e.Type == "text_delta" && e.Seq > 10);
        await device.InvokeAsync("CancelTurn", turn.Reader.TurnId);
        var end = await turn.Ended;
        Assert.Equal("turn_cancelled", end.Type);
        Assert.Equal(turn.Reader.Text, end["message"]!.Value.GetProperty("content").GetString());
        await device.InvokeAsync("CancelTurn", turn.Reader.TurnId);  // again does no harm
        var replay = device.Resume(turn.Reader.TurnId!);
        await replay.Ended;
        replay.Reader.AssertAgreesWith(turn.Reader);
    }

    [Fact]
    public async Task Messages_of_one_conversation_wait_their_turn()
    {
        var goOn = new TaskCompletionSource();
        gpt.Faults.Next(new ModelFault.Hold(1, goOn.Task), r => r.LastUser == "first");
        var first = device.Send("first");
        var conversation = (await first.WaitForAsync("turn_started"))["conversationId"]!.Value.GetString();
        var second = device.Send("second", conversation);
        Assert.Equal(1, (await second.WaitForAsync("turn_queued"))["position"]!.Value.GetInt32());
        var third = device.Send("third", conversation);
        Assert.Equal(2, (await third.WaitForAsync("turn_queued"))["position"]!.Value.GetInt32());
        var refused = await Assert.ThrowsAsync<WireException>(() => device.Send("fourth", conversation).Ended);
        Assert.Equal("RATE_LIMITED", refused.Code);
        await device.InvokeAsync("CancelTurn", second.Reader.TurnId);
        Assert.Equal("turn_cancelled", (await second.Ended).Type);
        goOn.SetResult();
        Assert.Equal("turn_completed", (await first.Ended).Type);
        Assert.Equal("turn_completed", (await third.Ended).Type);
        Assert.DoesNotContain(gpt.Journal.Exchanges, e => e.Request.LastUser == "second");
    }

    [Fact]
    public async Task A_model_that_fails_ends_the_turn_with_a_reason_and_without_internals()
    {
        gpt.Faults.Next(ModelFault.ServerError());
        await AssertFailsAsync("PROVIDER_UNAVAILABLE", retryable: true);
        gpt.Faults.Next(ModelFault.RateLimited(TimeSpan.FromSeconds(3)));
        await AssertFailsAsync("PROVIDER_UNAVAILABLE", retryable: true);
        gpt.Faults.Next(new ModelFault.Status(401, "Incorrect API key provided: sk-secret", "invalid_api_key"));
        await AssertFailsAsync("PROVIDER_REFUSED", retryable: false);
        gpt.Faults.Next(new ModelFault.Garbage(3));
        await AssertFailsAsync("PROVIDER_UNAVAILABLE", retryable: true);
        gpt.Faults.Next(new ModelFault.Cut(5));
        await AssertFailsAsync("PROVIDER_UNAVAILABLE", retryable: true, withText: true);
        gpt.Faults.Next(new ModelFault.Cut(5, Reset: true));
        await AssertFailsAsync("PROVIDER_UNAVAILABLE", retryable: true);
        gpt.Faults.Next(new ModelFault.Hold(0));
        await AssertFailsAsync("PROVIDER_UNAVAILABLE", retryable: true);
        Assert.Equal("turn_completed", (await device.AskAsync("and now?")).End!.Type);
    }

    private async Task AssertFailsAsync(string code, bool retryable, bool withText = false)
    {
        var turn = await device.AskAsync("hello");
        Assert.Equal("turn_failed", turn.End!.Type);
        var error = turn.End["error"]!.Value;
        Assert.Equal((code, retryable), (error.GetProperty("code").GetString(), error.GetProperty("retryable").GetBoolean()));
        Assert.DoesNotContain("sk-secret", turn.End.Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", turn.End.Json.GetRawText(), StringComparison.Ordinal);
        if (withText) Assert.Equal(turn.Text, turn.End["message"]!.Value.GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_call_that_does_not_fit_is_told_to_the_model()
    {
        gpt.AllowUnofferedTools = true;
        gpt.On("do odd things")
            .Calls("create_task", """{"title":"x","prio":"high"}""")
            .Calls("create_task", """{"title":"x","priority":"whenever"}""")
            .Calls("create_task", """{"description":"no title"}""")
            .Calls("create_task", """{"title":""")
            .Calls("launch_rocket", "{}")
            .Then.Says("I could not.");
        var turn = await device.AskAsync("do odd things");
        Assert.Equal("turn_completed", turn.End!.Type);
        var errors = turn.Tools("tool_finished").Select(t => t.GetProperty("error").GetString()!).ToList();
        Assert.Equal(5, errors.Count);
        Assert.Contains("prio", errors[0], StringComparison.Ordinal);
        Assert.Contains("low, medium, high, urgent", errors[1], StringComparison.Ordinal);
        Assert.Contains("title", errors[2], StringComparison.Ordinal);
        Assert.Contains("JSON object", errors[3], StringComparison.Ordinal);
        Assert.Contains("launch_rocket", errors[4], StringComparison.Ordinal);
        Assert.Empty((await device.Session.GetAsync("api/v1/tasks")).EnumerateArray());
    }

    [Fact]
    public async Task A_model_that_calls_in_circles_is_stopped()
    {
        var rule = gpt.On("go round").Calls("list_tasks", "{}");
        for (var i = 0; i < 10; i++) rule = rule.Then.Calls("list_tasks", "{}");
        var turn = await device.AskAsync("go round");
        Assert.Equal("turn_failed", turn.End!.Type);
        Assert.Equal("UNPROCESSABLE", turn.End["error"]!.Value.GetProperty("code").GetString());
        Assert.Equal(4, turn.Tools("tool_finished").Count());
    }

    [Fact]
    public async Task Earlier_turns_stand_in_the_prompt_with_their_calls_answered()
    {
        gpt.On("add milk").Calls("create_task", new { title = "Milk" }).Then.Says("Added.");
        var first = await device.AskAsync("add milk");
        var conversation = first.Events[0]["conversationId"]!.Value.GetString();
        await device.AskAsync("what did I ask?", conversation);
        var request = gpt.Journal.Exchanges[^1].Request;
        Assert.Equal(["add milk", "what did I ask?"], request.Messages.Where(m => m.Role == "user").Select(m => m.Text!));
        Assert.Contains(request.Messages, m => m.Role == "tool" && m.Text!.Contains("Milk", StringComparison.Ordinal));
        Assert.Contains(request.Messages, m => m is { Role: "assistant", Text: "Added." });
    }

    [Fact]
    public async Task What_is_missed_is_synced()
    {
        var before = (await device.InvokeAsync("Ping")).GetProperty("latestSeq").GetInt64();
        gpt.On("add milk").Calls("create_task", new { title = "Milk" }).Then.Says("Added.");
        await device.AskAsync("add milk");
        var page = await device.InvokeAsync("Sync", new { afterSeq = before });
        var types = page.GetProperty("notifications").EnumerateArray().Select(n => n.GetProperty("type").GetString()).ToList();
        Assert.Equal(["task_changed", "turn_completed"], types);
        Assert.Equal(before + 2, page.GetProperty("latestSeq").GetInt64());
        Assert.False(page.GetProperty("hasMore").GetBoolean() || page.GetProperty("truncated").GetBoolean());
        await device.InvokeAsync("Acknowledge", before + 1_000_000);  // more than there is
        await using (var db = martin.Databases.ForMaintenance())
            Assert.Equal(before + 2, await db.Sessions.IgnoreQueryFilters([MartinDb.OwnerFilter]).MaxAsync(s => s.AcknowledgedSeq));
        gpt.On("long").SaysWords(2_000).Every(TimeSpan.FromMilliseconds(20));
        var running = device.Send("long");
        await running.WaitForAsync("text_delta");
        var active = (await device.InvokeAsync("Sync", new { afterSeq = before + 2 })).GetProperty("activeTurns").EnumerateArray().Single();
        Assert.Equal(running.Reader.TurnId, active.GetProperty("turnId").GetString());
        await device.InvokeAsync("CancelTurn", running.Reader.TurnId);
        await running.Ended;
    }
}
