using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Martin.Bench.Load;

/// <summary>A SignalR client on a bare WebSocket, JSON protocol, that spends as little as possible per frame.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private const byte Separator = 0x1e;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10); // the server drops clients that are silent for 30 s
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<int, StreamLog> logs = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> calls = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<int, StreamLog?> find;
    private Task receiving = Task.CompletedTask;
    private Timer? ping;
    private int lastId;

    private RawClient() => find = id => logs.GetValueOrDefault(id);

    /// <summary>Hears each push at once: its name, its argument, and when it came on <see cref="Clock"/>.</summary>
    public Action<string, JsonElement, long>? Pushed { get; set; }

    /// <summary>Neither side has closed the connection.</summary>
    public bool IsOpen => !receiving.IsCompleted;

    /// <param name="hub">http address of the hub's path.</param>
    /// <param name="token">Bearer token, null for none.</param>
    public static async Task<RawClient> ConnectAsync(Uri hub, string? token)
    {
        var client = new RawClient();
        client.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (token is not null) client.socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await client.socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, CancellationToken.None);
        client.receiving = client.ReceiveAsync();
        await client.SendAsync("{\"protocol\":\"json\",\"version\":1}");
        await client.ready.Task.WaitAsync(TimeSpan.FromSeconds(30));
        client.ping = new Timer(_ => _ = client.PingAsync(), null, PingEvery, PingEvery);
        return client;
    }

    /// <summary>Opens a stream; its items go into the log. <paramref name="argument"/> is JSON.</summary>
    public async Task StreamAsync(string method, string argument, StreamLog log)
    {
        var id = Interlocked.Increment(ref lastId);
        logs[id] = log;
        await SendAsync($"{{\"type\":4,\"invocationId\":\"{id}\",\"target\":\"{method}\",\"arguments\":[{argument}]}}");
    }

    /// <summary>Calls a method that answers once. <paramref name="argument"/> is JSON, or empty for none.</summary>
    /// <exception cref="IOException">The hub answered with an error, or the connection closed.</exception>
    public async Task<JsonElement> CallAsync(string method, string argument = "")
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync($"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"{method}\",\"arguments\":[{argument}]}}");
        return await answer.Task;
    }

    /// <summary>Cuts the connection without a word.</summary>
    public async Task CutAsync()
    {
        if (ping is not null) await ping.DisposeAsync();
        logs.Clear(); // what may still be in flight belongs to nobody
        socket.Abort();
        await receiving;
        socket.Dispose();
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task PingAsync()
    {
        try
        {
            await SendAsync("{\"type\":6}");
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The connection is going; the receiver says so.
        }
    }

    private async Task SendAsync(string record)
    {
        var bytes = Encoding.UTF8.GetBytes(record + (char)Separator);
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        var filled = 0;
        var reason = "the connection closed";
        try
        {
            while (true)
            {
                if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                var read = await socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close) break;
                filled = TakeRecords(buffer, filled, filled + read.Count);
            }
        }
        catch (Exception e)
        {
            reason = e.Message;
        }
        ready.TrySetException(new IOException(reason));
        foreach (var log in logs.Values) log.Fail(reason);
        foreach (var call in calls.Values) call.TrySetException(new IOException(reason));
    }

    /// <returns>How many bytes of an unfinished record remain at the start of the buffer.</returns>
    private int TakeRecords(byte[] buffer, int searched, int end)
    {
        var now = Clock.Us;
        var start = 0;
        while (buffer.AsSpan(searched, end - searched).IndexOf(Separator) is var at and >= 0)
        {
            Take(buffer.AsSpan(start, searched + at - start), now);
            start = searched += at + 1;
        }
        if (start > 0) buffer.AsSpan(start, end - start).CopyTo(buffer);
        return end - start;
    }

    private void Take(ReadOnlySpan<byte> record, long nowUs)
    {
        if (!ready.Task.IsCompleted)
        {
            if (record.SequenceEqual("{}"u8)) ready.TrySetResult();
            else ready.TrySetException(new IOException("handshake refused: " + Encoding.UTF8.GetString(record)));
            return;
        }
        var head = FrameReader.Read(record, find, nowUs);
        if (head.Kind == FrameReader.Kind.Invocation && Pushed is { } pushed)
        {
            var push = JsonElement.Parse(record);
            pushed(push.GetProperty("target").GetString()!, push.GetProperty("arguments")[0], nowUs);
        }
        else if (head.Kind == FrameReader.Kind.Completion && logs.TryRemove(head.Stream, out var log))
        {
            if (head.Error is not null) log.Fail(head.Error);
            else log.End();
        }
        else if (head.Kind == FrameReader.Kind.Completion && calls.TryRemove(head.Stream, out var call))
        {
            if (head.Error is not null) call.TrySetException(new IOException(head.Error));
            else call.TrySetResult(JsonElement.Parse(record).TryGetProperty("result", out var result) ? result : default);
        }
    }
}
