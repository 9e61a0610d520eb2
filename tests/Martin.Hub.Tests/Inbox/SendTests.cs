using System.Net;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Inbox;

public sealed class SendTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task A_mail_to_another_user_arrives_and_the_answer_comes_back_into_the_thread()
    {
        using var ana = await martin.AddUserAsync("ana@send.example");
        using var bob = await martin.AddUserAsync("Bob@Send.example");
        var draft = (await ana.PostAsync("inbox/drafts", new { to = new[] { new { email = "bob@send.example", name = "Bob" } }, subject = "Lunch?", content = "At noon\u200B? می\u200Cخواهم 👩\u200D👧" })).Data(HttpStatusCode.Created);
        Assert.Single(await ana.ToldAsync("draft_ready"));
        var action = (await ana.PostAsync($"inbox/drafts/{draft.Id()}/send", new { version = 1 })).Data();
        Assert.Equal(("send_mail", "executed", "outward", "local", false),
            (action.Text("type"), action.Text("status"), action.Text("effect"), action.GetProperty("result").Text("delivery"), action.GetProperty("undoable").GetBoolean()));

        var received = Assert.Single((await bob.GetAsync("inbox")).Data().EnumerateArray());
        Assert.Equal(("Lunch?", "ana@send.example", "to_reply", "incoming"), (received.Text("subject"), received.Text("senderEmail"), received.Text("threadStatus"), received.Text("direction")));
        Assert.Equal("At noon? می\u200Cخواهم 👩\u200D👧", (await bob.GetAsync($"inbox/{received.Id()}")).Data().Text("body"));
        Assert.Equal(received.Id(), Assert.Single(await bob.ToldAsync("email_received")).GetProperty("data").Text("emailId"));
        var sent = Assert.Single((await ana.GetAsync("inbox?direction=outgoing")).Data().EnumerateArray());
        Assert.Equal(("awaiting_reply", "local"), (sent.Text("threadStatus"), sent.Text("delivery")));
        Assert.Empty((await ana.GetAsync("inbox")).Data().EnumerateArray());

        var reply = (await bob.PostAsync("inbox/drafts", new { emailId = received.Id(), content = "Yes" })).Data(HttpStatusCode.Created);
        Assert.Equal(("Re: Lunch?", "ana@send.example"), (reply.Text("subject"), reply.GetProperty("to")[0].Text("email")));
        Assert.Equal(reply.Id(), Assert.Single((await bob.GetAsync($"inbox/{received.Id()}")).Data().GetProperty("drafts").EnumerateArray()).Id());
        (await bob.PostAsync($"inbox/drafts/{reply.Id()}/send", new { version = 1 })).Data();
        var back = Assert.Single((await ana.GetAsync("inbox")).Data().EnumerateArray());
        Assert.Equal((sent.Text("threadId"), "to_reply"), (back.Text("threadId"), back.Text("threadStatus")));
        Assert.Equal("awaiting_reply", (await bob.GetAsync($"inbox/{received.Id()}")).Data().Text("threadStatus"));
    }

    [Fact]
    public async Task What_nobody_here_can_receive_stays_in_the_outbox_and_is_not_called_sent()
    {
        using var ana = await martin.AddUserAsync("ana@outbox.example");
        using var bob = await martin.AddUserAsync("bob@outbox.example");
        var draft = (await ana.PostAsync("inbox/drafts", new { to = new[] { new { email = "x@far.example" } }, bcc = new[] { new { email = "bob@outbox.example" } }, subject = "S", content = "C" })).Data(HttpStatusCode.Created);
        var result = (await ana.PostAsync($"inbox/drafts/{draft.Id()}/send", new { version = 1 })).Data().GetProperty("result");
        Assert.Equal(("outbox", "x@far.example", "bob@outbox.example"), (result.Text("delivery"), result.GetProperty("keptFor")[0].GetString(), result.GetProperty("deliveredTo")[0].GetString()));
        Assert.Equal("outbox", Assert.Single((await ana.GetAsync("inbox?direction=outgoing")).Data().EnumerateArray()).Text("delivery"));
        Assert.Single((await bob.GetAsync("inbox")).Data().EnumerateArray());
    }

    [Fact]
    public async Task Exactly_the_version_that_was_seen_is_sent_and_once()
    {
        using var ana = await martin.AddUserAsync("ana@once.example");
        using var bob = await martin.AddUserAsync("bob@once.example");
        var path = $"inbox/drafts/{(await ana.PostAsync("inbox/drafts", new { to = new[] { new { email = "bob@once.example" } }, content = "One" })).Data(HttpStatusCode.Created).Id()}";
        var changed = (await ana.PutAsync(path, new { to = new[] { new { email = "bob@once.example" } }, subject = "S", content = "Two", version = 1 })).Data();
        Assert.Equal(2, changed.GetProperty("version").GetInt32());
        (await ana.PutAsync(path, new { content = "Three", version = 1 })).Refused(HttpStatusCode.Conflict, "VERSION_MISMATCH");
        (await ana.PostAsync($"{path}/send", new { version = 1 })).Refused(HttpStatusCode.Conflict, "VERSION_MISMATCH");
        Assert.Empty((await bob.GetAsync("inbox")).Data().EnumerateArray());
        var sends = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ana.PostAsync($"{path}/send", new { version = 2 })));
        Assert.Single(sends.Select(s => s.Data().Id()).Distinct());
        Assert.Equal("Two", Assert.Single((await bob.GetAsync("inbox")).Data().EnumerateArray()).Text("preview"));
        Assert.Single((await ana.GetAsync("assistant/actions")).Data().EnumerateArray());
        (await ana.GetAsync(path)).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await ana.DeleteAsync(path)).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Empty((await ana.GetAsync("inbox/drafts")).Data().EnumerateArray());
    }

    [Fact]
    public async Task A_draft_may_be_unfinished_but_not_wrong_and_an_unfinished_one_is_not_sent()
    {
        using var ana = await martin.AddUserAsync("ana@draft.example");
        var id = (await ana.PostAsync("inbox/drafts", new { })).Data(HttpStatusCode.Created).Id();
        (await ana.PostAsync($"inbox/drafts/{id}/send", new { version = 1 })).Refused(HttpStatusCode.UnprocessableEntity, "UNPROCESSABLE");
        Assert.Equal(1, (await ana.GetAsync($"inbox/drafts/{id}")).Data().GetProperty("version").GetInt32());
        foreach (var wrong in new object[] { new { to = new[] { new { email = "bob" } } }, new { subject = "a\nb" }, new { subject = new string('s', 999) }, new { body = "x" }, new { to = "bob@x.example" } })
            (await ana.PostAsync("inbox/drafts", wrong)).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await ana.PutAsync($"inbox/drafts/{id}", new { content = "x" })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await ana.DeleteAsync($"inbox/drafts/{id}")).Data();
    }
}
