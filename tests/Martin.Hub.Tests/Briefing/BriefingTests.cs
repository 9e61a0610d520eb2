using System.Globalization;
using System.Net;
using System.Text.Json;
using Martin.Data.Mail;
using Martin.Hub.Briefing;
using Martin.Hub.Notifications;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Briefing;

/// <summary>The morning briefing and the answers that did not come, by a clock that is set by hand.</summary>
public sealed class BriefingTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;
    private const string Tuesday = "2026-11-24T06:30:00Z";  // 07:30 in Berlin

    private readonly FakeTimeProvider clock = new(At("2026-01-01T00:00:00Z"));

    [Fact]
    public async Task It_tells_the_day_and_what_waits_once_at_the_hour()
    {
        var key = Guid.NewGuid().ToString();
        using var ana = await NewUserAsync("ana@briefing.example", "07:30", key);
        await using var device = await WireClient.ConnectAsync(martin.Address, key);
        await device.ServedAsync();
        await EventAsync(ana, "Stand-up", "2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z");
        await EventAsync(ana, "Review", "2026-11-24T11:00:00Z", "2026-11-24T12:30:00Z", location: "Room 2");
        await EventAsync(ana, "Lunch with Bob", "2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z");
        (await ana.PostAsync("calendar/events", new { title = "Ana's birthday", startTime = "2026-11-24", endTime = "2026-11-25", isAllDay = true })).Data(HttpStatusCode.Created);
        await EventAsync(ana, "Tomorrow's", "2026-11-25T08:00:00Z", "2026-11-25T09:00:00Z");
        await TaskAsync(ana, "Call the bank", "2026-11-20T09:00:00Z");
        await TaskAsync(ana, "Send the offer", "2026-11-24T16:00:00Z");
        await TaskAsync(ana, "Next week", "2026-12-01T09:00:00Z");
        await ana.ReceiveAsync(Post.Mail("Budget", "Can you send me the figures?", "Bob <bob@briefing.example>", date: "Mon, 23 Nov 2026 15:00:00 +0000"));
        await ana.ReceiveAsync(Post.Mail("Weekly news", "News", "List <news@list.example>", headers: "List-Id: <news.list.example>\r\n"));
        await SentAsync(ana, "carl@far.example", "Carl", "Offer", "Did you get my offer?", "2026-11-19T10:00:00Z");

        clock.SetUtcNow(At(Tuesday));
        await LookAsync();
        await LookAsync();  // as another node would
        var told = Assert.Single(await ana.ToldAsync("briefing_ready"));
        Assert.Equal("4 events, 1 conflict, 1 overdue task, 1 task due, 1 mail to answer, 1 mail without an answer", told.Text("body"));
        var conversation = told.GetProperty("data").Text("conversationId");
        var said = Assert.Single((await ana.GetAsync($"chat/history?conversationId={conversation}")).Data().EnumerateArray());
        Assert.Equal("""
            Good morning. It is Tuesday, 24 November.

            Today:
            - All day: Ana's birthday
            - 09:00–09:30: Stand-up
            - 12:00–13:30: Review, Room 2
            - 13:00–14:00: Lunch with Bob

            At the same time:
            - Review and Lunch with Bob (13:00–13:30)

            Overdue:
            - Call the bank (since Friday)

            Due today:
            - Send the offer (17:00)

            Waiting for your answer:
            - Bob: Budget (yesterday)

            No answer yet:
            - Carl: Offer (sent Thursday)
            """.ReplaceLineEndings("\n"), said.Text("content"));

        // It is a turn like any other: announced, replayed, and what others wrote in it taints what follows.
        var turn = told.GetProperty("data").Text("turnId")!;
        await Until.HoldsAsync(() => device.Pushes.Of("TurnStarted").Any(t => t.Text("turnId") == turn && t.Text("origin") == "briefing"));
        var read = device.Resume(turn);
        await read.Ended;
        Assert.Equal(("turn_completed", said.Text("content")), (read.Reader.End!.Type, read.Reader.Text));
        await device.AskAsync("what are my tasks?", conversation);
        await using var db = martin.Databases.For(ana.UserId);
        Assert.True((await db.Turns.SingleAsync(t => t.Id == Guid.Parse(turn))).Tainted);

        clock.Advance(TimeSpan.FromDays(1));
        await LookAsync();
        Assert.Equal(2, (await ana.ToldAsync("briefing_ready")).Count);
    }

    [Fact]
    public async Task With_nothing_to_say_it_is_silent()
    {
        using var ben = await NewUserAsync("ben@briefing.example", "07:30");
        clock.SetUtcNow(At(Tuesday));
        await LookAsync();
        await EventAsync(ben, "Came later", "2026-11-24T15:00:00Z", "2026-11-24T16:00:00Z");
        clock.Advance(TimeSpan.FromMinutes(5));
        await LookAsync();
        Assert.Empty(await ben.ToldAsync("briefing_ready"));
        Assert.Empty((await ben.GetAsync("chat/conversations")).Data().EnumerateArray());
    }

    [Theory]
    [InlineData("2026-11-24T06:29:59Z", "07:30", 0)]  // not yet
    [InlineData("2026-11-24T09:29:00Z", "07:30", 1)]  // Martin was down: still worth saying
    [InlineData("2026-11-24T09:31:00Z", "07:30", 0)]  // too late
    [InlineData("2026-11-24T23:10:00Z", "23:50", 1)]  // yesterday's, shortly after midnight
    [InlineData("2027-03-28T00:59:00Z", "02:30", 0)]  // the hour that the clock leaves out …
    [InlineData("2027-03-28T01:30:00Z", "02:30", 1)]  // … comes as much later
    [InlineData("2026-10-25T00:30:00Z", "02:30", 1)]  // of two the first
    public async Task It_comes_at_the_users_hour(string now, string hour, int expected)
    {
        using var user = await NewUserAsync($"{Guid.NewGuid():N}@hours.example", hour);
        await TaskAsync(user, "Overdue", "2026-10-01T09:00:00Z");
        clock.SetUtcNow(At(now));
        await LookAsync();
        await LookAsync();
        Assert.Equal(expected, (await user.ToldAsync("briefing_ready")).Count);
    }

    [Fact]
    public async Task An_hour_that_has_passed_when_it_is_chosen_means_tomorrow()
    {
        using var dora = await martin.AddUserAsync("dora@briefing.example");
        await TaskAsync(dora, "Overdue", "2026-10-01T09:00:00Z");
        var now = DateTimeOffset.UtcNow;
        (await dora.PutAsync("me/preferences", new { timeZone = "UTC", briefingAt = now.AddMinutes(-1).ToString("HH:mm", CultureInfo.InvariantCulture) })).Data();
        clock.SetUtcNow(now.AddMinutes(1));
        await LookAsync();
        Assert.Empty(await dora.ToldAsync("briefing_ready"));
        clock.SetUtcNow(now.AddDays(1));
        await LookAsync();
        Assert.Single(await dora.ToldAsync("briefing_ready"));
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_is_named_once()
    {
        using var eli = await NewUserAsync("eli@briefing.example", null);
        await SentAsync(eli, "carl@far.example", "Carl", "Offer", "Did you get my offer?", "2026-11-21T06:29:00Z");
        await SentAsync(eli, "dan@far.example", "Dan", "Thanks", "Thank you for everything.", "2026-11-20T06:00:00Z");         // asks nothing
        await SentAsync(eli, "no-reply@far.example", null, "Ticket", "When does it come?", "2026-11-20T06:00:00Z");            // answers nobody
        await SentAsync(eli, "fay@far.example", "Fay", "Soon", "Do you come on Friday?", "2026-11-21T06:31:00Z");              // has a minute left
        var answered = await SentAsync(eli, "gil@far.example", "Gil", "Lunch", "Lunch on Friday?", "2026-11-20T06:00:00Z");
        await eli.ReceiveAsync(Post.Mail("Re: Lunch", "Yes", "Gil <gil@far.example>", headers: $"In-Reply-To: <{answered}>\r\n", date: "Fri, 20 Nov 2026 09:00:00 +0000"));
        await SentAsync(eli, "old@far.example", "Old", "Long ago", "Are you there?", "2026-10-01T06:00:00Z");                  // nobody needs to hear that now

        clock.SetUtcNow(At(Tuesday));
        await FollowUpAsync();
        await FollowUpAsync();
        var told = Assert.Single(await eli.ToldAsync("reminder_due"));
        Assert.Equal(("No answer from Carl: Offer", "You asked on Saturday, 21 November."), (told.Text("title"), told.Text("body")));
        Assert.Equal("Offer", (await eli.GetAsync($"inbox/{told.GetProperty("data").Text("emailId")}")).Data().Text("subject"));

        (await eli.PutAsync("me/preferences", new { followUpDays = 0 })).Data();
        clock.Advance(TimeSpan.FromHours(1));
        await FollowUpAsync();
        Assert.Single(await eli.ToldAsync("reminder_due"));
        (await eli.PutAsync("me/preferences", new { followUpDays = 3 })).Data();
        await FollowUpAsync();
        Assert.Equal(["No answer from Carl: Offer", "No answer from Fay: Soon"], (await eli.ToldAsync("reminder_due")).Select(n => n.Text("title")).Order());
    }

    [Fact]
    public async Task It_comes_on_PostgreSQL_too_and_once_from_many_nodes()
    {
        await using var postgres = MartinHost.Start(new() { ["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() });
        using var flo = await NewUserAsync("flo@briefing.example", "07:30", on: postgres);
        await TaskAsync(flo, "Overdue", "2026-11-20T09:00:00Z");
        await SentAsync(flo, "carl@far.example", "Carl", "Offer", "Did you get my offer?", "2026-11-20T06:00:00Z", on: postgres);
        clock.SetUtcNow(At(Tuesday));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LookingOn(postgres).BriefAsync(CancellationToken.None)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LookingOn(postgres).FollowUpAsync(CancellationToken.None)));
        Assert.Single(await flo.ToldAsync("briefing_ready"));
        Assert.Single(await flo.ToldAsync("reminder_due"));
        Assert.Single((await flo.GetAsync("chat/conversations")).Data().EnumerateArray());
    }

    private Briefings Looking => LookingOn(martin);

    private Briefings LookingOn(MartinHost host) =>
        new(host.Databases, host.Services.GetRequiredService<Pusher>(), clock, Options.Create(new BriefingOptions()), NullLogger<Briefings>.Instance);

    private Task LookAsync() => Looking.BriefAsync(CancellationToken.None);

    private Task FollowUpAsync() => Looking.FollowUpAsync(CancellationToken.None);

    /// <summary>In Berlin. The hour is set behind the route's back, which compares it with its own clock.</summary>
    private async Task<Api> NewUserAsync(string email, string? briefingAt, string? key = null, MartinHost? on = null)
    {
        var user = await (on ?? martin).AddUserAsync(email, key);
        (await user.PutAsync("me/preferences", new { timeZone = "Europe/Berlin" })).Data();
        await using var db = (on ?? martin).Databases.For(user.UserId);
        var row = await db.Users.SingleAsync(u => u.Id == user.UserId);
        row.Preferences.BriefingAt = briefingAt;
        await db.SaveChangesAsync();
        return user;
    }

    private static async Task EventAsync(Api api, string title, string from, string to, string? location = null) =>
        (await api.PostAsync("calendar/events", new { title, startTime = from, endTime = to, location })).Data(HttpStatusCode.Created);

    private static async Task TaskAsync(Api api, string title, string due) => (await api.PostAsync("tasks", new { title, dueAt = due })).Data(HttpStatusCode.Created);

    /// <returns>Its message id.</returns>
    private async Task<string> SentAsync(Api api, string to, string? name, string subject, string content, string at, MartinHost? on = null)
    {
        var draft = (await api.PostAsync("inbox/drafts", new { to = new[] { new { email = to, name } }, subject, content })).Data(HttpStatusCode.Created);
        (await api.PostAsync($"inbox/drafts/{draft.Id()}/send", new { version = 1 })).Data();
        await using var db = (on ?? martin).Databases.For(api.UserId);
        var mail = await db.Emails.SingleAsync(e => e.IsOutgoing && e.Subject == subject);
        mail.ReceivedAt = At(at);
        await db.SaveChangesAsync();
        return mail.MessageId!;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
