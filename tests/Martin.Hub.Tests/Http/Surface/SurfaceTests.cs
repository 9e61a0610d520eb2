using System.Net;
using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients.Raw;
using Martin.Testing.Schemas;
using Martin.Testing.Servers;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>Every route answers as the API's own document says, right calls and wrong ones, on both databases.</summary>
public sealed class SurfaceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_route_answers_as_the_document_says(bool postgres)
    {
        var settings = new Dictionary<string, string>();
        if (postgres) settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var martin = MartinHost.Start(settings);
        using var http = martin.NewHttp();
        var document = JsonElement.Parse(await http.GetStringAsync("openapi/v1.json"));
        var schemas = new JsonSchemaValidator(document);
        var owner = await RestOwner.AddAsync(martin);
        using var nobody = martin.Anonymous();
        var (problems, answers) = (new List<string>(), 0);
        foreach (var call in RestCalls.All)
        {
            var operation = document.GetProperty("paths").GetProperty($"/api/v1/{call.Template}").GetProperty(call.Method.ToLowerInvariant());
            var right = await call.Make(owner);
            if (right.Body is { } body && operation.TryGetProperty("requestBody", out var takes))
                foreach (var problem in schemas.Problems(Json(takes).GetProperty("schema"), JsonElement.Parse(body.Json))) problems.Add($"{call}, body: {problem}");
            // The wrong ones first: none of them may change anything that the right one needs.
            if (!call.Template.StartsWith("auth/login", StringComparison.Ordinal) && !call.Template.StartsWith("auth/refresh", StringComparison.Ordinal))
                await CheckAsync("without a token", right, nobody, HttpStatusCode.Unauthorized);
            if (right.Body is RawMap map) await CheckAsync("with an unknown member", right with { Body = map.Plus("surprise", RawValue.Of(1)) }, right.As ?? owner.Api, HttpStatusCode.BadRequest);
            if (right.Query.Count > 0) await CheckAsync("with an unknown query", right with { Query = [.. right.Query, ("surprise", "1")] }, right.As ?? owner.Api, HttpStatusCode.BadRequest);
            await CheckAsync("right", right, right.As ?? owner.Api, right.Expect);

            async Task CheckAsync(string how, RestRequest request, Api api, HttpStatusCode expected)
            {
                answers++;
                var answer = await api.SendAsync(request.ToMessage(call.Method));
                if (answer.Status != expected) problems.Add($"{call}, {how}: {(int)answer.Status} instead of {(int)expected} {answer.Text}");
                else if (!operation.GetProperty("responses").TryGetProperty($"{(int)answer.Status}", out var response)) problems.Add($"{call}, {how}: {(int)answer.Status} is not in the document");
                else if (answer.Text.Length > 0) Fits($"{call}, {how}", response, answer);
            }
        }
        output.WriteLine($"{answers} answers of {RestCalls.All.Count} calls checked against the document");
        Assert.Equal([], problems);

        void Fits(string what, JsonElement response, Answer answer)
        {
            var type = answer.Headers["Content-Type"].Split(';')[0];
            if (!response.TryGetProperty("content", out var content) || !content.EnumerateObject().Any(c => c.Name == type || c.Name == "*/*"))
                problems.Add($"{what}: {type} is not in the document");
            else if (type == "application/json" && content.GetProperty(type).TryGetProperty("schema", out var schema))
                foreach (var problem in schemas.Problems(schema, answer.Json)) problems.Add($"{what}: {problem}");
        }
    }

    private static JsonElement Json(JsonElement body) => body.GetProperty("content").GetProperty("application/json");
}
