using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Plugins.Tools;
using Martin.Testing;
using Martin.Testing.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Mcp;

/// <summary>Martin's tools for other programs: seen by the official SDK, and by whoever tries to get past the user.</summary>
public sealed class McpTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task The_official_client_lists_and_calls_the_tools_and_changes_wait_for_the_user()
    {
        using var ana = await martin.AddUserAsync("ana@mcp.example");
        (await ana.PostAsync("tasks", new { title = "Pay the rent" })).Data(HttpStatusCode.Created);
        var session = await McpClient.CallAsync(martin.Address, ana.AccessToken, new("list_tasks", new { }), new("create_task", new { title = "Water the plants" }),
            new("send_mail", new { to = new[] { new { email = "bob@mcp.example" } }, subject = "Hello", body = "Hi" }), new("create_task", new { titel = "x" }), new("no_such_tool", new { }));
        Assert.Equal("martin", session.Server);
        var names = session.Tools.EnumerateArray().Select(t => t.Text("name")!).ToHashSet();
        Assert.True(names.SetEquals([.. martin.Services.GetRequiredService<ToolBox>().All.Select(t => t.Name), "get_action"]));
        Assert.All(session.Tools.EnumerateArray(), t => Assert.Equal("object", t.GetProperty("inputSchema").Text("type")));
        Assert.True(session.Tools.EnumerateArray().Single(t => t.Text("name") == "list_tasks").GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean());
        Assert.True(session.Tools.EnumerateArray().Single(t => t.Text("name") == "send_mail").GetProperty("annotations").GetProperty("destructiveHint").GetBoolean());

        Assert.Equal("Pay the rent", session.Results[0].Json.GetProperty("tasks")[0].Text("title"));
        Assert.All(session.Results.Skip(1).Take(2), r => Assert.True(r.Json.GetProperty("proposed").GetBoolean()));
        Assert.True(session.Results[3].IsError);
        Assert.Contains("titel", session.Results[3].Text, StringComparison.Ordinal);
        Assert.Contains("no_such_tool", session.Results[4].Error, StringComparison.Ordinal);
        Assert.Single((await ana.GetAsync("tasks")).Data().EnumerateArray());
        Assert.Equal(2, (await ana.ToldAsync("action_requested")).Count);

        var proposed = session.Results[1].Json.Text("actionId");
        var action = (await ana.GetAsync($"assistant/actions/{proposed}")).Data();
        Assert.True(action.GetProperty("tainted").GetBoolean());
        Assert.Contains("MCP", action.Text("reason"), StringComparison.Ordinal);
        (await ana.PostAsync($"assistant/actions/{proposed}/approve", new { payloadHash = action.Text("payloadHash") })).Data();
        await Until.HoldsAsync(async () => (await ana.GetAsync("tasks")).Data().GetArrayLength() == 2);
        var later = await McpClient.CallAsync(martin.Address, ana.AccessToken, new("get_action", new { actionId = proposed }), new("get_action", new { actionId = session.Results[2].Json.Text("actionId") }));
        Assert.Equal(["executed", "proposed"], later.Results.Select(r => r.Json.Text("status")));
    }

    [Fact]
    public async Task No_write_of_any_tool_gets_past_the_user()
    {
        using var ana = await martin.AddUserAsync("ana@mcpwrites.example");
        var task = (await ana.PostAsync("tasks", new { title = "Pay the rent" })).Data(HttpStatusCode.Created).Id();
        var at = (await ana.PostAsync("calendar/events", new { title = "Review", startTime = "2027-03-01T10:00:00Z", endTime = "2027-03-01T11:00:00Z" })).Data(HttpStatusCode.Created).Id();
        var mail = (await ana.ReceiveAsync(Post.Mail("Hello", "Are you there?", "Bob <bob@x.example>"))).Id();
        var memory = (await ana.PostAsync("memories", new { content = "I like tea." })).Data(HttpStatusCode.Created).Id();
        var arguments = new Dictionary<string, object>
        {
            ["create_task"] = new { title = "x" }, ["update_task"] = new { taskId = task, changes = new { title = "y" } }, ["complete_task"] = new { taskId = task }, ["delete_task"] = new { taskId = task },
            ["create_event"] = new { title = "x", startTime = "2027-03-02T10:00", endTime = "2027-03-02T11:00" }, ["update_event"] = new { eventId = at, changes = new { title = "y" } },
            ["cancel_event"] = new { eventId = at }, ["respond_event"] = new { eventId = at, response = "declined" },
            ["schedule_meeting"] = new { title = "x", durationMinutes = 30, from = "2027-03-08T09:00", to = "2027-03-12T17:00" },
            ["archive_mail"] = new { emailIds = new[] { mail } }, ["label_mail"] = new { emailIds = new[] { mail }, isRead = true }, ["triage_email"] = new { emailIds = new[] { mail } },
            ["send_mail"] = new { to = new[] { new { email = "bob@x.example" } }, subject = "x", body = "x" }, ["save_memory"] = new { content = "I like coffee." }, ["delete_memory"] = new { memoryId = memory },
        };
        var tools = martin.Services.GetRequiredService<ToolBox>().All;
        Assert.Equal(["draft_reply", "undo_action"], tools.Where(t => t.Effect != Effect.Read && !arguments.ContainsKey(t.Name)).Select(t => t.Name));
        var before = await WorldAsync(ana);
        foreach (var (name, given) in arguments)
        {
            var result = await ToolAsync(ana, name, given);
            Assert.True(result.TryGetProperty("result", out var told) && JsonElement.Parse(told.GetProperty("content")[0].Text("text")!).GetProperty("proposed").GetBoolean(), $"{name}: {result.GetRawText()}");
            Assert.Equal(before, await WorldAsync(ana));
        }
        foreach (var (name, given) in new (string, object)[]
        {
            ("create_task", new { title = "x", approve = true }), ("approve", new { actionId = task }), ("ResolveAction", new { actionId = task, decision = "approve" }), ("undo_action", new { actionId = task }),
            ("get_action", new { actionId = task, decision = "approve" }), ("get_action", new { actionId = Guid.NewGuid() }), ("get_action", new { }),
        })
        {
            var answer = await ToolAsync(ana, name, given);
            Assert.True(answer.TryGetProperty("error", out _) || answer.GetProperty("result").GetProperty("isError").GetBoolean(), $"{name}: {answer.GetRawText()}");
        }
        Assert.Equal(before, await WorldAsync(ana));

        // A draft is made at once: it goes nowhere by itself, and the user can take it back.
        Assert.Contains("draftId", (await ToolAsync(ana, "draft_reply", new { emailId = mail, instructions = "yes" })).GetRawText(), StringComparison.Ordinal);
        Assert.Single((await ana.GetAsync("inbox/drafts")).Data().EnumerateArray());
        var drafted = (await ana.GetAsync("assistant/actions?status=executed")).Data().EnumerateArray().Single(a => a.Text("type") == "draft_reply");
        // Taking it back by tool is a write like the others.
        Assert.Contains("proposed", (await ToolAsync(ana, "undo_action", new { actionId = drafted.Id() })).GetRawText(), StringComparison.Ordinal);
        Assert.Single((await ana.GetAsync("inbox/drafts")).Data().EnumerateArray());
        Assert.Equal("undone", (await ana.PostAsync($"assistant/actions/{drafted.Id()}/undo")).Data().Text("status"));
    }

    [Fact]
    public async Task Only_a_live_session_gets_in_and_sees_its_own()
    {
        var address = new Uri(martin.Address, "/mcp");
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(Request(address, null, "tools/list"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(Request(address, "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "tools/list"))).StatusCode);
        using var ana = await martin.AddUserAsync("ana@mcpin.example");
        using var bob = await martin.AddUserAsync("bob@mcpin.example");
        var page = Request(address, ana.AccessToken, "tools/list");
        page.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(page)).StatusCode);
        var mine = (await ToolAsync(ana, "create_task", new { title = "x" })).GetRawText();
        var id = (await ana.GetAsync("assistant/actions")).Data()[0].Id();
        Assert.Contains(id, mine, StringComparison.Ordinal);
        Assert.Contains("no such action", (await ToolAsync(bob, "get_action", new { actionId = id })).GetRawText(), StringComparison.Ordinal);
        (await ana.DeleteAsync("auth/logout")).Data();
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.SendAsync(Request(address, ana.AccessToken, "tools/list"))).StatusCode);
    }

    [Fact]
    public async Task What_is_no_request_gets_an_error_and_no_fault()
    {
        using var ana = await martin.AddUserAsync("ana@mcpbad.example");
        using var http = new HttpClient();
        foreach (var body in new[] { "", "{", "[]", "null", "{\"jsonrpc\":\"2.0\"}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nonsense\"}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"create_task\",\"arguments\":[]}}", "{\"jsonrpc\":\"1.0\",\"id\":{},\"method\":3}", new string('[', 10_000) })
        {
            var request = Request(new Uri(martin.Address, "/mcp"), ana.AccessToken, "");
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            var answer = await http.SendAsync(request);
            Assert.True((int)answer.StatusCode < 500, $"{body[..Math.Min(60, body.Length)]}: {answer.StatusCode}");
            Assert.DoesNotContain("   at ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete, HttpMethod.Put])
        {
            var request = Request(new Uri(martin.Address, "/mcp"), ana.AccessToken, "");
            request.Method = method;
            request.Content = null;
            Assert.InRange((int)(await http.SendAsync(request)).StatusCode, 400, 499);
        }
    }

    [Fact]
    public async Task A_program_that_asks_too_much_is_held_back()
    {
        using var ana = await martin.AddUserAsync("ana@mcpmany.example");
        for (var i = 0; i < 50; i++) Assert.Contains("proposed", (await ToolAsync(ana, "create_task", new { title = $"{i}" })).GetRawText(), StringComparison.Ordinal);
        Assert.Contains("wait for the user already", (await ToolAsync(ana, "create_task", new { title = "one more" })).GetRawText(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> ToolAsync(Api api, string name, object arguments)
    {
        using var http = new HttpClient();
        var answer = await http.SendAsync(Request(new Uri(martin.Address, "/mcp"), api.AccessToken, "tools/call", new { name, arguments }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        return JsonElement.Parse(text.Split('\n').FirstOrDefault(l => l.StartsWith("data:", StringComparison.Ordinal))?["data:".Length..] ?? text);
    }

    private static HttpRequestMessage Request(Uri address, string? token, string method, object? arguments = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = arguments ?? new { } }), Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<string> WorldAsync(Api api)
    {
        await using var db = martin.Databases.For(api.UserId);
        return JsonSerializer.Serialize(new
        {
            tasks = await db.Tasks.AsNoTracking().Select(t => new { t.Title, t.Status, t.Version }).ToListAsync(),
            events = await db.Events.AsNoTracking().Select(e => new { e.Title, e.StartTime, e.SelfResponse, e.Version }).ToListAsync(),
            mails = await db.Emails.AsNoTracking().Select(e => new { e.Subject, e.Status, e.IsRead, e.Category }).ToListAsync(),
            memories = await db.Memories.AsNoTracking().Select(m => m.Content).ToListAsync(), drafts = await db.Drafts.CountAsync(),
        });
    }
}
