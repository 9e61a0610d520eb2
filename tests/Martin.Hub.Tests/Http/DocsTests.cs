using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Martin.Hub.Docs;
using Martin.Hub.Tests.Http.Surface;
using Martin.Hub.Tests.Support;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;
using Martin.Testing.Schemas;
using Microsoft.Extensions.DependencyInjection;
using ErrorCode = Martin.Hub.Errors.ErrorCode;

namespace Martin.Hub.Tests.Http;

public sealed partial class DocsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task Every_route_of_the_api_is_in_its_document_with_what_it_takes_and_answers()
    {
        using var http = martin.NewHttp();
        var document = JsonElement.Parse(await http.GetStringAsync("openapi/v1.json"));
        var paths = document.GetProperty("paths");
        var routes = RouteTable.Of(martin).Select(r => (Path: $"/api/v1/{r.Template}", Method: r.Method.ToLowerInvariant())).ToList();
        Assert.NotEmpty(routes);
        foreach (var (path, method) in routes)
        {
            Assert.True(paths.TryGetProperty(path, out var methods) && methods.TryGetProperty(method, out _), $"{method} {path} is missing");
            var operation = methods.GetProperty(method);
            Assert.True(operation.GetProperty("responses").TryGetProperty("400", out _), $"{method} {path} does not say how it refuses");
            if (method is "post" or "put" && !Bodyless().IsMatch(path))
                Assert.True(operation.TryGetProperty("requestBody", out _), $"{method} {path} does not say what it takes");
        }
        var task = document.GetProperty("components").GetProperty("schemas").GetProperty("TaskPriority").GetProperty("enum");
        Assert.Equal(["low", "medium", "high", "urgent"], task.EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_the_shape_of_each_success()
    {
        var operations = Operations(await DocumentAsync()).ToList();
        Assert.NotEmpty(operations);
        Assert.All(operations, o => Assert.EndsWith(".", o.Value.GetProperty("summary").GetString(), StringComparison.Ordinal));
        Assert.Equal(operations.Count, operations.Select(o => o.Value.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (name, operation) in operations)
        {
            var successes = operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '2').ToList();
            Assert.True(successes.Count > 0, $"{name} has no success");
            foreach (var media in successes.SelectMany(s => s.Value.TryGetProperty("content", out var content) ? content.EnumerateObject() : throw new Xunit.Sdk.XunitException($"{name} {s.Name} has no shape")))
                Assert.True(media.Value.TryGetProperty("schema", out var schema) && schema.EnumerateObject().Any(), $"{name} has no shape for {media.Name}");
        }
    }

    [Fact]
    public async Task Every_json_body_and_answer_has_an_example_that_fits_its_schema()
    {
        var document = await DocumentAsync();
        var validator = new JsonSchemaValidator(document);
        var problems = new List<string>();
        foreach (var (name, operation) in Operations(document))
        {
            var contents = operation.GetProperty("responses").EnumerateObject().Select(r => (At: $"{name} {r.Name}", r.Value));
            if (operation.TryGetProperty("requestBody", out var body)) contents = contents.Append(($"{name} body", body));
            foreach (var (at, media) in contents.SelectMany(c => c.Value.TryGetProperty("content", out var content) ? content.EnumerateObject().Select(m => ($"{c.At} {m.Name}", m)) : []))
                if (media.Value.TryGetProperty("example", out var example)) problems.AddRange(validator.Problems(media.Value.GetProperty("schema"), example).Select(p => $"{at}: {p}"));
                else if (media.Name == "application/json") problems.Add($"{at} has no example");
        }
        Assert.Empty(problems);
    }

    // Members of bodies whose rule is not a length: they are read as times, zones or rules, and refused in words of their own.
    private static readonly HashSet<string> ReadByMeaning = ["startTime", "endTime", "timeZone", "from", "to", "newStart", "recurrence", "model", "briefingAt", "start", "end", "resolution", "payloadHash", "email", "name", "eventId"];

    [Fact]
    public async Task Every_text_and_list_that_a_body_takes_has_a_limit()
    {
        var document = await DocumentAsync();
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var bodies = Operations(document).Where(o => o.Value.TryGetProperty("requestBody", out _))
            .SelectMany(o => References().Matches(o.Value.GetProperty("requestBody").GetRawText()).Select(m => m.Groups[1].Value)).Distinct().ToList();
        Assert.True(bodies.Count > 15);
        var without = from body in bodies
                      from member in schemas.GetProperty(body).TryGetProperty("properties", out var members) ? members.EnumerateObject() : []
                      where !ReadByMeaning.Contains(member.Name) && !IsLimited(member.Value)
                      select $"{body}.{member.Name}";
        Assert.Equal([], without);

        static bool IsLimited(JsonElement schema)
        {
            if (schema.TryGetProperty("enum", out _) || schema.TryGetProperty("format", out _) || schema.TryGetProperty("$ref", out _) || schema.TryGetProperty("oneOf", out _)) return true;
            var type = schema.TryGetProperty("type", out var given) ? given.GetRawText() : "";
            return !type.Contains("string", StringComparison.Ordinal) && !type.Contains("array", StringComparison.Ordinal)
                || schema.TryGetProperty("maxLength", out _) || schema.TryGetProperty("maxItems", out _);
        }
    }

    [Fact]
    public async Task The_words_of_notifications_and_actions_are_lists_and_the_hubs_page_names_them_and_the_error_codes()
    {
        var schemas = (await DocumentAsync()).GetProperty("components").GetProperty("schemas");
        var types = Words("NotificationView", "type");
        Assert.Contains("reminder_due", types);
        Assert.Equal(14, types.Count);
        // The types of actions are the tools that write, no more and no fewer.
        var writing = martin.Services.GetRequiredService<ToolBox>().All.Where(t => t.Effect is Effect.OwnWrite or Effect.Outward).Select(t => t.Name);
        Assert.Equal(writing.Order(StringComparer.Ordinal), Words("ActionView", "type").Order(StringComparer.Ordinal));
        using var http = martin.NewHttp();
        var page = await http.GetStringAsync("docs/hub");
        Assert.All(types.Concat(typeof(ErrorCode).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)), word => Assert.Contains($"<code>{word}</code>", page, StringComparison.Ordinal));

        List<string> Words(string type, string member) => [.. schemas.GetProperty(type).GetProperty("properties").GetProperty(member).GetProperty("enum").EnumerateArray().Select(w => w.GetString()!)];
    }

    [Fact]
    public async Task Refusals_name_only_codes_of_the_contract_and_those_that_the_operation_can_give()
    {
        var document = await DocumentAsync();
        var known = typeof(ErrorCode).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).ToHashSet();
        var codes = Operations(document).ToDictionary(o => o.Value.GetProperty("operationId").GetString()!, o => o.Value.GetProperty("responses").EnumerateObject()
            .Where(r => r.Name[0] is '4' or '5').SelectMany(r => r.Value.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("allOf")[1]
                .GetProperty("properties").GetProperty("error").GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray()
                .Select(c => (Status: r.Name, Code: c.GetString()!))).ToHashSet());
        Assert.All(codes.Values.SelectMany(c => c), c =>
        {
            Assert.Contains(c.Code, known);
            Assert.Equal(c.Status, c.Status == "415" ? "415" : ErrorCode.HttpStatus(c.Code).ToString());
        });
        Assert.Equal(["replaceTask"], Having(ErrorCode.TaskCycle));
        Assert.Equal(["refreshSession"], Having(ErrorCode.TokenReused));
        Assert.Equal(["approveAction", "rejectAction", "undoAction"], Having(ErrorCode.ActionNotPending));
        Assert.DoesNotContain("createTask", Having(ErrorCode.VersionMismatch));

        IEnumerable<string> Having(string code) => codes.Where(o => o.Value.Any(c => c.Code == code)).Select(o => o.Key).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Real_answers_fit_the_document_and_a_missing_or_unknown_member_does_not()
    {
        var document = await DocumentAsync();
        var validator = new JsonSchemaValidator(document);
        using var user = await martin.AddUserAsync($"{Guid.NewGuid():N}@example.com");
        var task = await FitsAsync(HttpMethod.Post, "tasks", new { title = "Call the bank" });
        await FitsAsync(HttpMethod.Get, "tasks");
        await FitsAsync(HttpMethod.Put, "tasks/{id}", new { title = "Call the bank", version = 1 }, task.GetProperty("data").GetProperty("id").GetString());
        await FitsAsync(HttpMethod.Put, "tasks/{id}", new { title = "Call the bank", version = 1 }, task.GetProperty("data").GetProperty("id").GetString());  // too late: VERSION_MISMATCH
        await FitsAsync(HttpMethod.Post, "tasks", new { });
        await FitsAsync(HttpMethod.Get, "tasks/{id}", null, Guid.NewGuid().ToString());
        await FitsAsync(HttpMethod.Post, "calendar/events", new { title = "Lunch", startTime = "2026-11-25T11:00:00Z", endTime = "2026-11-25T12:00:00Z" });
        await FitsAsync(HttpMethod.Post, "calendar/events", new { title = "Lunch with Ana", startTime = "2026-11-25T11:30:00Z", endTime = "2026-11-25T12:30:00Z", attendees = new[] { new { email = "ana@example.com" } } });
        await FitsAsync(HttpMethod.Post, "calendar/events", new { title = "Stand-up", startTime = "2026-11-25T11:30:00Z", endTime = "2026-11-25T12:30:00Z" });
        await FitsAsync(HttpMethod.Get, "calendar/conflicts");
        await FitsAsync(HttpMethod.Post, "calendar/availability", new { durationMinutes = 30, from = "2026-11-25", to = "2026-11-27" });
        await FitsAsync(HttpMethod.Get, "calendar/calendars");
        await FitsAsync(HttpMethod.Get, "assistant/actions");
        await FitsAsync(HttpMethod.Post, "inbox/drafts", new { subject = "Hello", to = new[] { new { email = "ana@example.com" } } });
        await FitsAsync(HttpMethod.Get, "inbox");
        await FitsAsync(HttpMethod.Get, "me");
        await FitsAsync(HttpMethod.Get, "me/preferences");
        await FitsAsync(HttpMethod.Get, "auth/sessions");
        await FitsAsync(HttpMethod.Post, "auth/hub-ticket");
        await FitsAsync(HttpMethod.Get, "notifications");
        await FitsAsync(HttpMethod.Post, "chat/message", new { clientMessageId = "1", text = "Hello" });
        await FitsAsync(HttpMethod.Get, "chat/history");
        await FitsAsync(HttpMethod.Get, "chat/conversations");
        await FitsAsync(HttpMethod.Get, "me/export");

        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty("TaskInfoEnvelope");
        var change = document.GetProperty("components").GetProperty("schemas").GetProperty("EventInput");
        Assert.Empty(validator.Problems(change, JsonElement.Parse("""{"title":"Lunch","startTime":"2026-11-25","endTime":"2026-11-26","isAllDay":true,"recurrence":null,"location":null}""")));
        var text = task.GetRawText();
        Assert.Empty(validator.Problems(schema, task));
        Assert.NotEmpty(validator.Problems(schema, JsonElement.Parse(text.Replace("\"title\":", "\"name\":", StringComparison.Ordinal))));
        Assert.NotEmpty(validator.Problems(schema, JsonElement.Parse(text.Replace("\"blocked\":false,", "", StringComparison.Ordinal))));

        async Task<JsonElement> FitsAsync(HttpMethod method, string path, object? body = null, string? id = null)
        {
            var answer = await user.SendAsync(method, path.Replace("{id}", id, StringComparison.Ordinal), body);
            var operation = document.GetProperty("paths").GetProperty($"/api/v1/{path}").GetProperty(method.Method.ToLowerInvariant());
            Assert.True(operation.GetProperty("responses").TryGetProperty(((int)answer.Status).ToString(), out var response), $"{method} {path}: {(int)answer.Status} is not in the document");
            Assert.Equal((path, ""), (path, string.Join('\n', validator.Problems(response.GetProperty("content").GetProperty("application/json").GetProperty("schema"), answer.Json))));
            return answer.Json;
        }
    }

    [Fact]
    public async Task Reads_can_be_unchanged_and_lists_say_how_long_they_may_be()
    {
        var document = await DocumentAsync();
        var list = document.GetProperty("paths").GetProperty("/api/v1/tasks").GetProperty("get");
        Assert.True(list.GetProperty("responses").TryGetProperty("304", out _));
        var limit = list.GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "limit").GetProperty("schema");
        Assert.Equal((1, 200, 50), (limit.GetProperty("minimum").GetInt32(), limit.GetProperty("maximum").GetInt32(), limit.GetProperty("default").GetInt32()));
        var status = list.GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "status").GetProperty("schema");
        Assert.Equal(["pending", "in_progress", "completed"], status.GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
        var made = document.GetProperty("paths").GetProperty("/api/v1/tasks").GetProperty("post").GetProperty("responses");
        Assert.False(made.TryGetProperty("200", out _));
        Assert.True(made.GetProperty("201").GetProperty("headers").TryGetProperty("Location", out _));
        Assert.True(document.GetProperty("paths").GetProperty("/api/v1/chat/message").GetProperty("post").GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("text/event-stream", out _));
    }

    [Fact]
    public async Task The_document_can_be_browsed_without_any_other_host()
    {
        using var http = martin.NewHttp();
        using var page = await http.GetAsync(new Uri("docs/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotMatch(@"(src|href)=""(https?:)?//", html);
        Assert.DoesNotContain("http", string.Join(' ', page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        foreach (var script in Script().Matches(html).Select(m => m.Groups[1].Value))
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"docs/{script}", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task The_hubs_reference_names_every_method_event_and_tool()
    {
        using var http = martin.NewHttp();
        var html = await http.GetStringAsync("docs/hub");
        foreach (var name in martin.Services.GetRequiredService<HubMethods>().Names) Assert.Contains($"<code>{name}(", html, StringComparison.Ordinal);
        foreach (var tool in martin.Services.GetRequiredService<ToolBox>().All) Assert.Contains($"<code>{tool.Name} (", html, StringComparison.Ordinal);
        Assert.Contains("turn_completed", html, StringComparison.Ordinal);
        Assert.Contains("Sends a message and streams its turn.", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(src|href)=""(https?:)?//", html);
    }

    private async Task<JsonElement> DocumentAsync()
    {
        using var http = martin.NewHttp();
        return JsonElement.Parse(await http.GetStringAsync(DocsSetup.DocumentPath[1..]));
    }

    private static IEnumerable<(string Name, JsonElement Value)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(p => p.Value.EnumerateObject().Select(m => ($"{m.Name} {p.Name}", m.Value)));

    [GeneratedRegex(@"/(hub-ticket|pair|cancel|reject|undo|sync)$")]
    private static partial Regex Bodyless();

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex References();

    [GeneratedRegex(@"<script src=""([^""]+)""")]
    private static partial Regex Script();
}
