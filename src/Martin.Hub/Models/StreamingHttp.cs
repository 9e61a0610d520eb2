using System.Globalization;
using System.Net.Sockets;
using System.Reflection;

namespace Martin.Hub.Models;

/// <summary>
/// HTTP to a model whose answer streams. What comes in is read on the thread that learned of it, .NET's own event loop of sockets, and not
/// handed to the thread pool first: with a token per read, waking a worker was the dearest part of a stream (a fifth of its CPU). Whoever reads
/// such a stream must not block, and leaves the event loop (<see cref="Plugins.Models.EventLoop"/>) before doing anything but passing the token on.
/// </summary>
internal static class StreamingHttp
{
    // The runtime keeps this setter for callers by reflection ("experimental", says SocketAsyncContext); where it is missing, as on Windows, reads
    // take the usual way.
    private static readonly Action<Socket, bool>? PreferInline =
        typeof(Socket).GetProperty("PreferInlineCompletions", BindingFlags.Instance | BindingFlags.NonPublic)?.SetMethod?.CreateDelegate<Action<Socket, bool>>();

    private static readonly HttpRequestOptionsKey<Socket> SocketKey = new(nameof(StreamingHttp));

    /// <summary>Threads of the event loop; read by the runtime when the first socket is made.</summary>
    private const string ThreadCount = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>One event loop for each processor, as the runtime itself does when all completions are inline: one alone would hold a large machine's streams to one core.</summary>
    public static void UseAllProcessors()
    {
        if (Environment.GetEnvironmentVariable(ThreadCount) is null)
            Environment.SetEnvironmentVariable(ThreadCount, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
    }

    public static HttpClient New()
    {
        var handler = PlainHttp.Handler();
        handler.ConnectCallback = ConnectAsync;
        handler.PlaintextStreamFilter = ReadInlineAsync;
        return PlainHttp.New(handler);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            context.InitialRequestMessage.Options.Set(SocketKey, socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Only now: connecting and TLS's handshake, which may read the machine's certificates, are no work for an event loop.
    private static ValueTask<Stream> ReadInlineAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken ct)
    {
        if (context.InitialRequestMessage.Options.TryGetValue(SocketKey, out var socket)) PreferInline?.Invoke(socket, true);
        return new(context.PlaintextStream);
    }
}
