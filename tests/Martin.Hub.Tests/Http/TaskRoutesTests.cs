using System.Net;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Http;

public sealed class TaskRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task Overdue_and_open_tasks_are_found_and_so_are_the_others()
    {
        using var ana = await martin.AddUserAsync("ana@overdue.example");
        var (past, future) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        (await ana.PostAsync("tasks", new { title = "late", dueAt = past })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("tasks", new { title = "late but done", dueAt = past, status = "completed" })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("tasks", new { title = "in time", dueAt = future })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("tasks", new { title = "whenever" })).Data(HttpStatusCode.Created);
        Assert.Equal(["late"], await TitlesAsync("overdue=true"));
        Assert.Equal(["in time", "late but done", "whenever"], await TitlesAsync("overdue=false"));
        Assert.Equal(["in time", "late", "whenever"], await TitlesAsync("open=true"));
        Assert.Equal(["late but done"], await TitlesAsync("open=false"));
        Assert.Empty(await TitlesAsync("open=false&overdue=true"));
        (await ana.GetAsync("tasks?overdue=yes")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");

        async Task<List<string?>> TitlesAsync(string query) =>
            [.. (await ana.GetAsync($"tasks?{query}")).Data().EnumerateArray().Select(t => t.GetProperty("title").GetString()).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task What_stands_on_a_list_is_found_by_its_name()
    {
        using var ana = await martin.AddUserAsync("ana@lists.example");
        (await ana.PostAsync("tasks", new { title = "Milk", list = "shopping" })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("tasks", new { title = "Call the bank" })).Data(HttpStatusCode.Created);
        Assert.Equal("shopping", Assert.Single((await ana.GetAsync("tasks?list=Shopping")).Data().EnumerateArray()).GetProperty("list").GetString());
        Assert.Empty((await ana.GetAsync("tasks?list=wishes")).Data().EnumerateArray());
        (await ana.PostAsync("tasks", new { title = "Milk", list = "" })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task A_task_is_made_read_replaced_listed_and_removed_and_each_change_is_told()
    {
        using var ana = await martin.AddUserAsync("ana@tasks.example");
        var made = (await ana.PostAsync("tasks", new { title = "Call the bank", priority = "high", dueAt = "2026-11-23T09:00:00+01:00" })).Data(HttpStatusCode.Created);
        var id = made.GetProperty("id").GetString();
        Assert.Equal(("2026-11-23T08:00:00Z", "pending", "user", 1), (made.GetProperty("dueAt").GetString(), made.GetProperty("status").GetString(),
            made.GetProperty("source").GetProperty("kind").GetString(), made.GetProperty("version").GetInt32()));
        var next = (await ana.PutAsync($"tasks/{id}", new { title = "Call the bank", status = "completed", version = 1 })).Data();
        Assert.Equal((100, "medium", 2), (next.GetProperty("progress").GetInt32(), next.GetProperty("priority").GetString(), next.GetProperty("version").GetInt32()));
        Assert.False(next.TryGetProperty("dueAt", out _));
        (await ana.PutAsync($"tasks/{id}", new { title = "Late", version = 1 })).Refused(HttpStatusCode.Conflict, "VERSION_MISMATCH");
        Assert.Equal(id, Assert.Single((await ana.GetAsync("tasks?status=completed&q=BANK")).Data().EnumerateArray()).GetProperty("id").GetString());
        Assert.Empty((await ana.GetAsync("tasks?priority=urgent")).Data().EnumerateArray());
        (await ana.DeleteAsync($"tasks/{id}")).Data();
        (await ana.GetAsync($"tasks/{id}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");

        var told = (await ana.GetAsync("notifications?afterSeq=0")).Data();
        Assert.Equal(["created", "updated", "deleted"], told.GetProperty("notifications").EnumerateArray().Select(n => n.GetProperty("data").GetProperty("change").GetString()));
        Assert.Equal(3, told.GetProperty("latestSeq").GetInt32());
        Assert.Equal(1, (await ana.GetAsync("notifications?afterSeq=2")).Data().GetProperty("notifications").GetArrayLength());
        var first = (await ana.GetAsync("notifications?limit=2")).Data();
        Assert.Equal((2, true, false), (first.GetProperty("notifications").GetArrayLength(), first.GetProperty("hasMore").GetBoolean(), first.GetProperty("truncated").GetBoolean()));
        (await ana.GetAsync("notifications?limit=201")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task A_task_waits_for_others_but_never_for_itself()
    {
        using var ana = await martin.AddUserAsync("ana@cycle.example");
        var first = (await ana.PostAsync("tasks", new { title = "A" })).Data(HttpStatusCode.Created).GetProperty("id").GetString()!;
        var second = (await ana.PostAsync("tasks", new { title = "B", dependsOn = new[] { first } })).Data(HttpStatusCode.Created);
        Assert.True(second.GetProperty("blocked").GetBoolean());
        var circle = new { title = "A", dependsOn = new[] { second.GetProperty("id").GetString() }, version = 1 };
        Assert.Contains(first, (await ana.PutAsync($"tasks/{first}", circle)).Refused(HttpStatusCode.Conflict, "TASK_CYCLE").Text, StringComparison.Ordinal);
        (await ana.PostAsync("tasks", new { title = "C", dependsOn = new[] { Guid.NewGuid() } })).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Equal(1, (await ana.GetAsync($"tasks/{first}")).Data().GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Pages_follow_each_other_by_an_opaque_cursor()
    {
        using var ana = await martin.AddUserAsync("ana@pages.example");
        for (var i = 0; i < 5; i++) (await ana.PostAsync("tasks", new { title = $"T{i}" })).Data(HttpStatusCode.Created);
        var titles = new List<string?>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await ana.GetAsync($"tasks?limit=2&cursor={cursor}");
            titles.AddRange(page.Data().EnumerateArray().Select(t => t.GetProperty("title").GetString()));
            cursor = page.Json.GetProperty("meta").TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        Assert.Equal(["T4", "T3", "T2", "T1", "T0"], titles);
    }

    [Theory]
    [InlineData("""{"title":5}""", "title", "must be a string")]
    [InlineData("""{}""", "title", "is required")]
    [InlineData("""{"title":null}""", "title", "must not be null")]
    [InlineData("""{"title":"  "}""", "title", "must not be empty")]
    [InlineData("""{"title":"t","title":"u"}""", "title", "is given twice")]
    [InlineData("""{"title":"t","colour":"red"}""", "colour", "is not known; known are ")]
    [InlineData("""{"title":"t","priority":"huge"}""", "priority", "must be one of low, medium, high, urgent")]
    [InlineData("""{"title":"t","priority":1}""", "priority", "must be one of")]
    [InlineData("""{"title":"t","progress":"50"}""", "progress", "must be an integer")]
    [InlineData("""{"title":"t","progress":1e3}""", "progress", "must be an integer")]
    [InlineData("""{"title":"t","progress":99999999999}""", "progress", "must be an integer from")]
    [InlineData("""{"title":"t","progress":101}""", "progress", "must be from 0 to 100")]
    [InlineData("""{"title":"t","dueAt":"2026-11-22T09:00:00"}""", "dueAt", "must be an instant with an offset")]
    [InlineData("""{"title":"t","dependsOn":["x"]}""", "dependsOn[0]", "must be a UUID")]
    [InlineData("""{"title":"t","dependsOn":[null]}""", "dependsOn[0]", "must not be null")]
    [InlineData("""{"title":"t","dependsOn":{}}""", "dependsOn", "must be a list")]
    [InlineData("""{"title":"half \ud800 pair"}""", "title", "must be valid Unicode")]
    [InlineData("""{"title":"nul \u0000"}""", "title", "U+0000")]
    [InlineData("""[]""", "body", "must be an object")]
    [InlineData("""null""", "body", "must not be null")]
    [InlineData("""{"title":""", "body", "must be well-formed JSON")]
    [InlineData("", "body", "must be well-formed JSON")]
    public async Task What_is_wrong_with_a_body_is_said_of_its_field(string body, string field, string words)
    {
        using var owner = await martin.OwnerAsync();
        var answer = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/v1/tasks") { Content = new StringContent(body, null, "application/json") });
        answer.Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains(words, answer.Details.GetProperty(field)[0].GetString(), StringComparison.Ordinal);
        Assert.DoesNotMatch("System|Martin\\.|Json[A-Z]|`", answer.Text);
    }

    [Fact]
    public async Task All_problems_come_at_once()
    {
        using var owner = await martin.OwnerAsync();
        var answer = (await owner.PostAsync("tasks", new { priority = "x", progress = "y", z = 1 })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Equal(["priority", "progress", "title", "z"], answer.Details.EnumerateObject().Select(p => p.Name).Order());
    }
}
