using System.Net;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Tasks;
using Martin.Hub.Tests.Approval;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Scenarios;

/// <summary>A scenario over the wire: the same calls, effects and refusals with each model, and nothing that a provider would refuse.</summary>
internal sealed class ScenarioPlay(ScenarioStage stage)
{
    public async Task PlayAsync(Scenario scenario, string model)
    {
        var key = Guid.NewGuid().ToString();
        using var user = await stage.Martin.AddUserAsync($"{key}@scenario.example", key);
        await using var device = await WireClient.ConnectAsync(stage.Martin.Address, key);
        await PrepareAsync(scenario.Before, user);
        string? conversation = null;
        foreach (var turn in scenario.Turns) conversation = await PlayAsync(turn, model, user, device, conversation);
        await CheckAsync(scenario.After, user);
        Assert.Empty(stage.Gpt.Journal.Refusals);
        Assert.Empty(stage.Gemini.Journal.Refusals);
    }

    private async Task<string> PlayAsync(ScenarioTurn turn, string model, Api user, WireClient device, string? conversation)
    {
        await using var db = stage.Martin.Databases.For(user.UserId);
        // A mark of this user's makes the message unlike those of other scenarios; the offline model is told without it.
        var words = await Placeholders.FillAsync(db, turn.Say);
        var say = model == "offline" ? words : $"{words} ({user.UserId.ToString()[..8]})";
        if (model != "offline") await TeachAsync(db, turn, say, model == "gpt" ? stage.Gpt : stage.Gemini);
        var sent = device.Send(say, conversation, model: model);
        await sent.Ended;
        var heard = sent.Reader;
        Assert.Equal(turn.Expect.End ?? "turn_completed", heard.End!.Type);
        var expected = model == "offline" ? turn.Expect.OfflineCalls ?? turn.Expect.Calls : turn.Expect.Calls;
        var called = heard.Tools("tool_started").Select(t => t.Text("name")!).ToList();
        Assert.True(expected.SequenceEqual(called), $"\"{say}\" calls {string.Join(", ", called)} and not {string.Join(", ", expected)}: {heard.Text}");
        Assert.Equal(turn.Expect.Executed ?? [], heard.End["receipts"]!.Value.EnumerateArray().Select(r => r.Text("tool")));
        Assert.Equal(turn.Expect.Proposed ?? [], heard.End["actions"]!.Value.EnumerateArray().Select(a => a.Text("type")));
        var refusals = heard.Tools("tool_finished").Where(t => !t.GetProperty("ok").GetBoolean()).ToList();
        Assert.Equal((turn.Expect.Refused ?? []).Select(r => r[0]), refusals.Select(r => r.Text("name")));
        foreach (var (refusal, reason) in refusals.Zip(turn.Expect.Refused ?? [])) Assert.Contains(reason[1], refusal.Text("error"), StringComparison.Ordinal);
        if (turn.Expect.Text is { } text) Assert.Contains(text, heard.Text, StringComparison.Ordinal);
        await DecideAsync(turn, heard, device);
        return heard.Events.Single(e => e.Type == "turn_started")["conversationId"]!.Value.GetString()!;
    }

    private static async Task DecideAsync(ScenarioTurn turn, TurnReader heard, WireClient device)
    {
        var actions = heard.End!["actions"]!.Value.EnumerateArray().ToList();
        var receipts = heard.End["receipts"]!.Value.EnumerateArray().ToList();
        foreach (var (decision, i) in (turn.Decide ?? []).Select((d, i) => (d, i)))
        {
            if (decision == "undo") Assert.Equal("undone", (await device.InvokeAsync("UndoAction", receipts[i].Text("actionId"))).Text("status"));
            else
            {
                var resolved = await device.InvokeAsync("ResolveAction", new { actionId = actions[i].Id(), decision, payloadHash = actions[i].Text("payloadHash") });
                Assert.Equal(decision == "approve" ? "executed" : "rejected", resolved.Text("status"));
                // The conversation goes on with a turn of its own.
                var started = await device.Pushes.WaitForAsync("TurnStarted", t => t.GetProperty("origin").GetString() == "action");
                Assert.Equal("turn_completed", (await device.Resume(started.Text("turnId")!).Ended).Type);
            }
        }
    }

