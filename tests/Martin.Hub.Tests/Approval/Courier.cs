using System.Collections.Concurrent;
using System.ComponentModel;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.SemanticKernel;

namespace Martin.Hub.Tests.Approval;

/// <summary>
/// A provider with drafts and a journal of what it sent, as Gmail has them: a draft is made under a key, sent once and then gone.
/// It can do what is asked and lose its answer, fail before doing anything, or refuse.
/// </summary>
internal sealed class Courier : IAsyncDisposable
{
    public enum Mishap { None, LosesAnswer, Fails, Refuses }

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, string> drafts = new();

    private Courier(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    /// <summary>Keys of what was sent, in order; one that stands here twice was sent twice.</summary>
    public ConcurrentQueue<string> Sent { get; } = new();

    /// <summary>What befalls the next requests to prepare, send or find, each once.</summary>
    public ConcurrentDictionary<string, Mishap> Next { get; } = new();

    private int found;

    /// <summary>Requests to find out what became of something.</summary>
    public int Found => Volatile.Read(ref found);

    /// <summary>Pause before each answer.</summary>
    public TimeSpan Wait { get; set; }

    public static async Task<Courier> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var courier = new Courier(builder.Build());
        courier.app.Run(courier.HandleAsync);
        await courier.app.StartAsync();
        courier.Url = courier.app.Urls.Single();
        return courier;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        var parts = http.Request.Path.Value!.Trim('/').Split('/');
        var (operation, key) = (parts[0], parts[1]);
        if (operation == "find") Interlocked.Increment(ref found);
        if (Wait > TimeSpan.Zero) await Task.Delay(Wait, http.RequestAborted);
        var mishap = Next.TryRemove(operation, out var planned) ? planned : Mishap.None;
        if (mishap is Mishap.Fails or Mishap.Refuses)
        {
            http.Response.StatusCode = mishap == Mishap.Fails ? 500 : 400;
            return;
        }
        object? answer = null;
        switch (operation)
        {
            case "prepare": answer = new { draft = drafts.GetOrAdd(key, k => $"draft-{k}") }; break;
            case "send" when drafts.TryRemove(key, out _):
                Sent.Enqueue(key);
                answer = new { receipt = $"sent-{key}" };
                break;
            case "send": http.Response.StatusCode = 404; break;
            default: answer = new { sent = Sent.Contains(key), draft = drafts.ContainsKey(key) }; break;
        }
        if (mishap == Mishap.LosesAnswer) http.Abort();
        else if (answer is not null) await http.Response.WriteAsJsonAsync(answer);
    }
}

/// <summary>A tool that sends by the courier: outward, and outside this Martin.</summary>
internal sealed class CourierPlugin(string url) : IDescribesWrites, IActsOutside
{
    private static readonly HttpClient Http = new();

    [KernelFunction("send_parcel"), Effect(Effect.Outward)]
    [Description("Sends a parcel.")]
    public Task<string> SendAsync(string to) => throw new InvalidOperationException($"The parcel to {to} leaves this Martin by {url}; it is not for the local path.");

    public Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct) =>
        Task.FromResult(new WriteCard(Effect.Outward, "Send parcel", $"Send a parcel to {arguments.Get<string>("to")}"));

    public Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct) => throw new ToolRefusedException("It is on its way.");

    public Task<bool> LeavesAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct) => Task.FromResult(true);

    public async Task<string> PrepareAsync(string tool, ToolArguments arguments, string key, ToolContext context, CancellationToken ct) =>
        (await AskAsync(HttpMethod.Post, $"prepare/{key}", ct))!.Value.GetProperty("draft").GetString()!;

    public async Task<string> ActAsync(string tool, string prepared, string key, ToolContext context, CancellationToken ct) =>
        (await AskAsync(HttpMethod.Post, $"send/{key}", ct) ?? throw Fault(ProviderFault.Unavailable)).GetRawText();

    public async Task<LookedUp> LookUpAsync(string tool, string prepared, string key, ToolContext context, CancellationToken ct)
    {
        var found = (await AskAsync(HttpMethod.Get, $"find/{key}", ct))!.Value;
        return found.GetProperty("sent").GetBoolean() ? new LookedUp.Done("""{"found":true}""")
            : found.GetProperty("draft").GetBoolean() ? new LookedUp.NotDone() : new LookedUp.Lost("The parcel was taken back.");
    }

    /// <returns>null for 404.</returns>
    private async Task<JsonElement?> AskAsync(HttpMethod method, string path, CancellationToken ct)
    {
        try
        {
            using var response = await Http.SendAsync(new(method, $"{url}/{path}"), ct);
            return response.StatusCode switch
            {
                HttpStatusCode.NotFound => null,
                HttpStatusCode.BadRequest => throw Fault(ProviderFault.Refused),
                HttpStatusCode.OK => await response.Content.ReadFromJsonAsync<JsonElement>(ct),
                _ => throw Fault(ProviderFault.Unavailable),
            };
        }
        catch (HttpRequestException e)
        {
            throw Fault(ProviderFault.Unavailable, e);
        }
    }

    private static ProviderException Fault(ProviderFault kind, Exception? inner = null) => new("courier", kind, "The courier can't take it.", inner: inner);
}
