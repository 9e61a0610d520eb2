using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Martin.Testing.Peers;

/// <summary>
/// A strict stand-in for a model's provider on 127.0.0.1. It refuses what the provider refuses, answers by <see cref="Script"/>,
/// fails by <see cref="Faults"/>, and keeps a <see cref="Journal"/>. The same request always gets the same answer.
/// </summary>
public abstract class ModelPeer : IAsyncDisposable
{
    private WebApplication? app;
    private int streams;

    /// <summary>What to give as the provider's base URL.</summary>
    public string BaseUrl { get; private set; } = "";
    public ModelScript Script { get; } = new();
    public ModelFaults Faults { get; } = new();
    public ModelJournal Journal { get; } = new();
    /// <summary>Pause between tokens; zero = as fast as the reader takes them.</summary>
    public TimeSpan TokenEvery { get; set; }
    /// <summary>When set, requests without this key are refused.</summary>
    public string? ApiKey { get; set; }
    /// <summary>Lets a script call tools that the request did not offer; otherwise that is a fault of the test and answered 400.</summary>
    public bool AllowUnofferedTools { get; set; }
    /// <summary>Whether bodies are also held against the provider's published description, where that is at hand; costs some CPU.</summary>
    public bool ChecksDescription { get; set; } = true;

    /// <summary>Scripts what follows a user message that contains <paramref name="words"/> (case does not matter).</summary>
    public ModelRule On(string words) => Script.On(r => r.LastUser.Contains(words, StringComparison.OrdinalIgnoreCase));

    protected async Task ListenAsync(int port, string path)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, port);
            k.Limits.MaxResponseBufferSize = 0; // a write ends when the socket has the bytes: "cut after n tokens" means n tokens left
            k.Limits.MaxRequestBodySize = 32 * 1024 * 1024;
        });
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Run(HandleAsync);
        await app.StartAsync();
        BaseUrl = app.Urls.Single() + path;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (app is null) return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // open streams are aborted, not waited for
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    protected abstract Task HandleAsync(HttpContext http);

    /// <summary>The answer that the script has for this request.</summary>
    /// <exception cref="PeerRefusedException">The script calls what was not offered.</exception>
    protected ModelAnswer AnswerFor(ModelRequest request)
    {
        var answer = Script.AnswerFor(request);
        if (!AllowUnofferedTools && answer.Calls.FirstOrDefault(c => !request.Tools.Contains(c.Name)) is { } foreign)
            throw new PeerRefusedException($"The script calls '{foreign.Name}', which this request does not offer.", "tools");
        return answer;
    }

    /// <summary>Answers a request that passed the checks, and notes how far that got.</summary>
    protected async Task ExchangeAsync(HttpContext http, ModelRequest request, Func<ModelExchange, ModelFault?, Task<bool>> answer)
    {
        var exchange = Journal.Begin(request);
        var completed = false;
        try
        {
            completed = await answer(exchange, Faults.Take(request));
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

    protected Task<bool> StreamAsync(HttpContext http, ModelExchange exchange, ModelFault? fault, ModelAnswer answer, ModelEmission emission)
    {
        // Consecutive streams are spread over the interval by the golden ratio, so that any number of them is staggered evenly.
        var stagger = Interlocked.Increment(ref streams) * 0.6180339887 % 1;
        return new ModelStream(http, exchange, fault, answer.TokenEvery ?? TokenEvery, stagger).WriteAsync(emission, ModelStream.Events, http.RequestAborted);
    }

    /// <summary>An answer in one object: one token, as far as pace and faults go.</summary>
    protected static Task<bool> WholeAsync(HttpContext http, ModelExchange exchange, ModelFault? fault, string json) =>
        new ModelStream(http, exchange, fault, TimeSpan.Zero, 0).WriteAsync(new([Encoding.UTF8.GetBytes(json)], default, []), "application/json; charset=utf-8", http.RequestAborted);

    /// <exception cref="PeerRefusedException">The provider's description does not have the body so.</exception>
    private protected void CheckDescription(Description? described, string schema, JsonElement body)
    {
        if (ChecksDescription && described?.Problem(schema, body) is { } problem) throw new PeerRefusedException($"The provider's description does not have it so: {problem}");
    }
}

/// <summary>What the provider would have refused. <see cref="Param"/> is the member at fault.</summary>
public sealed class PeerRefusedException(string message, string? param = null, string? code = null) : Exception(message)
{
    public string? Param { get; } = param;
    public string? Code { get; } = code;
}