    private static async Task TeachAsync(MartinDb db, ScenarioTurn turn, string say, ModelPeer peer)
    {
        var rule = peer.Script.On(r => r.LastUser == say);
        for (var i = 0; i < turn.Model.Count; i++)
        {
            if (i > 0) rule = rule.Then;
            foreach (var call in turn.Model[i].Calls ?? []) rule = rule.Calls(call.Tool, await Placeholders.FillAsync(db, call.Args.GetRawText()));
            if (turn.Model[i].Says is { } says) rule = rule.Says(says);
        }
    }

    private async Task PrepareAsync(ScenarioBefore before, Api user)
    {
        await using var db = stage.Martin.Databases.For(user.UserId);
        foreach (var task in before.Tasks ?? []) (await user.PostAsync("tasks", task)).Data(HttpStatusCode.Created);
        foreach (var e in before.Events ?? [])
            (await user.PostAsync("calendar/events", new
            {
                title = e.Title, startTime = await Placeholders.FillAsync(db, e.Start), endTime = await Placeholders.FillAsync(db, e.End),
                attendees = e.Attendees ?? JsonElement.Parse("[]"), approve = true,
            })).Data(HttpStatusCode.Created);
        foreach (var content in before.Memories ?? []) (await user.PostAsync("memories", new { content })).Data(HttpStatusCode.Created);
        foreach (var mail in before.Mails ?? []) await user.ReceiveAsync(Post.Mail(mail.Subject, mail.Body ?? "Hello", mail.From ?? "Eve <eve@example.org>"));
    }

    private async Task CheckAsync(ScenarioAfter after, Api user)
    {
        await using var db = stage.Martin.Databases.For(user.UserId);
        await EqualAsync(after.Tasks, db.Tasks.Where(t => t.Status != TaskState.Completed).Select(t => t.Title));
        await EqualAsync(after.Completed, db.Tasks.Where(t => t.Status == TaskState.Completed).Select(t => t.Title));
        await EqualAsync(after.Events, db.Events.Select(e => e.Title));
        await EqualAsync(after.Sent, db.Emails.Where(e => e.IsOutgoing).Select(e => e.Subject!));
        await EqualAsync(after.Inbox, db.Emails.Where(e => !e.IsOutgoing && e.Status != EmailStatus.Archived).Select(e => e.Subject!));
        await EqualAsync(after.Memories, db.Memories.Where(m => m.SupersededAt == null).Select(m => m.Content));
        await EqualAsync(after.Drafts, db.Drafts.Select(d => d.Subject!));
        foreach (var (subject, category) in after.Categories ?? new Dictionary<string, string?>())
            Assert.Equal(category, (await db.Emails.SingleAsync(e => e.Subject == subject)).Category?.Name());
        foreach (var detail in after.Details ?? [])
        {
            var expected = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(await Placeholders.FillAsync(db, detail.GetRawText()))!;
            object? row = expected.Remove("task", out var task) ? await db.Tasks.AsNoTracking().SingleAsync(t => t.Title == task.GetString())
                : expected.Remove("event", out var e) ? await db.Events.AsNoTracking().SingleAsync(r => r.Title == e.GetString()) : null;
            Assert.Null(RowDetails.Differs(row, JsonSerializer.SerializeToElement(expected)));
        }
        await EqualAsync(after.Archived, db.Emails.Where(e => !e.IsOutgoing && e.Status == EmailStatus.Archived).Select(e => e.Subject!));
    }

    private static async Task EqualAsync(IReadOnlyList<string>? expected, IQueryable<string> found)
    {
        if (expected is not null) Assert.Equal(expected.Order(StringComparer.Ordinal), (await found.ToListAsync()).Order(StringComparer.Ordinal));
    }
}
