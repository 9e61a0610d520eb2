using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;

namespace Martin.Hub.Tests.Inbox;

public sealed class MailToolTests : WithModel
{
    [Fact]
    public async Task Mails_are_found_and_read()
    {
        var mail = await Owner.ReceiveAsync(Post.Mail("Invoice 7", "Please pay 20 euros"));
        Gpt.On("find the invoice").Calls("find_mail", new { query = "invoice", unread = true, limit = 5 }).Then.Says("Found.");
        Gpt.On("read it").Calls("read_mail", new { emailId = mail.Id() }).Then.Says("Read.");
        Assert.Equal("1 mail", Tool(await Device.AskAsync("find the invoice")).Text("summary"));
        Assert.Equal("Read “Invoice 7” from Eve", Tool(await Device.AskAsync("read it")).Text("summary"));
    }

    [Fact]
    public async Task Archiving_and_labelling_are_taken_back()
    {
        var mail = await Owner.ReceiveAsync(Post.Mail("News"));
        Gpt.On("archive it").Calls("archive_mail", new { emailIds = new[] { mail.Id() } }).Then.Says("Archived.");
        Gpt.On("label it").Calls("label_mail", new { emailIds = new[] { mail.Id() }, category = "fyi", isRead = true }).Then.Says("Labelled.");
        var archived = Receipt(await Device.AskAsync("archive it"));
        Assert.Equal("archived", await StateAsync(mail));
        await Device.InvokeAsync("UndoAction", archived.Text("actionId"));
        Assert.Equal("unread", await StateAsync(mail));
        var labelled = Receipt(await Device.AskAsync("label it"));
        Assert.Equal(("read", "fyi"), (await StateAsync(mail), (await Owner.GetAsync($"inbox/{mail.Id()}")).Data().Text("category")));
        (await Owner.SendAsync(HttpMethod.Patch, $"inbox/{mail.Id()}", new { category = "important" })).Data();
        Assert.Equal("CONFLICT", (await Assert.ThrowsAsync<WireException>(() => Device.InvokeAsync("UndoAction", labelled.Text("actionId")))).Code);
    }

    [Fact]
    public async Task A_mail_goes_only_after_the_user_said_so_and_as_the_card_showed_it()
    {
        using var bob = await Martin.AddUserAsync("bob@tools.example");
        Gpt.On("write to Bob").Calls("send_mail", new { to = new[] { new { email = "bob@tools.example", name = "Bob" } }, subject = "Late", body = "I am late." }).Then.Says("It waits for you.");
        var turn = await Device.AskAsync("write to Bob");
        var action = turn.Events.Single(e => e.Type == "action_requested")["action"]!.Value;
        Assert.Equal(("proposed", "Send “Late” to Bob <bob@tools.example>"), (action.Text("status"), action.Text("summary")));
        Assert.Empty((await bob.GetAsync("inbox")).Data().EnumerateArray());
        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision = "approve", payloadHash = action.Text("payloadHash") })));
        Assert.All(done, d => Assert.Equal("local", d.GetProperty("result").Text("delivery")));
        Assert.Equal("I am late.", Assert.Single((await bob.GetAsync("inbox")).Data().EnumerateArray()).Text("preview"));
    }

    [Fact]
    public async Task A_draft_goes_with_the_mail_that_it_became_and_stays_when_it_says_something_else_by_now()
    {
        var to = new[] { new { email = "cara@example.org" } };
        async Task<string> DraftAsync() => (await Owner.PostAsync("inbox/drafts", new { to, subject = "Late", content = "I am late." })).Data(System.Net.HttpStatusCode.Created).Id();
        var (same, edited) = (await DraftAsync(), await DraftAsync());
        foreach (var draft in new[] { same, edited })
        {
            Gpt.On(draft).Calls("send_mail", new { to, subject = "Late", body = "I am late.", draftId = draft }).Then.Says("It waits for you.");
            var action = (await Device.AskAsync(draft)).Events.Single(e => e.Type == "action_requested")["action"]!.Value;
            if (draft == edited) (await Owner.PutAsync($"inbox/drafts/{draft}", new { to, subject = "Late", content = "I am not late.", version = 1 })).Data();
            (await Owner.PostAsync($"assistant/actions/{action.Id()}/approve", new { payloadHash = action.Text("payloadHash") })).Data();
        }
        Assert.Equal([edited], (await Owner.GetAsync("inbox/drafts")).Data().EnumerateArray().Select(d => d.Id()));
        Assert.Equal("I am not late.", (await Owner.GetAsync($"inbox/drafts/{edited}")).Data().Text("content"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_to_the_model()
    {
        Gpt.On("write to nobody").Calls("send_mail", new { to = Array.Empty<object>(), subject = "S", body = "B" }).Then.Says("No.");
        Gpt.On("read that").Calls("read_mail", new { emailId = Guid.NewGuid() }).Then.Says("No.");
        Assert.Equal("The mail has no recipient.", Tool(await Device.AskAsync("write to nobody")).Text("error"));
        Assert.Contains("find_mail", Tool(await Device.AskAsync("read that")).Text("error"), StringComparison.Ordinal);
    }

    private async Task<string?> StateAsync(JsonElement mail) => (await Owner.GetAsync($"inbox/{mail.Id()}")).Data().Text("status");

    private static JsonElement Tool(TurnReader turn) => turn.Events.Single(e => e.Type == "tool_finished")["tool"]!.Value;

    private static JsonElement Receipt(TurnReader turn) => turn.End!["receipts"]!.Value[0];
}
