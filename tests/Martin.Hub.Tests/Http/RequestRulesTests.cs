using System.Net;
using System.Net.Http.Json;
using Martin.Hub.Http;
using Martin.Hub.Limits;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Http;

/// <summary>What holds for every route: Idempotency-Key, ETag, and how often.</summary>
public sealed class RequestRulesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task A_request_sent_twice_with_one_key_is_carried_out_once()
    {
        using var ana = await martin.AddUserAsync("ana@twice.example");
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(ana, HttpMethod.Post, "tasks", new { title = "Once" }, key)));
        var again = await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "Once" }, key);
        Assert.Single((await ana.GetAsync("tasks")).Data().EnumerateArray());
        var first = Assert.Single(answers.Append(again).Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text).Distinct());
        Assert.Equal(first, again.Text);
        Assert.Equal("true", again.Headers[IdempotencyEdge.ReplayedHeader]);
        Assert.StartsWith("/api/v1/tasks/", again.Headers["Location"], StringComparison.Ordinal);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => a.Refused(HttpStatusCode.Conflict, "CONFLICT"));  // while the first was at work
    }

    [Fact]
    public async Task The_same_key_for_another_request_is_refused_and_for_another_user_it_is_another_key()
    {
        using var ana = await martin.AddUserAsync("ana@other-body.example");
        using var bob = await martin.AddUserAsync("bob@other-body.example");
        (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "A" }, "one-key")).Data(HttpStatusCode.Created);
        (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "B" }, "one-key")).Refused(HttpStatusCode.Conflict, "CONFLICT");
        (await SendAsync(ana, HttpMethod.Post, "calendar/events", new { title = "A" }, "one-key")).Refused(HttpStatusCode.Conflict, "CONFLICT");
        (await SendAsync(bob, HttpMethod.Post, "tasks", new { title = "B" }, "one-key")).Data(HttpStatusCode.Created);
        (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "A" }, "two words")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task A_refusal_is_an_answer_too_and_a_request_cut_off_by_a_crash_can_be_sent_again()
    {
        using var ana = await martin.AddUserAsync("ana@refusal.example");
        var refused = (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "" }, "bad")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Equal(refused.Text, (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "" }, "bad")).Text);

        (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "Again" }, "crash")).Data(HttpStatusCode.Created);
        await using (var db = martin.Databases.For(ana.UserId))
            await db.IdempotencyKeys.Where(k => k.Key == "crash").ExecuteUpdateAsync(s => s
                .SetProperty(k => k.Status, (int?)null).SetProperty(k => k.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-3)));
        (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "Again" }, "crash")).Data(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_is_not_streamed_is_kept_also_for_who_would_take_a_stream_and_an_empty_key_is_none()
    {
        using var ana = await martin.AddUserAsync("ana@accepts.example");
        for (var time = 1; time <= 2; time++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tasks") { Content = JsonContent.Create(new { title = "Once" }) };
            request.Headers.Add(IdempotencyEdge.Header, "accepts");
            request.Headers.Add("Accept", "application/json, text/event-stream");
            (await ana.SendAsync(request)).Data(HttpStatusCode.Created);
        }
        Assert.Single((await ana.GetAsync("tasks")).Data().EnumerateArray());
        (await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "A" }, "")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    /// <param name="commit">1: the key's own; 2: the request's; 3: its answer's.</param>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_request_with_a_key_stands_also_when_its_caller_leaves_just_after_a_commit(int commit)
    {
        var arrived = new Arrivals();
        await using var host = MartinHost.Start(services: s => s.AddSingleton<IStartupFilter>(arrived));
        using var ana = await host.AddUserAsync("ana@leaves.example");
        using var leaves = new CancellationTokenSource();
        var seen = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var commits = 0;
        using (new CommitWatch(host.Databases, ana.UserId, () =>
        {
            if (Interlocked.Increment(ref commits) != commit) return;
            leaves.Cancel();
            seen.SetResult(arrived.Left.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        }))
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tasks") { Content = JsonContent.Create(new { title = "Once" }) };
            request.Headers.Add(IdempotencyEdge.Header, "left");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ana.Http.SendAsync(request, leaves.Token));
            Assert.True(await seen.Task);  // the caller knows before the server does
        }
        Answer again = null!;
        await Until.HoldsAsync(async () => (again = await SendAsync(ana, HttpMethod.Post, "tasks", new { title = "Once" }, "left")).Status == HttpStatusCode.Created);
        Assert.Equal("true", again.Headers[IdempotencyEdge.ReplayedHeader]);
        Assert.Single((await ana.GetAsync("tasks")).Data().EnumerateArray());
    }

    /// <summary>Keeps of the first request with a key when its caller leaves, as the server sees it.</summary>
    private sealed class Arrivals : IStartupFilter
    {
        public CancellationToken Left { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, then) =>
            {
                if (context.Request.Headers.ContainsKey(IdempotencyEdge.Header) && Left == default) Left = context.RequestAborted;
                await then(context);
            });
            next(app);
        };
    }

    [Fact]
    public async Task A_bare_refusal_has_its_envelope_also_when_it_is_asked_for_again()
    {
        using var ana = await martin.AddUserAsync("ana@bare.example");
        foreach (var (method, path, status) in new[]
        {
            (HttpMethod.Post, "nothing/here", HttpStatusCode.NotFound), (HttpMethod.Patch, "tasks", HttpStatusCode.MethodNotAllowed),
        })
            for (var time = 1; time <= 2; time++)
            {
                var answer = await SendAsync(ana, method, path, new { a = 1 }, $"bare-{path}");
                Assert.Equal((status, false), (answer.Status, answer.Json.GetProperty("success").GetBoolean()));
                Assert.NotEmpty(answer.Json.GetProperty("meta").GetProperty("requestId").GetString()!);
            }
        for (var time = 1; time <= 2; time++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tasks") { Content = new StringContent("title=x", null, "application/x-www-form-urlencoded") };
            request.Headers.Add(IdempotencyEdge.Header, "bare-415");
            (await ana.SendAsync(request)).Refused(HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
        }
    }

    [Fact]
    public async Task Members_of_a_query_that_a_route_does_not_know_are_refused_on_every_route()
    {
        using var ana = await martin.AddUserAsync("ana@queries.example");
        var refused = (await ana.GetAsync("me?x=1")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("x", refused.Details.EnumerateObject().Select(d => d.Name));
        (await ana.PostAsync("tasks?x=1", new { title = "A" })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await ana.GetAsync("me?x=")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await ana.GetAsync("tasks?x=")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Empty((await ana.GetAsync("tasks?q=")).Data().EnumerateArray());
    }

    [Fact]
    public async Task A_page_of_an_allowed_origin_may_read_every_header_that_the_document_names()
    {
        await using var open = MartinHost.Start(new() { ["MARTIN_ORIGINS"] = "https://app.example" });
        using var ana = await open.AddUserAsync("ana@cors.example");
        var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/tasks");
        request.Headers.Add("Origin", "https://app.example");
        var exposed = (await ana.SendAsync(request)).Headers["Access-Control-Expose-Headers"].Split(',', StringSplitOptions.TrimEntries);
        var named = System.Text.Json.JsonElement.Parse((await ana.Http.GetStringAsync("openapi/v1.json"))).GetProperty("components").GetProperty("headers").EnumerateObject().Select(h => h.Name);
        Assert.Empty(named.Except(exposed));
        Assert.Superset(new HashSet<string> { "ETag", "Location", "Idempotent-Replayed" }, exposed.ToHashSet());
    }

    [Fact]
    public async Task A_list_that_has_not_changed_is_not_sent_again()
    {
        using var ana = await martin.AddUserAsync("ana@etag.example");
        (await ana.PostAsync("tasks", new { title = "A" })).Data(HttpStatusCode.Created);
        var first = await ana.GetAsync("tasks");
        var tag = first.Headers["ETag"];
        Assert.Equal(tag, (await ana.GetAsync("tasks")).Headers["ETag"]);
        var known = new HttpRequestMessage(HttpMethod.Get, "api/v1/tasks");
        known.Headers.Add("If-None-Match", $"\"else\", {tag}");
        var unchanged = await ana.SendAsync(known);
        Assert.Equal((HttpStatusCode.NotModified, ""), (unchanged.Status, unchanged.Text));
        (await ana.PostAsync("tasks", new { title = "B" })).Data(HttpStatusCode.Created);
        var changed = new HttpRequestMessage(HttpMethod.Get, "api/v1/tasks");
        changed.Headers.Add("If-None-Match", tag);
        Assert.Equal(2, (await ana.SendAsync(changed)).Data().GetArrayLength());
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_how_long_to_wait_and_nobody_else_is()
    {
        await using var strict = MartinHost.Start(new() { ["Limits:WritesPerMinute"] = "3", ["Limits:MessagesPerMinute"] = "2", ["Limits:SignInsPerMinute"] = "6" });
        using var ana = await strict.AddUserAsync("ana@often.example");
        using var bob = await strict.AddUserAsync("bob@often.example");
        for (var i = 0; i < 3; i++)
            Assert.Equal($"{2 - i}", (await ana.PostAsync("tasks", new { title = "T" })).Headers["RateLimit-Remaining"]);
        var refused = (await ana.PostAsync("tasks", new { title = "T" })).Refused(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
        Assert.Equal("3", refused.Headers["RateLimit-Limit"]);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 60);
        Assert.InRange(int.Parse(refused.Headers["RateLimit-Reset"]), 1, 60);
        (await bob.PostAsync("tasks", new { title = "T" })).Data(HttpStatusCode.Created);
        (await ana.GetAsync("tasks")).Data();

        await using var device = await WireClient.ConnectAsync(strict.Address, MartinHost.OwnerKey);
        for (var i = 0; i < 2; i++) await device.AskAsync("hello");
        var coded = await Assert.ThrowsAsync<WireException>(() => device.AskAsync("hello"));
        Assert.Equal("RATE_LIMITED", coded.Code);
        Assert.Contains("(retry after", coded.Message, StringComparison.Ordinal);

        using var stranger = strict.Anonymous();
        Answer last;
        var tries = 0;
        do last = await stranger.PostAsync("auth/login", new { ownerKey = "guess" });
        while (last.Status == HttpStatusCode.Unauthorized && ++tries < 20);
        last.Refused(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64")]
    public void An_address_counts_as_its_network(string address, string network) =>
        Assert.Equal(network, RateLimits.Network(IPAddress.Parse(address)));

    private static Task<Answer> SendAsync(Api user, HttpMethod method, string path, object body, string key)
    {
        var request = new HttpRequestMessage(method, $"api/v1/{path}") { Content = JsonContent.Create(body) };
        request.Headers.Add(IdempotencyEdge.Header, key);
        return user.SendAsync(request);
    }
}
