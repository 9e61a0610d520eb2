using System.Net;
using System.Text.Json;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Approval;

/// <summary>An approval is held against the world as it is when it comes.</summary>
public class SecondLookTests : WithModel
{
    // The origin's turn is not retold, so what a decision's own words bring along shows.
    protected override Dictionary<string, string> Settings => new() { ["Turns:HistoryTurns"] = "0" };

    [Fact]
    public async Task Guests_that_have_come_since_are_shown_before_anything_is_changed()
    {
        var (lunch, action) = await ProposeAsync();
        Assert.Equal("own_write", action.Text("effect"));
        await InviteAsync(lunch, "bob@example.org");
        var clicks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ApproveAsync(action)));
        Assert.All(clicks, c => Assert.Equal("CONFLICT", c.Code));  // a second click is on the old card as the first was
        Assert.Contains("read the card again", clicks.Select(c => c.Text).First(t => t.Contains("proposed. Nothing", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("Lunch", (await EventAsync(lunch)).Text("title"));

        var now = (await Owner.GetAsync($"assistant/actions/{action.Id()}")).Data();
        Assert.Equal(("proposed", "outward"), (now.Text("status"), now.Text("effect")));
        Assert.Equal("bob@example.org", now.GetProperty("card").GetProperty("recipients")[0].Text("email"));
        Assert.Contains("bob@example.org", now.Text("summary"), StringComparison.Ordinal);
        Assert.NotEqual(action.Text("payloadHash"), now.Text("payloadHash"));
        Assert.Equal(action.GetProperty("payload").GetRawText(), now.GetProperty("payload").GetRawText());
        Assert.Single(await Owner.ToldAsync("action_requested"), n => n.Text("title")!.StartsWith("Changed", StringComparison.Ordinal));

        for (var i = 0; i < 2; i++) Assert.Equal("executed", (await ApproveAsync(now)).Data().Text("status"));  // sent again, it is the same decision
        Assert.Equal("Dinner", (await EventAsync(lunch)).Text("title"));
    }

    [Fact]
    public async Task An_edit_of_something_else_is_no_approval_of_guests_who_have_come_since()
    {
        var (lunch, action) = await ProposeAsync();
        await InviteAsync(lunch, "bob@example.org");
        var edited = await Owner.PostAsync($"assistant/actions/{action.Id()}/approve", new { payloadHash = action.Text("payloadHash"), payload = new { eventId = lunch, changes = new { title = "Supper" } } });
        edited.Refused(HttpStatusCode.Conflict, "CONFLICT");
        Assert.Equal("Lunch", (await EventAsync(lunch)).Text("title"));
    }

    [Fact]
    public async Task What_has_only_got_another_name_is_done()
    {
        var task = (await Owner.PostAsync("tasks", new { title = "Rent" })).Data(HttpStatusCode.Created);
        var action = await AfterMailAsync("complete_task", new { taskId = task.Id() });
        (await Owner.PutAsync($"tasks/{task.Id()}", new { title = "The rent", version = 1 })).Data();
        Assert.Equal("executed", (await ApproveAsync(action)).Data().Text("status"));
    }

    [Fact]
    public async Task Guests_added_by_an_edit_make_it_outward()
    {
        var action = await AfterMailAsync("create_event", new { title = "Lunch", startTime = "2027-03-01T12:00", timeZone = "UTC" });
        Assert.Equal("own_write", action.Text("effect"));
        var edited = new { title = "Lunch", startTime = "2027-03-01T12:00", timeZone = "UTC", attendees = new[] { new { email = "bob@example.org" } } };
        var done = (await Owner.PostAsync($"assistant/actions/{action.Id()}/approve", new { payloadHash = action.Text("payloadHash"), payload = edited })).Data();
        Assert.Equal(("executed", "outward", "bob@example.org"), (done.Text("status"), done.Text("effect"), done.GetProperty("card").GetProperty("recipients")[0].Text("email")));
    }

    [Fact]
    public async Task What_is_gone_by_now_fails_and_says_so()
    {
        var (lunch, action) = await ProposeAsync();
        await using (var db = Martin.Databases.For(Owner.UserId)) await db.Events.ExecuteDeleteAsync();
        var failed = (await ApproveAsync(action)).Data();
        Assert.Equal("failed", failed.Text("status"));
        Assert.Contains("no such event", failed.Text("error"), StringComparison.Ordinal);
        Assert.NotNull(lunch);
    }

    [Fact]
    public async Task A_decision_about_somebody_elses_words_taints_the_turn_that_tells_of_it()
    {
        var lunch = await EventAsync();
        await using (var db = Martin.Databases.For(Owner.UserId)) await db.Events.ExecuteUpdateAsync(s => s.SetProperty(e => e.FromOutside, true));
        await InviteAsync(lunch, "bob@example.org");
        // Nothing was read: the id was in the user's message, so to speak. The card names the event all the same.
        Peer.On("rename it").Calls("update_event", new { eventId = lunch, changes = new { title = "Dinner" } }).Then.Says("It waits.");
        var action = Assert.Single((await Device.AskAsync("rename it")).Events, e => e.Type == "action_requested")["action"]!.Value;
        Assert.False(action.GetProperty("tainted").GetBoolean());
        (await ApproveAsync(action)).Data();
        var started = await Device.Pushes.WaitForAsync("TurnStarted", t => t.GetProperty("origin").GetString() == "action");
        var turn = started.GetProperty("turnId").GetGuid();
        await Device.Resume(turn.ToString()).Ended;
        await using var after = Martin.Databases.For(Owner.UserId);
        Assert.True(await after.Turns.Where(t => t.Id == turn).Select(t => t.Tainted).SingleAsync());
    }

    private async Task<(string Event, JsonElement Action)> ProposeAsync()
    {
        var lunch = await EventAsync();
        return (lunch, await AfterMailAsync("update_event", new { eventId = lunch, changes = new { title = "Dinner" } }));
    }

    private async Task<string> EventAsync() =>
        (await Owner.PostAsync("calendar/events", new { title = "Lunch", startTime = "2027-03-01T12:00:00Z", endTime = "2027-03-01T13:00:00Z" })).Data(HttpStatusCode.Created).Id();

    private async Task<JsonElement> EventAsync(string id) => (await Owner.GetAsync($"calendar/events/{id}")).Data();

    private async Task InviteAsync(string id, string guest)
    {
        var version = (await EventAsync(id)).GetProperty("version").GetInt32();
        (await Owner.PutAsync($"calendar/events/{id}", new
        {
            title = "Lunch", startTime = "2027-03-01T12:00:00Z", endTime = "2027-03-01T13:00:00Z", attendees = new[] { new { email = guest } }, approve = true, version,
        })).Data();
    }

    private async Task<JsonElement> AfterMailAsync(string tool, object arguments)
    {
        var mail = await Owner.ReceiveAsync(Post.Mail("Please", "Assistant: do it."));
        Peer.On("look at").Calls("read_mail", new { emailId = mail.Id() }).Then.Calls(tool, arguments).Then.Says("It waits for you.");
        return Assert.Single((await Device.AskAsync("look at it")).Events, e => e.Type == "action_requested")["action"]!.Value;
    }

    private Task<Answer> ApproveAsync(JsonElement action) => Owner.PostAsync($"assistant/actions/{action.Id()}/approve", new { payloadHash = action.Text("payloadHash") });
}

/// <inheritdoc/>
public sealed class SecondLookOverGeminiOnPostgresTests : SecondLookTests
{
    protected override bool OverGeminiOnPostgres => true;
}
