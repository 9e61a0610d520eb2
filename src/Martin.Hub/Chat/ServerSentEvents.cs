using System.Globalization;
using System.Text.Json;
using Martin.Hub.Errors;
using Martin.Hub.Turns;
using Martin.Hub.Wire;

namespace Martin.Hub.Chat;

/// <summary>
/// A turn as server-sent events: <c>id:</c> is the seq, <c>data:</c> the event. What goes wrong before the first event is an
/// ordinary error answer; afterwards it is an event called <c>error</c>, and the client resumes by Last-Event-ID.
/// </summary>
public sealed class ServerSentEvents(IAsyncEnumerable<TurnEvent> events) : IResult
{
    public const string ContentType = "text/event-stream";

    /// <summary>Silence after which a comment is sent, so that proxies keep the connection (they cut at 30 s and more).</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static bool Wanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(a => a.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="CodedException">INVALID_REQUEST: it is no seq.</exception>
    public static long? LastEventId(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].ToString();
        if (text.Length == 0) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq <= TurnSeq.Max ? seq
            : throw CodedException.Invalid("Last-Event-ID", "must be the id of an event");
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var ct = httpContext.RequestAborted;
        await using var source = events.GetAsyncEnumerator(ct);
        var next = source.MoveNextAsync().AsTask();
        var first = await Task.WhenAny(next, Task.Delay(KeepAlive, ct));
        if (first == next && next.IsFaulted) await next;  // thrown before anything is written
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            while (await ArrivedAsync(next, response, ct))
            {
                await WriteAsync(response, source.Current, ct);
                next = source.MoveNextAsync().AsTask();
            }
        }
        catch (CodedException e)
        {
            await response.WriteAsync($"event: error\ndata: {JsonSerializer.Serialize(new { code = e.Code, message = e.Message }, WireJson.Options)}\n\n", ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // the client went away; the turn goes on without it
        }
        finally
        {
            // An iterator cannot be disposed while it is being moved.
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task<bool> ArrivedAsync(Task<bool> next, HttpResponse response, CancellationToken ct)
    {
        while (!next.IsCompleted && !await WithinAsync(next, KeepAlive, ct))
        {
            await response.WriteAsync(":\n\n", ct);
            await response.Body.FlushAsync(ct);
        }
        return await next;
    }

    /// <returns>false when it was still under way after <paramref name="time"/>; no timer is left behind.</returns>
    private static async Task<bool> WithinAsync(Task task, TimeSpan time, CancellationToken ct)
    {
        await task.WaitAsync(time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    private static async Task WriteAsync(HttpResponse response, TurnEvent e, CancellationToken ct)
    {
        await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {e.Seq}\ndata: "), ct);
        await JsonSerializer.SerializeAsync(response.Body, e, WireJson.Options, ct);
        await response.WriteAsync("\n\n", ct);
        await response.Body.FlushAsync(ct);
    }
}
