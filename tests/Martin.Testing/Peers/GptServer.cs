using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Martin.Testing.Peers;

/// <summary>
/// A strict stand-in for an OpenAI-compatible server on 127.0.0.1: <c>/v1/chat/completions</c> (streaming and not) and <c>/v1/models</c>.
/// It refuses what OpenAI refuses, answers by <see cref="Script"/>, fails by <see cref="Faults"/>, and keeps a <see cref="Journal"/>.
/// The same request always gets the same answer.
/// </summary>
public sealed class GptServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GptJournal journal = new();
    private int streams;

    private GptServer(WebApplication app) => this.app = app;

    /// <summary>What to give as OPENAI_BASE_URL, ending in <c>/v1</c>.</summary>
    public string BaseUrl { get; private set; } = "";
    public GptScript Script { get; } = new();
    public GptFaults Faults { get; } = new();
    public GptJournal Journal => journal;
    /// <summary>Pause between tokens; zero = as fast as the reader takes them.</summary>
    public TimeSpan TokenEvery { get; set; }
    /// <summary>When set, requests without this bearer key get 401.</summary>
    public string? ApiKey { get; set; }
    /// <summary>Lets a script call tools that the request did not offer; otherwise that is a fault of the test and answered 400.</summary>
    public bool AllowUnofferedTools { get; set; }

    /// <param name="port">A fixed port, for a test that restarts the provider; 0 takes a free one.</param>
    public static async Task<GptServer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, port);
            k.Limits.MaxResponseBufferSize = 0; // a write ends when the socket has the bytes: "cut after n tokens" means n tokens left
            k.Limits.MaxRequestBodySize = 32 * 1024 * 1024;
        });
        builder.Logging.ClearProviders();
        var server = new GptServer(builder.Build());
        server.app.Run(server.HandleAsync);
        await server.app.StartAsync();
        server.BaseUrl = server.app.Urls.Single() + "/v1";
        return server;
    }

    /// <summary>Scripts what follows a user message that contains <paramref name="words"/> (case does not matter).</summary>
    public GptRule On(string words) => Script.On(r => r.LastUser.Contains(words, StringComparison.OrdinalIgnoreCase));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // open streams are aborted, not waited for
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private Task HandleAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        _ when ApiKey is not null && http.Request.Headers.Authorization != $"Bearer {ApiKey}" =>
            FailAsync(http, 401, "Incorrect API key provided.", null, "invalid_api_key"),
        ("POST", "/v1/chat/completions") => ChatAsync(http),
        ("GET", "/v1/models") => http.Response.WriteAsync(
            "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-5.4\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"test\"}]}"),
        _ => FailAsync(http, 404, $"Unknown request URL: {http.Request.Method} {http.Request.Path}.", null, "unknown_url"),
    };

    private async Task ChatAsync(HttpContext http)
    {
        GptRequest request;
        GptAnswer answer;
        try
        {
            if (!http.Request.HasJsonContentType()) throw new GptRefusedException("The content type must be application/json.");
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            request = GptRequestCheck.Read(body.RootElement);
            // Place for a second opinion: OpenAI's published schema (shared/reference/api/openai.openapi.json, beside the repository) when found.
            answer = Script.AnswerFor(request);
            if (!AllowUnofferedTools && answer.Calls.FirstOrDefault(c => !request.Tools.Contains(c.Name)) is { } foreign)
                throw new GptRefusedException($"The script calls '{foreign.Name}', which this request does not offer.", "tools");
        }
        catch (GptRefusedException refusal)
        {
            journal.Refuse(refusal.Message);
            await FailAsync(http, 400, refusal.Message, refusal.Param, refusal.Code);
            return;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException) // no JSON, or a member of another type
        {
            journal.Refuse(broken.Message);
            await FailAsync(http, 400, "We could not parse the JSON body of your request: " + broken.Message, null, null);
            return;
        }
        var exchange = journal.Begin(request);
        var completed = false;
        try
        {
            completed = await AnswerAsync(http, exchange, answer);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away: what a cancelled turn or a killed hub looks like from here.
        }
        finally
        {
            exchange.End(completed);
        }
    }

    private async Task<bool> AnswerAsync(HttpContext http, GptExchange exchange, GptAnswer answer)
    {
        var request = exchange.Request;
        var fault = Faults.Take(request);
        if (fault is GptFault.Status status)
        {
            if (status.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", null);
            await FailAsync(http, status.Code, status.Message, null, status.ErrorCode);
            return false;
        }
        if (!request.Stream)
        {
            await GptWhole.WriteAsync(http, request, answer, exchange);
            return true;
        }
        // Consecutive streams are spread over the interval by the golden ratio, so that any number of them is staggered evenly.
        var stagger = Interlocked.Increment(ref streams) * 0.6180339887 % 1;
        var stream = new GptStream(http, exchange, fault, answer.TokenEvery ?? TokenEvery, stagger);
        return await stream.WriteAsync(GptEmission.Of(request, answer, request.Model), http.RequestAborted);
    }

    private static Task FailAsync(HttpContext http, int code, string message, string? param, string? errorCode)
    {
        http.Response.StatusCode = code;
        var type = code switch { 401 or 400 or 404 => "invalid_request_error", 429 => "requests", _ => "server_error" };
        return http.Response.WriteAsJsonAsync(new { error = new { message, type, param, code = errorCode } });
    }
}
