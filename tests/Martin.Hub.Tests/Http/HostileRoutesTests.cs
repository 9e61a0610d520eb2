using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Martin.Hub.Tests.Http.Surface;
using Martin.Hub.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Http;

/// <summary>Every route that the running server has, fed what no client should send: a coded answer each time, never a fault.</summary>
public sealed class HostileRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    private static readonly string[] Bodies =
    [
        "", "null", "[]", "{}", "5", "\"text\"", "{\"a\":", "{\"unknown\":{\"deep\":[1]}}",
        "{\"title\":5,\"text\":[],\"code\":{},\"refreshToken\":true,\"payloadHash\":1,\"version\":\"x\"}",
        "{\"title\":\"\\ud800\",\"text\":\"\\u0000\",\"ownerKey\":\"\\udfff\"}", "{\"\\ud800\":1}", new string('[', 100) + new string(']', 100),
        "{\"title\":\"t\",\"title\":\"t\"}", "{\"progress\":1e999,\"version\":9223372036854775808}",
        $"{{\"title\":\"{new string('x', 300_000)}\",\"text\":\"{new string('x', 300_000)}\"}}", "\u00ff\u00fe",
    ];

    private static readonly string[] Queries =
    [
        "?limit=0", "?limit=201", "?limit=x", "?limit=9999999999999999999999", "?cursor=abc", "?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "?cursor=f_______________________________", "?unknown=1", "?status=1&status=2", "?status=%00", "?q=%ED%A0%80", "?afterSeq=-1", "?afterSeq=1e3", "?from=x",
        "?from=0001-01-01T00:00:00Z", "?dueBefore=yesterday", "?conversationId=1", "?scope=everything",
    ];

    /// <summary>Of those above: right for no route that takes a body, whatever it takes.</summary>
    private static readonly HashSet<string> NeverABody = ["[]", "5", "\"text\"", "{\"a\":", "{\"unknown\":{\"deep\":[1]}}", "{\"\\ud800\":1}", new string('[', 100) + new string(']', 100)];

    /// <summary>Right for no route: one that knows the member wants another value, and one that does not refuses it.</summary>
    private static readonly HashSet<string> NeverAQuery =
    [
        "?limit=0", "?limit=201", "?limit=x", "?limit=9999999999999999999999", "?cursor=abc", "?unknown=1", "?afterSeq=-1", "?afterSeq=1e3", "?from=x", "?dueBefore=yesterday",
        "?conversationId=1",
    ];

    public static TheoryData<string> Ids => ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "x", "..%2f..", "%20", "'--"];

    [Fact]
    public async Task Wrong_bodies_and_queries_are_answered_in_code_on_every_route()
    {
        using var user = await martin.AddUserAsync("mallory@hostile.example");
        var faults = new List<string>();
        var withBody = RouteTable.WithBody(martin).Select(r => (r.Method, $"/api/v1/{r.Template}")).ToHashSet();
        Assert.True(withBody.Count > 20);
        foreach (var (method, path) in Routes().Where(r => !EndsTheSession(r)))
        {
            var takesBody = withBody.Contains((method, path));
            foreach (var body in method == "GET" ? [""] : Bodies) await ProbeAsync(user, method, path, "", body, faults, wrong: takesBody && NeverABody.Contains(body));
            foreach (var query in Queries) await ProbeAsync(user, method, path, query, "{}", faults, wrong: NeverAQuery.Contains(query));
        }
        Assert.Empty(faults);
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task Ids_that_are_nobodys_are_answered_in_code(string id)
    {
        using var user = await martin.OwnerAsync();
        var faults = new List<string>();
        foreach (var (method, path) in Routes().Where(TakesId)) await ProbeAsync(user, method, path, "", "{}", faults, id);
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Every_route_but_the_named_ones_wants_a_token()
    {
        var open = Endpoints().Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null || e.Metadata.GetMetadata<IAuthorizeData>() is null).Select(e => e.RoutePattern.RawText!.Trim('/'));
        Assert.All(open, path => Assert.Matches("^(api/v1/auth/(login|refresh)|health/(live|ready)|openapi/|docs|webhooks/|auth/callback)", path));
        using var nobody = martin.Anonymous();
        foreach (var (method, path) in Routes().Where(r => !r.Path.EndsWith("/login", StringComparison.Ordinal) && !r.Path.EndsWith("/refresh", StringComparison.Ordinal)
            && !r.Path.EndsWith("/import", StringComparison.Ordinal)))  // JSON to an upload is 415 by its route, before anyone is asked for
            (await SendAsync(nobody, method, path, "", "{}", Guid.NewGuid().ToString())).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task The_frameworks_own_refusals_wear_the_envelope()
    {
        using var owner = await martin.OwnerAsync();
        Check(await owner.GetAsync("nothing/here"), HttpStatusCode.NotFound, "NOT_FOUND");
        Check(await owner.SendAsync(HttpMethod.Patch, "tasks"), HttpStatusCode.MethodNotAllowed, "INVALID_REQUEST");
        Check(await PostTextAsync("title=x", "application/x-www-form-urlencoded"), HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
        Check(await PostTextAsync(new string(' ', 1_100_000), "application/json"), HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE");

        Task<Answer> PostTextAsync(string text, string type)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tasks") { Content = new StringContent(text, null, type) };
            request.Headers.ExpectContinue = true;  // a refusal then comes before the body, not in the midst of sending it
            return owner.SendAsync(request);
        }

        static void Check(Answer answer, HttpStatusCode status, string code)
        {
            var meta = answer.Refused(status, code).Json.GetProperty("meta");
            Assert.Equal("1.0.0", meta.GetProperty("version").GetString());
            Assert.NotEmpty(meta.GetProperty("requestId").GetString()!);
            Assert.True(meta.GetProperty("timestamp").TryGetDateTimeOffset(out _));
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        }
    }

    private static bool TakesId((string Method, string Path) route) => route.Path.Contains('{', StringComparison.Ordinal);

    private static bool EndsTheSession((string Method, string Path) route) =>
        route is { Method: "DELETE" } && (route.Path.EndsWith("/me", StringComparison.Ordinal) || route.Path.EndsWith("/logout", StringComparison.Ordinal));

    private IEnumerable<RouteEndpoint> Endpoints() => martin.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<(string Method, string Path)> Routes() => RouteTable.Of(martin).Select(r => (r.Method, $"/api/v1/{r.Template}"));

    /// <param name="wrong">It must be refused, not only answered.</param>
    private static async Task ProbeAsync(Api api, string method, string path, string query, string body, List<string> faults, string? id = null, bool wrong = false)
    {
        var where = $"{method} {path}{query} {body[..Math.Min(60, body.Length)]} {id}";
        try
        {
            var answer = await SendAsync(api, method, path, query, body, id ?? Guid.NewGuid().ToString());
            if ((int)answer.Status >= 500 || (!answer.IsDownload && !answer.Json.GetProperty("success").GetBoolean() && answer.Code is null) || (wrong && (int)answer.Status < 400)) faults.Add($"{where}: {(int)answer.Status} {answer.Text}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException)
        {
            faults.Add($"{where}: {e.Message}");
        }
    }

    private static Task<Answer> SendAsync(Api api, string method, string path, string query, string body, string id)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), Regex.Replace(path, @"\{[^}]*\}", id) + query);
        if (body.Length > 0) request.Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) { Headers = { ContentType = new("application/json") } };
        return api.SendAsync(request);
    }
}
