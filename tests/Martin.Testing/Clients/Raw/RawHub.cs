using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace Martin.Testing.Clients.Raw;

/// <summary>The completion of one call and the stream items that came before it.</summary>
public sealed record RawReply(string? Error, JsonElement? Result, IReadOnlyList<RawMessage> Items);

/// <summary>The server closed the connection before it answered.</summary>
public sealed class RawClosedException() : Exception("The server closed the connection.");

/// <summary>A connection to the hub without a client library: whatever bytes a test makes up are sent.</summary>
public sealed class RawHub : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly ConcurrentDictionary<string, Pending> pending = new();
    private readonly CancellationTokenSource leaving = new();
    private readonly TaskCompletionSource handshaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;
    private Exception failure = new RawClosedException();
    private int lastId;

    private RawHub(WireProtocol protocol) => Protocol = protocol;

    public WireProtocol Protocol { get; }

    /// <summary>Ends when the connection has, from whichever side.</summary>
    public Task Closed => reading;

    public static async Task<RawHub> ConnectAsync(Uri address, string accessToken, WireProtocol protocol)
    {
        var hub = new RawHub(protocol);
        var url = new UriBuilder(address) { Scheme = "ws", Path = "/hub", Query = $"access_token={accessToken}" }.Uri;
        await hub.socket.ConnectAsync(url, CancellationToken.None);
        hub.reading = Task.Run(hub.ReadAsync);
        await hub.SendAsync(RawFrames.Handshake(protocol));
        await hub.handshaken.Task;
        return hub;
    }

    public string NewId() => $"{Interlocked.Increment(ref lastId)}";

    /// <summary>Sends bytes as one WebSocket message; they may be half a frame, or several.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        await sending.WaitAsync();
        try { await socket.SendAsync(bytes, Protocol == WireProtocol.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, CancellationToken.None); }
        finally { sending.Release(); }
    }

    /// <summary>Calls a method and waits for its completion.</summary>
    /// <param name="stream">As a streaming call.</param>
    public async Task<RawReply> CallAsync(string method, IReadOnlyList<RawValue> arguments, bool stream = false, IReadOnlyList<string>? streamIds = null, string? id = null)
    {
        id ??= NewId();
        var reply = Await(id);
        await SendAsync(RawFrames.Call(Protocol, stream ? RawType.StreamInvocation : RawType.Invocation, RawValue.Of(id), RawValue.Of(method), RawValue.List(arguments), streamIds));
        return await reply;
    }

    /// <summary>The completion of a call that the test sends itself.</summary>
    /// <param name="onItem">Hears each item of its stream at once.</param>
    public Task<RawReply> Await(string id, Action<RawMessage>? onItem = null)
    {
        var entry = pending.GetOrAdd(id, _ => new Pending(onItem));
        if (reading.IsCompleted) entry.Done.TrySetException(failure);
        return entry.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await reading;
        socket.Dispose();
        sending.Dispose();
        leaving.Dispose();
    }

    private async Task ReadAsync()
    {
        var received = new List<byte>();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), leaving.Token);
                if (part.MessageType == WebSocketMessageType.Close) break;
                received.AddRange(buffer.AsSpan(0, part.Count));
                if (!handshaken.Task.IsCompleted && RawFrames.TryTakeHandshake(received)) handshaken.TrySetResult();
                while (handshaken.Task.IsCompleted && RawFrames.TryTake(Protocol, received) is { } message) Take(message);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // cut off; as good as closed
        }
        catch (Exception e)
        {
            failure = e;  // the server sent what is no frame
        }
        handshaken.TrySetException(failure);
        foreach (var entry in pending.Values) entry.Done.TrySetException(failure);
    }

    private void Take(RawMessage message)
    {
        if (message.Id is null || !pending.TryGetValue(message.Id, out var call)) return;
        if (message.Type == RawType.StreamItem) call.Add(message);
        if (message.Type != RawType.Completion) return;
        pending.TryRemove(message.Id, out _);
        call.Done.TrySetResult(new(message.Error, message.Value, call.Items));
    }

    private sealed class Pending(Action<RawMessage>? onItem)
    {
        public List<RawMessage> Items { get; } = [];
        public TaskCompletionSource<RawReply> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(RawMessage item)
        {
            Items.Add(item);
            onItem?.Invoke(item);
        }
    }
}
