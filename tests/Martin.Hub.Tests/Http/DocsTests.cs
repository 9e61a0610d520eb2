using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Martin.Hub.Tests.Support;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

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
        var routes = martin.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (Path: Constraint().Replace(e.RoutePattern.RawText!, "}").TrimEnd('/'), Method: m.ToLowerInvariant())))
            .ToList();
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

    [GeneratedRegex(@":[a-z]+(\(.*?\))?\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"/(hub-ticket|pair|cancel|reject|undo|sync)$")]
    private static partial Regex Bodyless();

    [GeneratedRegex(@"<script src=""([^""]+)""")]
    private static partial Regex Script();
}
