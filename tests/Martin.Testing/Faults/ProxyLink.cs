using System.Net.Sockets;

namespace Martin.Testing.Faults;

/// <summary>One relayed connection of a <see cref="ResetProxy"/>.</summary>
public sealed class ProxyLink
{
    private readonly Socket client, server;
    private readonly Action onReset;
    private readonly Lock gate = new();
    private TaskCompletionSource? stalled;
    private long resetAt; // bytes from the server; long.MaxValue = never
    private long fromServer, fromClient;
    private bool reset;

    internal ProxyLink(long number, Socket client, Socket server, long? resetAfterBytes, Action onReset)
    {
        Number = number;
        this.client = client;
        this.server = server;
        this.onReset = onReset;
        resetAt = resetAfterBytes ?? long.MaxValue;
    }

    /// <summary>1-based order of arrival at the proxy.</summary>
    public long Number { get; }
    public long BytesFromServer => Interlocked.Read(ref fromServer);
    public long BytesFromClient => Interlocked.Read(ref fromClient);

    /// <summary>Resets the connection once so many further bytes of the server's have passed.</summary>
    public void ResetAfter(long bytes)
    {
        Interlocked.Exchange(ref resetAt, BytesFromServer + bytes);
        if (bytes <= 0) Reset();
    }

    /// <summary>Resets both sides now; false when it was reset before.</summary>
    public bool Reset()
    {
        lock (gate)
        {
            if (reset) return false;
            reset = true;
        }
        onReset();
        ResetSocket(client);
        ResetSocket(server);
        Resume();
        return true;
    }

    public void Stall()
    {
        lock (gate) stalled ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        lock (gate)
        {
            stalled?.TrySetResult();
            stalled = null;
        }
    }

    /// <summary>Closes with RST: linger on with zero seconds drops what is unsent.</summary>
    internal static void ResetSocket(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already: nothing left to reset.
        }
        socket.Dispose();
    }

    internal async Task RunAsync()
    {
        await Task.WhenAll(PumpAsync(client, server, down: false), PumpAsync(server, client, down: true));
        client.Dispose();
        server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool down)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                if (StallTask() is { } wait) await wait;
                var read = await from.ReceiveAsync(buffer);
                if (StallTask() is { } late) await late; // what a pending receive has taken is held back too
                if (read == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }
                if (!down) Interlocked.Add(ref fromClient, read);
                else if (!await PassDownAsync(buffer, read)) return;
                if (!down) await SendAllAsync(to, buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side has gone; let the other see the same.
            ResetSocket(to);
        }
    }

    /// <summary>Forwards server bytes up to the chosen one and resets there; false when it did.</summary>
    private async Task<bool> PassDownAsync(byte[] buffer, int read)
    {
        var room = Interlocked.Read(ref resetAt) - BytesFromServer;
        var pass = (int)Math.Clamp(room, 0, read);
        Interlocked.Add(ref fromServer, pass); // before they leave: whoever has received them finds them counted
        await SendAllAsync(client, buffer.AsMemory(0, pass));
        if (pass == read && room != read) return true;
        Reset();
        return false;
    }

    private static async Task SendAllAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes)..];
    }

    private Task? StallTask()
    {
        lock (gate) return stalled?.Task;
    }
}
