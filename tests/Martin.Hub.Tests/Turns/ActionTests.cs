using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Hub.Turns;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Turns;

public class ActionTests : WithModel
{
    /// <summary>On SQLite a look that finds nothing is over before it is awaited; the next one must look again all the same.</summary>
    [Fact]
    public async Task A_conversation_that_was_woken_for_nothing_goes_on_after_a_decision()
    {
        var (turn, action) = await ProposeAsync();
        var owner = Martin.Services.GetRequiredService<IGrainFactory>().GetGrain<IConversationGrain>(turn.Events[0]["conversationId"]!.Value.GetGuid());
        for (var i = 0; i < 3; i++) await owner.WakeAsync();
        await DecideAsync(action, "reject");
        var started = await Device.Pushes.WaitForAsync("TurnStarted", t => t.GetProperty("origin").GetString() == "action");
        var continued = Device.Resume(started.GetProperty("turnId").GetString()!);
        await continued.Ended;
        Assert.Equal("turn_completed", continued.Reader.End!.Type);
    }

    [Fact]
    public async Task Two_taps_on_approve_make_one_event_and_the_conversation_goes_on()
    {
        var (turn, action) = await ProposeAsync();
        Assert.Empty(await EventsAsync());
        Assert.Equal("It waits for you.", turn.Text);
        var decided = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DecideAsync(action, "approve")));
        Assert.All(decided, d => Assert.Equal("executed", d.GetProperty("status").GetString()));
        Assert.Single(await EventsAsync());
        var started = await Device.Pushes.WaitForAsync("TurnStarted", t => t.GetProperty("origin").GetString() == "action");
        Assert.Equal(turn.Events[0]["conversationId"]!.Value.GetString(), started.GetProperty("conversationId").GetString());
        var continued = Device.Resume(started.GetProperty("turnId").GetString()!);
        await continued.Ended;
        Assert.Equal(["turn_started", "action_resolved"], continued.Reader.Events.Take(2).Select(e => e.Type));
        Assert.Equal("executed", continued.Reader.Events[1]["action"]!.Value.GetProperty("status").GetString());
        Assert.Equal("turn_completed", continued.Reader.End!.Type);
        Assert.Single(Device.Pushes.Of("TurnStarted"), t => t.GetProperty("origin").GetString() == "action");
    }

    [Fact]
    public async Task A_rejected_action_never_happens()
    {
        var (_, action) = await ProposeAsync();
        Assert.Equal("rejected", (await DecideAsync(action, "reject")).GetProperty("status").GetString());
        Assert.Equal("rejected", (await DecideAsync(action, "reject")).GetProperty("status").GetString());
        Assert.Equal("ACTION_NOT_PENDING", (await Assert.ThrowsAsync<WireException>(() => DecideAsync(action, "approve"))).Code);
        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task Only_the_payload_that_was_shown_can_be_approved()
    {
        var (_, action) = await ProposeAsync();
        var forged = JsonSerializer.SerializeToElement(new { id = Id(action), payloadHash = new string('0', 64) });
        Assert.Equal("CONFLICT", (await Assert.ThrowsAsync<WireException>(() => DecideAsync(forged, "approve"))).Code);
        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task An_edited_payload_is_what_is_executed()
    {
        var (_, action) = await ProposeAsync();
        var edited = new
        {
            title = "Dinner", startTime = "2026-12-01T19:00", endTime = "2026-12-01T21:00", timeZone = "UTC", attendees = new[] { new { email = "bob@example.com" } },
        };
        var refused = await Assert.ThrowsAsync<WireException>(() => DecideAsync(action, "approve", new { title = "Dinner", when = "tonight" }));
        Assert.Equal("INVALID_REQUEST", refused.Code);
        await DecideAsync(action, "approve", edited);
        Assert.Equal("executed", (await DecideAsync(action, "approve", edited)).GetProperty("status").GetString());
        Assert.Equal("Dinner", Assert.Single(await EventsAsync()).GetProperty("title").GetString());
    }

    [Fact]
    public async Task Undo_takes_back_once_and_not_over_a_later_change()
    {
        Peer.On("add milk").Calls("create_task", new { title = "Milk" }).Then.Says("Added.");
        var receipt = (await Device.AskAsync("add milk")).End!["receipts"]!.Value[0];
        Assert.True(receipt.GetProperty("undoable").GetBoolean());
        var id = receipt.GetProperty("actionId").GetString();
        var undone = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Device.InvokeAsync("UndoAction", id)));
        Assert.All(undone, u => Assert.Equal("undone", u.GetProperty("status").GetString()));
        Assert.Empty((await Device.Session.GetAsync("api/v1/tasks")).EnumerateArray());

        var second = (await Device.AskAsync("add milk")).End!["receipts"]!.Value[0].GetProperty("actionId").GetString();
        var task = (await Device.Session.GetAsync("api/v1/tasks")).EnumerateArray().Single();
        await Device.Session.PutAsync($"api/v1/tasks/{Id(task)}", new { title = "Oat milk", version = task.GetProperty("version").GetInt32() });
        Assert.Equal("CONFLICT", (await Assert.ThrowsAsync<WireException>(() => Device.InvokeAsync("UndoAction", second))).Code);
        Assert.Equal("Oat milk", (await Device.Session.GetAsync("api/v1/tasks")).EnumerateArray().Single().GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_same_decisions_over_rest()
    {
        var (_, action) = await ProposeAsync();
        var path = $"api/v1/assistant/actions/{Id(action)}";
        var approved = await Device.Session.PostAsync($"{path}/approve", new { payloadHash = action.GetProperty("payloadHash").GetString() });
        Assert.Equal("executed", approved.GetProperty("status").GetString());
        Assert.Equal("ACTION_NOT_PENDING", (await Assert.ThrowsAsync<WireException>(() => Device.Session.PostAsync($"{path}/reject"))).Code);
        Assert.Equal("undone", (await Device.Session.PostAsync($"{path}/undo")).GetProperty("status").GetString());
        Assert.Empty(await EventsAsync());
    }

    private async Task<(TurnReader Turn, JsonElement Action)> ProposeAsync()
    {
        Peer.On("invite Bob").Calls("create_event", new
        {
            title = "Lunch", startTime = "2026-12-01T12:00", endTime = "2026-12-01T13:00", timeZone = "UTC", attendees = new[] { new { email = "bob@example.com" } },
        }).Then.Says("It waits for you.");
        var turn = await Device.AskAsync("invite Bob to lunch");
        var action = turn.Events.Single(e => e.Type == "action_requested")["action"]!.Value;
        Assert.Equal(("proposed", "outward"), (action.GetProperty("status").GetString(), action.GetProperty("effect").GetString()));
        Assert.Equal(Id(action), Id(turn.End!["actions"]!.Value.EnumerateArray().Single()));
        return (turn, action);
    }

    private Task<JsonElement> DecideAsync(JsonElement action, string decision, object? payload = null) => Device.InvokeAsync(
        "ResolveAction", new { actionId = Id(action), decision, payloadHash = action.GetProperty("payloadHash").GetString(), payload });

    private async Task<List<JsonElement>> EventsAsync() =>
        [.. (await Device.Session.GetAsync("api/v1/calendar/events?from=2026-11-30T00:00:00Z&to=2026-12-03T00:00:00Z")).EnumerateArray()];

    private static string Id(JsonElement thing) => thing.GetProperty("id").GetString()!;
}

/// <inheritdoc/>
public sealed class ActionOverGeminiOnPostgresTests : ActionTests
{
    protected override bool OverGeminiOnPostgres => true;
}
