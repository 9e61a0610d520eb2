using System.Net;
using Martin.Data.Secrets;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Peers;
using Martin.Testing.Servers;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Push;

/// <summary>A device is called while Martin's app is closed on it, and only then.</summary>
public sealed class ClosedPushTests : IAsyncLifetime
{
    private readonly MartinHost martin = MartinHost.Start(new()
    {
        ["Outbound:AllowPrivate"] = "true", ["Outbound:Timeout"] = "00:00:08", ["Pushes:CallAfter"] = "00:00:00.2", ["Pushes:RetryAfter"] = "00:00:00.05",
        ["Pushes:MaxSubscriptions"] = "3", ["Pushes:MaxCalls"] = "4", ["Pushes:MaxCallsPerUser"] = "2",
    });

    private PushService service = null!;

    public async Task InitializeAsync() => service = await PushService.StartAsync();

    public async Task DisposeAsync()
    {
        await service.DisposeAsync();
        await martin.DisposeAsync();
    }

    [Fact]
    public async Task A_closed_app_is_called_once_for_what_matters_and_can_read_it()
    {
        using var phone = await martin.OwnerAsync();
        var browser = await SubscribeAsync(phone);
        await AskAsync(phone, "remind me to call the bank on Monday at 9");
        var pushed = await NextAsync(browser);
        Assert.Equal("turn_completed", pushed.Message.GetProperty("type").GetString());
        Assert.NotEmpty(pushed.Message.GetProperty("body").GetString()!);
        Assert.NotEmpty(pushed.Message.GetProperty("data").GetProperty("turnId").GetString()!);
        Assert.Equal(("normal", 86_400), (pushed.Urgency, pushed.Ttl));

        (await phone.PostAsync("calendar/events", new
        {
            title = "Review", startTime = "2027-01-11T09:00:00Z", endTime = "2027-01-11T10:00:00Z", attendees = new[] { new { email = "cara@example.org" } },
        })).Data(HttpStatusCode.Accepted);
        pushed = await NextAsync(browser);
        Assert.Equal("action_requested", pushed.Message.GetProperty("type").GetString());
        Assert.Equal("high", pushed.Urgency);
        await AskAsync(phone, "what are my tasks?");
        await NextAsync(browser);
        Assert.Equal(3, browser.Tries);  // nothing for the tasks and events that only changed
        Assert.Empty(service.Refusals);
    }

    [Fact]
    public async Task A_reminder_calls_at_once_and_not_a_day_later()
    {
        using var phone = await martin.OwnerAsync();
        var browser = await SubscribeAsync(phone);
        (await phone.PostAsync("tasks", new { title = "Call the bank", remindAt = DateTimeOffset.UtcNow.AddSeconds(1) })).Data(HttpStatusCode.Created);
        var pushed = await NextAsync(browser);
        Assert.Equal(("reminder_due", "Call the bank"), (pushed.Message.GetProperty("type").GetString(), pushed.Message.GetProperty("title").GetString()));
        Assert.Equal(("high", 3_600), (pushed.Urgency, pushed.Ttl));
    }

