using Martin.Data.Mail;
using Martin.Data.Tests.Storage;
using Martin.Plugins.Mail;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Books;

public sealed class MailboxTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Mails_are_found_by_the_beginnings_of_their_words_and_go_with_their_words(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        await ImportAsync(db, Mail("Größe & Café", "https://example.org/x?y=1 don't 3,14"), Mail("Other", "nothing 東京"));
        foreach (var query in new[] { "grosse", "GRÖ caf", "café", "exam org", "don", "3 14", "\"x\" OR 'y", "a* -b" })
            Assert.Equal((query, query is "grosse" or "a* -b" ? 0 : 1), (query, await CountAsync(db, query)));
        Assert.Equal(1, await CountAsync(db, "京"));
        Assert.Equal(2, await CountAsync(db, "ana"));
        Assert.Equal(0, await CountAsync(db, "***"));
        await db.Emails.Where(e => e.Subject == "Other").ExecuteDeleteAsync();
        Assert.Equal(1, await CountAsync(db, "ana"));
        await using (var all = store.Factory.ForMaintenance()) await all.Users.Where(u => u.Id == user).ExecuteDeleteAsync();
        Assert.Equal(0, await CountAsync(db, "ana"));
    }

    [Fact]
    public async Task More_mails_than_are_read_of_a_file_are_named()
    {
        await using var store = await TestStore.StartAsync(Database.Sqlite);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var mbox = string.Concat(Enumerable.Range(0, 5).Select(i => $"From x Sun Nov 22 09:00:00 2026\r\n{Mail($"No {i}", "text")}\r\n\r\n"));
        var import = new MailImport(db, TimeProvider.System, MailLimits.Default with { MaxMailsPerFile = 3 });
        var result = await import.ImportAsync([new("all.mbox", () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mbox)))], None);
        Assert.Equal(3, result.Imported);
        var error = Assert.Single(result.Errors);
        Assert.Equal((4, true), (error.Index, error.Reason.Contains("more than 3 mails", StringComparison.Ordinal)));
        Assert.Equal(3, await db.Emails.CountAsync());
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Two_imports_of_one_mail_at_once_keep_one(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        var mail = Mail("One", "text");
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var db = store.Factory.For(user);
            return await ImportAsync(db, mail);
        }));
        Assert.Equal((1, 5), (results.Sum(r => r.Imported), results.Sum(r => r.Skipped)));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Marks_are_put_back_only_where_nothing_changed_since(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        await ImportAsync(db, Mail("One", "x"), Mail("Two", "y"));
        var mailbox = new LocalMailbox(db, TimeProvider.System);
        var ids = (await mailbox.ListAsync(new(), new Page(10), None)).Items.Select(m => m.Id).ToList();
        Assert.Null(await mailbox.MarkAsync([.. ids, Guid.NewGuid()], new(IsArchived: true), None));
        var marked = (await mailbox.MarkAsync(ids, new(IsArchived: true, Category: EmailCategory.Fyi), None))!;
        Assert.Equal((EmailStatus.Archived, CategorySource.Hand), (await db.Emails.AsNoTracking().FirstAsync(e => e.Id == ids[0])) is var row ? (row.Status, row.CategorySource) : default);
        Assert.True(await mailbox.PutBackAsync(marked, None));
        Assert.All((await mailbox.ListAsync(new(), new Page(10), None)).Items, m => Assert.Equal((EmailStatus.Unread, null), (m.Status, m.Category)));
        Assert.False(await mailbox.PutBackAsync(marked, None));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Two_users_who_write_to_each_other_at_once_both_arrive(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var (ana, bob) = (await store.AddUserAsync(), await store.AddUserAsync("Bob@Example.org"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await using var db = store.Factory.For(i % 2 == 0 ? ana : bob);
            var to = new Correspondent { Email = i % 2 == 0 ? "bob@example.org" : "ana@example.org" };
            Assert.IsType<SendOutcome.Sent>(await new LocalMailbox(db, TimeProvider.System).SendAsync(new() { To = [to], Subject = $"S{i}", Body = "B" }, None));
        }));
        foreach (var user in new[] { ana, bob })
        {
            await using var db = store.Factory.For(user);
            Assert.Equal(10, (await new LocalMailbox(db, TimeProvider.System).ListAsync(new(), new Page(50), None)).Items.Count);
            Assert.Equal(10, await db.Notifications.CountAsync());
        }
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_draft_is_sent_once_and_belongs_to_its_owner(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var anas = store.Factory.For(await store.AddUserAsync());
        await using var bobs = store.Factory.For(await store.AddUserAsync("bob@example.org"));
        var book = new DraftBook(anas, TimeProvider.System);
        var draft = Assert.IsType<DraftOutcome.Saved>(await book.AddAsync(null, new() { To = [new() { Email = "bob@example.org" }], Content = "C" }, None)).Draft;
        Assert.Equal(2, Assert.IsType<DraftOutcome.Saved>(await book.ReplaceAsync(draft.Id, 1, new() { To = draft.To, Subject = "S", Content = "D" }, None)).Draft.Version);
        Assert.IsType<DraftOutcome.Stale>(await book.ReplaceAsync(draft.Id, 1, new(), None));
        Assert.IsType<DraftOutcome.NotThere>(await new DraftBook(bobs, TimeProvider.System).ReplaceAsync(draft.Id, 2, new(), None));
        var mail = new OutgoingMail { To = [new() { Email = "bob@example.org" }], Subject = "S", Body = "D", DraftId = draft.Id };
        Assert.IsType<SendOutcome.Refused>(await new LocalMailbox(bobs, TimeProvider.System).SendAsync(mail, None));
        Assert.IsType<SendOutcome.Sent>(await new LocalMailbox(anas, TimeProvider.System).SendAsync(mail, None));
        Assert.IsType<SendOutcome.Refused>(await new LocalMailbox(anas, TimeProvider.System).SendAsync(mail, None));
        Assert.IsType<DraftOutcome.NotThere>(await book.ReplaceAsync(draft.Id, 2, new(), None));
        Assert.Null(await book.RemoveAsync(draft.Id, None));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Looking_through_texts_finds_what_the_index_finds(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var random = new Random(20261123);
        string[] words = ["invoice", "in", "voice", "grüße", "café", "a1", "1a", "2026", "10", "100", "x", "東京", "naïve", "o'neill", "e-mail", "http", "voicemail", "INVOICE", "Straße"];
        await ImportAsync(db, [.. Enumerable.Range(0, 300).Select(i => Mail($"Mail {i}", string.Join(' ', Enumerable.Range(0, random.Next(1, 6)).Select(_ => words[random.Next(words.Length)]))))]);
        var queries = new[] { "invoice", "in", "voice", "1", "10", "a", "x", "e mail", "in 10", "nothing", "cafe", "stra", "http 2026" };
        foreach (var query in queries.Select(SearchWords.OfQuery))
        {
            var byIndex = await MailSearch.Matching(db, query).Select(e => e.Id).Order().ToListAsync();
            Assert.Equal(byIndex, await MailSearch.Having(db.Emails, query).Select(e => e.Id).Order().ToListAsync());
        }
        Assert.NotEmpty(await MailSearch.Having(db.Emails, ["voice"]).ToListAsync());
    }

    private static async Task<int> CountAsync(MartinDb db, string query) =>
        (await new LocalMailbox(db, TimeProvider.System).ListAsync(new() { Query = query }, new Page(10), None)).Items.Count;

    private static Task<ImportResult> ImportAsync(MartinDb db, params string[] mails) => new MailImport(db, TimeProvider.System).ImportAsync(
        mails.Select(m => new MailFile("a.eml", () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(m)))), None);

    private static string Mail(string subject, string body) =>
        $"From: Ana <eve@example.com>\r\nTo: x@example.com\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid()}@example.com>\r\nDate: Sun, 22 Nov 2026 09:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}";
}
