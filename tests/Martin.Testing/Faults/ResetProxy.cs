using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Martin.Testing.Faults;

/// <summary>
/// A TCP relay on loopback that breaks connections the way networks do: reset (RST, no close frame) at once or at a chosen byte,
/// stall (nothing is read any more, so the peer's buffers fill) and resume. Put it between a client and the hub.
/// </summary>
public sealed class ResetProxy : IAsyncDisposable
{
    private readonly Socket listener;
    private readonly IPEndPoint target;
    private readonly ConcurrentDictionary<long, ProxyLink> links = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private long accepted, resets;

    private ResetProxy(Socket listener, IPEndPoint target)
    {
        this.listener = listener;
        this.target = target;
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;
    public string HttpUrl => $"http://127.0.0.1:{Port}";

    /// <summary>Connections accepted so far.</summary>
    public long Accepted => Interlocked.Read(ref accepted);
    /// <summary>Connections this proxy has reset so far.</summary>
    public long Resets => Interlocked.Read(ref resets);
    public IReadOnlyCollection<ProxyLink> Open => [.. links.Values.OrderBy(l => l.Number)];

    /// <summary>When set, the next connections are reset once the target has sent so many bytes on them; asked once per connection, null = never.</summary>
    public Func<long, long?>? ResetAfterBytes { get; set; }

    /// <summary>While true, new connections are reset on arrival (the server is away, seen from the client).</summary>
    public bool Refuse { get; set; }

    public static ResetProxy Start(int targetPort)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        return new ResetProxy(listener, new IPEndPoint(IPAddress.Loopback, targetPort));
    }

    /// <summary>Resets every open connection now and returns how many there were.</summary>
    public int ResetAll() => Open.Count(link => link.Reset());

    /// <summary>Stops reading on all open connections, in both directions.</summary>
    public void StallAll()
    {
        foreach (var link in Open) link.Stall();
    }

    public void ResumeAll()
    {
        foreach (var link in Open) link.Resume();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        ResetAll();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            var number = Interlocked.Increment(ref accepted);
            if (Refuse) ProxyLink.ResetSocket(client);
            else _ = RelayAsync(client, number);
        }
    }

    private async Task RelayAsync(Socket client, long number)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(target, stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            ProxyLink.ResetSocket(client); // the target is down: the client sees what it would see without us
            server.Dispose();
            return;
        }
        var link = new ProxyLink(number, client, server, ResetAfterBytes?.Invoke(number), () => Interlocked.Increment(ref resets));
        links[number] = link;
        await link.RunAsync();
        links.TryRemove(number, out _);
    }
}