    [Fact]
    public async Task Without_leave_no_request_of_a_user_reaches_this_machine()
    {
        await using var strict = MartinHost.Start();
        using var phone = await strict.OwnerAsync();
        (await phone.PostAsync("push/subscriptions", service.Subscribe("").ToJson())).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");  // http
        using var http = strict.Services.GetRequiredService<IHttpClientFactory>().CreateClient(Martin.Hub.Http.PublicHttp.Client);
        foreach (var host in (string[])["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://{host}:{service.Url.Port}/")));
    }

    [Fact]
    public async Task An_open_app_is_not_called_and_a_signed_out_one_never_again()
    {
        using var phone = await martin.OwnerAsync();
        using var desk = await martin.OwnerAsync();
        var (onPhone, onDesk) = (await SubscribeAsync(phone), await SubscribeAsync(desk));
        await using (var open = new HubConnectionBuilder().WithUrl(new Uri(martin.Address, "/hub"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(desk.AccessToken)).Build())
        {
            await open.StartAsync();
            await AskAsync(phone, "what are my tasks?");
            await NextAsync(onPhone);
        }
        Assert.Equal(0, onDesk.Tries);
        await Until.HoldsAsync(async () =>
        {
            await AskAsync(phone, "what are my tasks?");  // its connection has gone
            await NextAsync(onPhone);
            return onDesk.Tries > 0;
        });
        (await desk.DeleteAsync("auth/logout")).Data();
        await AskAsync(phone, "what are my tasks?");  // a call of the round before may still be on its way to the desk
        await NextAsync(onPhone);
        var before = onDesk.Tries;
        await AskAsync(phone, "what are my tasks?");
        await NextAsync(onPhone);
        Assert.Equal(before, onDesk.Tries);
    }

    [Fact]
    public async Task A_busy_push_service_is_asked_again_and_a_lost_subscription_goes()
    {
        using var phone = await martin.OwnerAsync();
        var browser = await SubscribeAsync(phone);
        service.Faults.Enqueue((429, 1));
        service.Faults.Enqueue((500, null));
        await AskAsync(phone, "what are my tasks?");
        await NextAsync(browser);
        Assert.Equal(3, browser.Tries);

        service.Faults.Enqueue((0, null));  // no answer at all
        await AskAsync(phone, "what are my tasks?");
        await NextAsync(browser);

        for (var i = 0; i < 3; i++) service.Faults.Enqueue((503, null));
        await AskAsync(phone, "what are my tasks?");
        await Until.HoldsAsync(() => service.Faults.IsEmpty);
        Assert.Single((await phone.GetAsync("push/subscriptions")).Data().EnumerateArray());  // away is not gone

        service.Faults.Enqueue((410, null));
        await AskAsync(phone, "what are my tasks?");
        await Until.HoldsAsync(async () => (await phone.GetAsync("push/subscriptions")).Data().GetArrayLength() == 0);
    }

    [Fact]
    public async Task Many_at_once_all_come_and_one_users_dead_push_service_holds_up_nobody_else()
    {
        await using var dead = await PushService.StartAsync();
        using var ana = await martin.AddUserAsync("ana@many.example");
        using var bob = await martin.AddUserAsync("bob@many.example");
        var (hers, his) = (await SubscribeAsync(ana, dead), await SubscribeAsync(bob));
        for (var i = 0; i < 500; i++) dead.Faults.Enqueue((0, null));  // longer than this test takes
        var due = DateTimeOffset.UtcNow.AddSeconds(1);
        foreach (var user in (Api[])[ana, bob])
            for (var i = 0; i < 30; i++) (await user.PostAsync("tasks", new { title = $"{i}", remindAt = due })).Data(HttpStatusCode.Created);
        var titles = new HashSet<string>();
        while (titles.Count < 30) titles.Add((await NextAsync(his)).Message.GetProperty("title").GetString()!);
        Assert.Equal(30, his.Tries);
        await Until.HoldsAsync(() => hers.Tries > 0);
        Assert.Empty(hers.Pushed);
    }

    [Fact]
    public async Task Subscribing_again_renews_another_user_takes_over_and_the_oldest_makes_room()
    {
        using var ana = await martin.AddUserAsync("ana@push.example");
        using var bob = await martin.AddUserAsync("bob@push.example");
        var browser = service.Subscribe((await ana.GetAsync("push/key")).Data().GetProperty("publicKey").GetString()!);
        var first = (await ana.PostAsync("push/subscriptions", browser.ToJson())).Data(HttpStatusCode.Created).GetProperty("id").GetGuid();
        Assert.Equal(first, (await ana.PostAsync("push/subscriptions", browser.ToJson())).Data().GetProperty("id").GetGuid());
        (await bob.DeleteAsync($"push/subscriptions?endpoint={Uri.EscapeDataString(browser.Endpoint.ToString())}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await bob.PostAsync("push/subscriptions", browser.ToJson())).Data(HttpStatusCode.Created);
        Assert.Empty((await ana.GetAsync("push/subscriptions")).Data().EnumerateArray());
        await AskAsync(ana, "what are my tasks?");
        await AskAsync(bob, "what are my tasks?");
        await NextAsync(browser);
        Assert.Equal(1, browser.Tries);

        for (var i = 0; i < 3; i++) await SubscribeAsync(bob);
        var left = (await bob.GetAsync("push/subscriptions")).Data().EnumerateArray().ToList();
        Assert.Equal(3, left.Count);
        Assert.DoesNotContain(left, s => s.GetProperty("endpointHash").GetString() == Martin.Hub.Ops.Secrets.Hash(browser.Endpoint.ToString()));
        (await bob.DeleteAsync("push/subscriptions")).Data();
        Assert.Empty((await bob.GetAsync("push/subscriptions")).Data().EnumerateArray());
    }

    [Fact]
    public async Task A_draft_calls_when_it_is_there_and_not_when_it_is_thrown_away()
    {
        using var phone = await martin.OwnerAsync();
        var browser = await SubscribeAsync(phone);
        var draft = (await phone.PostAsync("inbox/drafts", new { subject = "Lunch" })).Data(HttpStatusCode.Created).GetProperty("id").GetString();
        Assert.Equal("draft_ready", (await NextAsync(browser)).Message.GetProperty("type").GetString());
        (await phone.DeleteAsync($"inbox/drafts/{draft}")).Data();
        var told = (await phone.GetAsync("notifications?afterSeq=0")).Data().GetProperty("notifications").EnumerateArray().Last();  // open screens hear of it
        Assert.Equal(("draft_ready", "deleted", draft), (told.GetProperty("type").GetString(), told.GetProperty("data").GetProperty("change").GetString(), told.GetProperty("data").GetProperty("draftId").GetString()));
        await AskAsync(phone, "what are my tasks?");
        Assert.Equal("turn_completed", (await NextAsync(browser)).Message.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Who_signs_out_while_the_push_service_is_busy_is_not_tried_again()
    {
        using var ana = await martin.AddUserAsync("ana@retry.example");
        using var bob = await martin.AddUserAsync("bob@retry.example");
        var (hers, his) = (await SubscribeAsync(ana), await SubscribeAsync(bob));
        service.Faults.Enqueue((503, 4));
        await AskAsync(ana, "what are my tasks?");
        await Until.HoldsAsync(() => hers.Tries == 1);
        (await ana.DeleteAsync("auth/logout")).Data();
        service.Faults.Enqueue((503, 4));
        await AskAsync(bob, "what are my tasks?");
        await NextAsync(his);  // his second try, begun after hers was due
        Assert.Equal((1, 2), (hers.Tries, his.Tries));
    }

    [Fact]
    public async Task Of_two_users_who_subscribe_on_one_browser_at_once_one_has_it_on_PostgreSQL_too()
    {
        await using var shared = MartinHost.Start(new()
        {
            ["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(), ["Outbound:AllowPrivate"] = "true",
        });
        using var ana = await shared.AddUserAsync("ana@at-once.example");
        using var bob = await shared.AddUserAsync("bob@at-once.example");
        var key = (await ana.GetAsync("push/key")).Data().GetProperty("publicKey").GetString()!;
        for (var round = 0; round < 10; round++)
        {
            var browser = service.Subscribe(key);
            var answers = await Task.WhenAll(((Api[])[ana, bob, ana, bob]).Select(user => user.PostAsync("push/subscriptions", browser.ToJson())));
            Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Created or HttpStatusCode.OK, a.Text));
            var hash = Martin.Hub.Ops.Secrets.Hash(browser.Endpoint.ToString());
            var holders = 0;
            foreach (var user in (Api[])[ana, bob])
                holders += (await user.GetAsync("push/subscriptions?limit=200")).Data().EnumerateArray().Count(s => s.GetProperty("endpointHash").GetString() == hash);
            Assert.Equal(1, holders);
        }
    }

    [Fact]
    public async Task A_subscription_that_the_key_no_longer_opens_goes()
    {
        using var phone = await martin.OwnerAsync();
        var browser = await SubscribeAsync(phone);
        await using (var db = martin.Databases.For(phone.UserId))
        {
            var sealedForAnother = martin.Services.GetRequiredService<SecretBox>().Seal("{}", Guid.NewGuid());
            await db.PushSubscriptions.ExecuteUpdateAsync(s => s.SetProperty(p => p.Secret, sealedForAnother));
        }
        await AskAsync(phone, "what are my tasks?");
        await Until.HoldsAsync(async () => (await phone.GetAsync("push/subscriptions")).Data().GetArrayLength() == 0);
        Assert.Equal(0, browser.Tries);
    }

    [Fact]
    public async Task The_letters_of_an_endpoints_host_are_the_same_large_or_small()
    {
        using var phone = await martin.OwnerAsync();
        var (large, small) = (Body("HTTPS://Push.Example:443/x?A=b"), Body("https://push.example/x?A=b"));
        var first = (await phone.PostAsync("push/subscriptions", large)).Data(HttpStatusCode.Created);
        Assert.Equal(first.GetProperty("id").GetGuid(), (await phone.PostAsync("push/subscriptions", small)).Data().GetProperty("id").GetGuid());
        Assert.Equal(Martin.Hub.Ops.Secrets.Hash("https://push.example/x?A=b"), first.GetProperty("endpointHash").GetString());  // as the browser itself would write it
        (await phone.DeleteAsync("push/subscriptions?endpoint=https%3A%2F%2FPUSH.example%2Fx%3FA%3Db")).Data();
        (await phone.PostAsync("push/subscriptions", Body("https://push.example/X?A=b"))).Data(HttpStatusCode.Created);
        (await phone.DeleteAsync("push/subscriptions?endpoint=https%3A%2F%2Fpush.example%2Fx%3FA%3Db")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");

        static object Body(string endpoint) => new
        {
            kind = "web_push", endpoint,
            keys = new { p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", auth = "BTBZMqHH6r4Tts7J_aSIgg" },
        };
    }

    [Fact]
    public async Task What_is_wrong_with_a_subscription_is_said_by_name()
    {
        using var phone = await martin.OwnerAsync();
        const string Point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", Auth = "BTBZMqHH6r4Tts7J_aSIgg";
        foreach (var (field, body) in ((string, object)[])
        [
            ("endpoint", new { kind = "web_push", endpoint = "ftp://a.example/x", keys = new { p256dh = Point, auth = Auth } }),
            ("endpoint", new { kind = "web_push", endpoint = "https://me:pw@a.example/x", keys = new { p256dh = Point, auth = Auth } }),
            ("endpoint", new { kind = "web_push", keys = new { p256dh = Point, auth = Auth } }),
            ("keys", new { kind = "web_push", endpoint = "https://a.example/x" }),
            ("keys.p256dh", new { kind = "web_push", endpoint = "https://a.example/x", keys = new { p256dh = "B" + new string('A', 86), auth = Auth } }),
            ("keys.auth", new { kind = "web_push", endpoint = "https://a.example/x", keys = new { p256dh = Point, auth = "AAAA" } }),
            ("token", new { kind = "web_push", endpoint = "https://a.example/x", keys = new { p256dh = Point, auth = Auth }, token = "t" }),
            ("token", new { kind = "fcm" }),
        ])
            Assert.Contains(field, (await phone.PostAsync("push/subscriptions", body)).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST").Details.EnumerateObject().Select(d => d.Name));
        (await phone.PostAsync("push/subscriptions", new { kind = "fcm", token = "t" })).Refused(HttpStatusCode.UnprocessableEntity, "UNPROCESSABLE");
    }

    private async Task<PushService.Browser> SubscribeAsync(Api api, PushService? at = null)
    {
        var browser = (at ?? service).Subscribe((await api.GetAsync("push/key")).Data().GetProperty("publicKey").GetString()!);
        (await api.PostAsync("push/subscriptions", browser.ToJson())).Data(HttpStatusCode.Created);
        return browser;
    }

    private static async Task AskAsync(Api api, string text) => (await api.PostAsync("chat/message", new { clientMessageId = Guid.NewGuid().ToString(), text })).Data();

    private static async Task<PushService.Pushed> NextAsync(PushService.Browser browser)
    {
        PushService.Pushed? pushed = null;
        await Until.HoldsAsync(() => browser.Pushed.TryDequeue(out pushed));
        return pushed!;
    }
}
