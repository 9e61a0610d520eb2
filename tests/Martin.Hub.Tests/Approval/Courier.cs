using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Martin.Hub.Tests.Approval;

/// <summary>
/// A provider with drafts and a journal of what it sent, as Gmail has them: a draft is made under a key, sent once and then gone.
/// It can do what is asked and lose its answer, fail before doing anything, refuse, or hang before or after doing it until its client is gone.
/// </summary>
internal sealed class Courier : IAsyncDisposable
{
    public enum Mishap { None, LosesAnswer, Fails, Refuses, HangsBefore, HangsAfter }

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, string> drafts = new();

    private Courier(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    /// <summary>Keys of what was sent, in order; one that stands here twice was sent twice.</summary>
    public ConcurrentQueue<string> Sent { get; } = new();

    /// <summary>What befalls the next requests to prepare, send or find, each once.</summary>
    public ConcurrentDictionary<string, Mishap> Next { get; } = new();

    /// <summary>Drafts that wait to be sent.</summary>
    public int Drafts => drafts.Count;

    /// <summary>Nothing can be asked of it: every request is answered 500.</summary>
    public bool IsDown { get; set; }

    private readonly TaskCompletionSource hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A request hangs.</summary>
    public Task Hangs => hangs.Task;

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
        if (IsDown || mishap is Mishap.Fails or Mishap.Refuses)
        {
            http.Response.StatusCode = mishap == Mishap.Refuses ? 400 : 500;
            return;
        }
        if (mishap == Mishap.HangsBefore)
        {
            await HangAsync(http);
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
        else if (mishap == Mishap.HangsAfter) await HangAsync(http);
        else if (answer is not null) await http.Response.WriteAsJsonAsync(answer);
    }

    private async Task HangAsync(HttpContext http)
    {
        hangs.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
