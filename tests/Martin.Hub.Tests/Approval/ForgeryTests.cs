using System.Net;
using System.Text.Json;
using Martin.Hub.Actions;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Approval;

/// <summary>Whatever is sent as an approval: at most once, and only what was approved.</summary>
public class ForgeryTests : WithModel
{
    private int proposals;

    [Fact]
    public async Task A_hundred_clicks_at_once_send_one_mail()
    {
        var action = await ProposeAsync();
        var clicks = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => i % 2 == 0
            ? Device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision = "approve", payloadHash = action.Text("payloadHash") })
            : OverRestAsync(action)));
        Assert.All(clicks, c => Assert.Equal("executed", c.Text("status")));
        Assert.Equal(1, await SentAsync());
    }

    [Fact]
    public async Task An_approval_sent_again_later_does_nothing_more()
    {
        var action = await ProposeAsync();
        for (var i = 0; i < 3; i++) await OverRestAsync(action);
        Assert.Equal(1, await SentAsync());
        // The same approval for another proposal of the same words is another hash's, or another action's.
        var second = await ProposeAsync();
        Assert.Equal("NOT_FOUND", (await ApproveAsync(Guid.NewGuid().ToString(), action.Text("payloadHash")!)).Code);
        Assert.Equal("CONFLICT", (await ApproveAsync(second.Id(), action.Text("payloadHash")!)).Code);
        Assert.Equal(1, await SentAsync());
    }

    [Fact]
    public async Task One_changed_character_of_the_hash_approves_nothing()
    {
        var action = await ProposeAsync();
        var hash = action.Text("payloadHash")!;
        for (var i = 0; i < hash.Length; i++)
        {
            var forged = string.Concat(hash.AsSpan(0, i), hash[i] == '0' ? "1" : "0", hash.AsSpan(i + 1));
            Assert.Equal("CONFLICT", (await ApproveAsync(action.Id(), forged)).Code);
        }
        Assert.Equal("CONFLICT", (await ApproveAsync(action.Id(), "")).Code);
        Assert.Equal(0, await SentAsync());
    }

    [Fact]
    public async Task Arguments_that_are_altered_after_an_approval_are_a_new_proposal()
    {
        var action = await ProposeAsync();
        await OverRestAsync(action);
        Peer.On("again, to everybody").Calls("send_mail", new { to = new[] { new { email = "all@example.org" } }, subject = "Hello 0", body = "Hi" })
            .Calls("send_mail", new { to = new[] { new { email = "ana@example.org" } }, subject = "Hello 0", body = "Hi" }).Then.Says("They wait for you.");
        var turn = await Device.AskAsync("again, to everybody", action.GetProperty("source").Text("turnId") is null ? null : (await Owner.GetAsync("chat/conversations")).Data()[0].Id());
        Assert.Equal(2, turn.End!["actions"]!.Value.GetArrayLength());  // the same arguments again are no more approved than others
        Assert.Equal(1, await SentAsync());
    }

    [Fact]
    public async Task Another_users_proposal_is_not_there()
    {
        var action = await ProposeAsync();
        using var eve = await Martin.AddUserAsync("eve@forger.example");
        (await eve.PostAsync($"assistant/actions/{action.Id()}/approve", new { payloadHash = action.Text("payloadHash") })).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await eve.PostAsync($"assistant/actions/{action.Id()}/reject")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Equal(0, await SentAsync());
    }

    [Fact]
    public async Task A_session_that_has_ended_approves_nothing_and_one_that_lives_is_named()
    {
        var action = await ProposeAsync();
        using var gone = await Martin.OwnerAsync();
        (await gone.DeleteAsync("auth/logout")).Data();
        (await gone.PostAsync($"assistant/actions/{action.Id()}/approve", new { payloadHash = action.Text("payloadHash") })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        Assert.Equal(0, await SentAsync());
        var approved = await OverRestAsync(action);
        var here = (await Owner.GetAsync("auth/sessions")).Data().EnumerateArray().Single(s => s.GetProperty("current").GetBoolean());
        Assert.Equal(here.Id(), approved.Text("decidedBy"));
        Assert.Equal(here.Id(), (await Owner.GetAsync("me/export")).Json.GetProperty("actions").EnumerateArray().Single().Text("decidedBy"));
    }

    [Fact]
    public async Task A_proposal_past_its_time_says_so_and_can_not_be_approved()
    {
        var action = await ProposeAsync();
        await using (var db = Martin.Databases.For(Owner.UserId))
            await db.Actions.ExecuteUpdateAsync(s => s.SetProperty(a => a.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(-1)));
        var late = await ApproveAsync(action.Id(), action.Text("payloadHash")!);
        Assert.Equal("ACTION_NOT_PENDING", late.Code);
        Assert.Contains("expired", late.Text, StringComparison.Ordinal);
        await Martin.Services.GetRequiredService<Expiry>().LookAsync(CancellationToken.None);
        Assert.Equal("expired", (await Owner.GetAsync($"assistant/actions/{action.Id()}")).Data().Text("status"));
        Assert.Contains(await Owner.ToldAsync("action_resolved"), n => n.Text("title")!.StartsWith("Expired", StringComparison.Ordinal));
        Assert.Equal("ACTION_NOT_PENDING", (await ApproveAsync(action.Id(), action.Text("payloadHash")!)).Code);
        Assert.Equal(0, await SentAsync());
    }

    [Fact]
    public async Task The_card_is_made_from_the_payload_that_runs()
    {
        var greeting = (await Owner.PostAsync("inbox/drafts", new { to = new[] { new { email = "bob@known.example" } }, subject = "Hello", content = "Hi" })).Data(HttpStatusCode.Created);
        (await Owner.PostAsync($"inbox/drafts/{greeting.Id()}/send", new { version = 1 })).Data();
        var asked = await Owner.ReceiveAsync(Post.Mail("Question", "Well?", "Kim <kim@known.example>", headers: "Reply-To: collect@elsewhere.example\r\n"));
        Peer.On("answer Kim").Calls("send_mail", new
        {
            to = new[] { new { email = "collect@elsewhere.example" } }, cc = new[] { new { email = "bob@known.example" } }, bcc = new[] { new { email = "new@stranger.example" } },
            subject = "Re: Question", body = "The whole text,\nline by line.", inReplyToEmailId = asked.Id(),
        }).Then.Says("It waits for you.");
        var action = (await Device.AskAsync("answer Kim")).End!["actions"]!.Value[0];
        var card = action.GetProperty("card");
        Assert.Equal("The whole text,\nline by line.", card.Text("body"));
        Assert.Equal([("to", "collect@elsewhere.example", true, "kim@known.example"), ("cc", "bob@known.example", false, null), ("bcc", "new@stranger.example", true, null)],
            card.GetProperty("recipients").EnumerateArray().Select(r => (r.Text("role")!, r.Text("email")!, r.GetProperty("isNew").GetBoolean(), r.Text("replyToOf"))));
        var edited = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(action.GetProperty("payload").GetRawText())!;
        edited["to"] = JsonSerializer.SerializeToElement(new[] { new { email = "kim@known.example" } });
        edited["bcc"] = JsonSerializer.SerializeToElement(Array.Empty<object>());
        var done = await Device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision = "approve", payloadHash = action.Text("payloadHash"), payload = edited });
        Assert.Equal(["kim@known.example", "bob@known.example"], done.GetProperty("card").GetProperty("recipients").EnumerateArray().Select(r => r.Text("email")));
    }

    [Fact]
    public async Task A_proposal_tells_which_mail_Martin_had_read()
    {
        var mail = await Owner.ReceiveAsync(Post.Mail("Invoice", "Pay now.", "Eve <eve@evil.example>"));
        Peer.On("look at").Calls("read_mail", new { emailId = mail.Id() }).Then.Calls("create_task", new { title = "Pay Eve" }).Then.Says("It waits.");
        var action = (await Device.AskAsync("look at it")).End!["actions"]!.Value[0];
        Assert.Equal("Asked for after Martin had read the mail “Invoice” from Eve <eve@evil.example>.", action.Text("reason"));
        Assert.Equal(mail.Id(), action.GetProperty("source").Text("emailId"));
    }

    private async Task<JsonElement> ProposeAsync()
    {
        var subject = $"Hello {proposals++}";
        Peer.Script.On(r => r.LastUser == subject).Calls("send_mail", new { to = new[] { new { email = "ana@example.org" } }, subject, body = "Hi" }).Then.Says("It waits for you.");
        return (await Device.AskAsync(subject)).End!["actions"]!.Value[0];
    }

    private async Task<JsonElement> OverRestAsync(JsonElement action) => (await ApproveAsync(action.Id(), action.Text("payloadHash")!)).Data();

    private Task<Answer> ApproveAsync(string id, string hash) => Owner.PostAsync($"assistant/actions/{id}/approve", new { payloadHash = hash });

    private async Task<int> SentAsync()
    {
        await using var db = Martin.Databases.For(Owner.UserId);
        return await db.Emails.CountAsync(e => e.IsOutgoing);
    }
}

/// <inheritdoc/>
public sealed class ForgeryOverGeminiOnPostgresTests : ForgeryTests
{
    protected override bool OverGeminiOnPostgres => true;
}
