using System.Net;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Inbox;

public sealed class InboxRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task Mails_are_imported_once_and_what_cannot_be_read_is_named()
    {
        using var ana = await martin.AddUserAsync("ana@import.example");
        var mbox = $"From a\n{Post.Mail("One", id: "1")}\n\nFrom b\n{Post.Mail("Two", id: "2")}\n\nFrom c\nX-Long: {new string('x', 300_000)}\n\nbody\n\nFrom d\n{Post.Mail("Three", id: "3")}\n";
        var first = (await ana.ImportAsync(("all.mbox", mbox), ("one.eml", Post.Mail("One", id: "1")), ("none.eml", ""))).Data();
        Assert.Equal((3, 1), (first.GetProperty("imported").GetInt32(), first.GetProperty("skipped").GetInt32()));
        var errors = first.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal([("all.mbox", 3), ("none.eml", 1)], errors.Select(e => (e.Text("file")!, e.GetProperty("index").GetInt32())));
        Assert.Contains("headers", errors[0].Text("reason"), StringComparison.Ordinal);
        Assert.Equal((0, 3), (await ana.ImportAsync(("all.mbox", mbox))).Data() is var again ? (again.GetProperty("imported").GetInt32(), again.GetProperty("skipped").GetInt32()) : default);
        Assert.Equal(3, (await ana.GetAsync("inbox")).Data().GetArrayLength());
        Assert.Equal(3, Assert.Single(await ana.ToldAsync("email_received")).GetProperty("data").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_import_that_is_none_is_refused_in_words()
    {
        using var ana = await martin.AddUserAsync("ana@upload.example");
        (await ana.PostAsync("inbox/import", new { file = "x" })).Refused(HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
        (await Upload(new MultipartFormDataContent())).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await Upload(new MultipartFormDataContent { { new StringContent("x"), "file" } })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await Upload(new MultipartFormDataContent { { new ByteArrayContent([1]), "mail", "a.eml" } })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");

        Task<Answer> Upload(HttpContent form) => ana.SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/v1/inbox/import") { Content = form });
    }

    [Fact]
    public async Task A_mail_is_read_patched_and_filtered()
    {
        using var ana = await martin.AddUserAsync("ana@patch.example");
        var mail = await ana.ReceiveAsync(Post.Mail("Rückfrage zum Café", "<p>Hi <b>Ana</b></p><img src=https://t.example/x.gif><script>x()</script>", "=?utf-8?Q?J=C3=BCrgen?= <j@example.org>", headers: "Content-Type: text/html; charset=utf-8\r\nReply-To: k@example.org\r\n"));
        Assert.Equal(("Rückfrage zum Café", "Jürgen", "j@example.org", "Hi Ana", "to_reply", "unread", "2026-11-22T09:00:00Z"),
            (mail.Text("subject"), mail.Text("sender"), mail.Text("senderEmail"), mail.Text("preview"), mail.Text("threadStatus"), mail.Text("status"), mail.Text("receivedAt")));
        Assert.Null(mail.Text("category"));
        var whole = (await ana.GetAsync($"inbox/{mail.Id()}")).Data();
        Assert.Equal(("Hi Ana", "<p>Hi <b>Ana</b></p>", "k@example.org", 0), (whole.Text("body"), whole.Text("html"), whole.GetProperty("replyTo")[0].Text("email"), whole.GetProperty("drafts").GetArrayLength()));

        Assert.Equal(("read", true), (await Patch(new { isRead = true })) is var read ? (read.Text("status"), read.GetProperty("isRead").GetBoolean()) : default);
        Assert.Equal("archived", (await Patch(new { status = "archived" })).Text("status"));
        Assert.Equal("done", (await ana.GetAsync($"inbox/{mail.Id()}")).Data().Text("threadStatus"));
        Assert.Equal("unread", (await Patch(new { status = "unread" })).Text("status"));
        var sorted = await Patch(new { category = "actionable" });
        Assert.Equal(("actionable", 1.0, false), (sorted.Text("category"), sorted.GetProperty("confidence").GetDouble(), sorted.GetProperty("isRead").GetBoolean()));
        foreach (var wrong in new object[] { new { status = "read", isRead = false }, new { status = "unread", isRead = true }, new { status = "gone" }, new { subject = "x" }, new { category = 1 } })
            (await ana.SendAsync(HttpMethod.Patch, $"inbox/{mail.Id()}", wrong)).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");

        foreach (var found in new[] { "", "q=cafe", "q=RÜCK+jürg", "category=actionable", "status=unread", $"threadId={mail.Text("threadId")}", "q=j@example.org", "direction=incoming" })
            Assert.Equal(mail.Id(), Assert.Single((await ana.GetAsync($"inbox?{found}")).Data().EnumerateArray()).Id());
        foreach (var none in new[] { "q=ick", "q=!!", "category=fyi", "status=archived", "threadId=x", "direction=outgoing" })
            Assert.Empty((await ana.GetAsync($"inbox?{none}")).Data().EnumerateArray());
        (await ana.GetAsync("inbox?colour=red")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");

        async Task<System.Text.Json.JsonElement> Patch(object body) => (await ana.SendAsync(HttpMethod.Patch, $"inbox/{mail.Id()}", body)).Data();
    }

    [Fact]
    public async Task Pages_hold_every_mail_once_newest_first()
    {
        using var ana = await martin.AddUserAsync("ana@mailpages.example");
        // Two by two at the same instant.
        var mails = Enumerable.Range(0, 7).Select(i => ($"{i}.eml", Post.Mail($"M{i}", date: $"Sun, 22 Nov 2026 0{i / 2}:00:00 +0000"))).ToArray();
        (await ana.ImportAsync(mails)).Data();
        List<string> seen = [];
        for (var cursor = ""; cursor is not null;)
        {
            var page = await ana.GetAsync($"inbox?limit=3&cursor={cursor}");
            seen.AddRange(page.Data().EnumerateArray().Select(m => m.Text("receivedAt")!));
            cursor = page.Json.GetProperty("meta").TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        Assert.Equal(7, seen.Count);
        Assert.Equal(seen.OrderDescending(), seen);
    }

    [Fact]
    public async Task An_attachment_is_saved_and_never_shown()
    {
        using var ana = await martin.AddUserAsync("ana@files.example");
        var mail = await ana.ReceiveAsync(Post.Mail("Files",
            "--x\r\n\r\ntext\r\n--x\r\nContent-Type: text/html; name=\"../evil \u202Elmth.html\"\r\nContent-Disposition: attachment\r\n\r\n<script>x()</script>\r\n--x--\r\n",
            headers: "Content-Type: multipart/mixed; boundary=x\r\n"));
        Assert.True(mail.GetProperty("hasAttachments").GetBoolean());
        var file = (await ana.GetAsync($"inbox/{mail.Id()}")).Data().GetProperty("attachments")[0];
        Assert.Equal(("evil lmth.html", "text/html", 20), (file.Text("name"), file.Text("contentType"), file.GetProperty("size").GetInt32()));
        using var answer = await ana.Http.GetAsync(new Uri($"api/v1/inbox/{mail.Id()}/attachments/{file.Id()}", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "attachment", "application/octet-stream"), (answer.StatusCode, answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("<script>x()</script>", await answer.Content.ReadAsStringAsync());
        (await ana.GetAsync($"inbox/{mail.Id()}/attachments/{Guid.NewGuid()}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Answers_stand_in_one_thread_whichever_came_first()
    {
        using var ana = await martin.AddUserAsync("ana@threads.example");
        (await ana.ImportAsync(
            ("3.eml", Post.Mail("Re: Re: Trip", id: "c", headers: "In-Reply-To: <b@example.org>\r\nReferences: <b@example.org>\r\n", date: "Sun, 22 Nov 2026 11:00:00 +0000")),
            ("1.eml", Post.Mail("Trip", id: "a")),
            ("2.eml", Post.Mail("Re: Trip", from: "ana@threads.example", id: "b", headers: "In-Reply-To: <a@example.org>\r\n", date: "Sun, 22 Nov 2026 10:00:00 +0000")),
            ("4.eml", Post.Mail("Trip", from: "x@example.org", id: "d")),
            ("5.eml", Post.Mail("RE: Trip", id: "e", date: "Sun, 22 Nov 2026 12:00:00 +0000")))).Data();
        var mails = (await ana.GetAsync("inbox")).Data().EnumerateArray().ToList();
        Assert.Equal(4, mails.Count);  // what ana wrote herself does not come in
        var thread = mails.Single(m => m.Text("subject") == "Re: Re: Trip").Text("threadId");
        Assert.Equal(["RE: Trip", "Re: Re: Trip", "Re: Trip", "Trip"], (await ana.GetAsync($"inbox?threadId={thread}")).Data().EnumerateArray().Select(m => m.Text("subject")));
    }

    [Fact]
    public async Task Nothing_is_fetched_where_there_is_nothing_to_fetch_from()
    {
        using var ana = await martin.AddUserAsync("ana@sync.example");
        var synced = (await ana.PostAsync("inbox/sync")).Data();
        Assert.Equal((0, 0), (synced.GetProperty("fetched").GetInt32(), synced.GetProperty("changed").GetInt32()));
    }

    [Fact]
    public async Task Another_users_mail_is_not_there_and_stays_as_it_is()
    {
        using var ana = await martin.AddUserAsync("ana@isolation.example");
        using var bob = await martin.AddUserAsync("bob@isolation.example");
        var mail = (await ana.ReceiveAsync(Post.Mail("Secret", "--x\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment\r\n\r\nabc\r\n--x--\r\n", headers: "Content-Type: multipart/mixed; boundary=x\r\n")));
        var file = (await ana.GetAsync($"inbox/{mail.Id()}")).Data().GetProperty("attachments")[0].Id();
        var draft = (await ana.PostAsync("inbox/drafts", new { emailId = mail.Id(), content = "Yes" })).Data(HttpStatusCode.Created).Id();
        var calls = new (HttpMethod Method, string Path, object? Body)[]
        {
            (HttpMethod.Get, $"inbox/{mail.Id()}", null), (HttpMethod.Patch, $"inbox/{mail.Id()}", new { isRead = true }), (HttpMethod.Get, $"inbox/{mail.Id()}/attachments/{file}", null),
            (HttpMethod.Get, $"inbox/drafts/{draft}", null), (HttpMethod.Put, $"inbox/drafts/{draft}", new { content = "No", version = 1 }),
            (HttpMethod.Post, "inbox/drafts", new { emailId = mail.Id() }), (HttpMethod.Post, $"inbox/drafts/{draft}/send", new { version = 1 }), (HttpMethod.Delete, $"inbox/drafts/{draft}", null),
        };
        foreach (var (method, path, body) in calls) (await bob.SendAsync(method, path, body)).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        foreach (var list in new[] { "inbox", "inbox?q=secret", $"inbox?threadId={mail.Text("threadId")}", "inbox/drafts" }) Assert.Empty((await bob.GetAsync(list)).Data().EnumerateArray());
        Assert.False((await ana.GetAsync($"inbox/{mail.Id()}")).Data().GetProperty("isRead").GetBoolean());
        Assert.Equal(1, (await ana.GetAsync($"inbox/drafts/{draft}")).Data().GetProperty("version").GetInt32());
        foreach (var (method, path, body) in calls.Where(c => !c.Path.EndsWith("/send", StringComparison.Ordinal) && !c.Path.Contains("attachments", StringComparison.Ordinal)))
            Assert.True((int)(await ana.SendAsync(method, path, body)).Status < 300, path);
        using var saved = await ana.Http.GetAsync(new Uri($"api/v1/inbox/{mail.Id()}/attachments/{file}", UriKind.Relative));
        Assert.Equal("abc", await saved.Content.ReadAsStringAsync());
    }
}
