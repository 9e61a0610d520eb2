using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Martin.Bench.Load;

/// <summary>
/// A connection to the hub that asks and never reads. It takes little before it is full: a small receive buffer, and segments as they are
/// on a real network (with loopback's of 64 kB the sender's own buffer would hold a megabyte).
/// </summary>
internal sealed class DeafSocket : IDisposable
{
    private const int ReceiveBytes = 4096;
    private const int Tcp = 6, MaxSegment = 2; // IPPROTO_TCP, TCP_MAXSEG on Linux
    private const int SegmentBytes = 1400;

    private readonly ClientWebSocket socket = new();
    private readonly HttpMessageInvoker connector = new(new SocketsHttpHandler
    {
        ConnectCallback = async (target, ct) =>
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBytes };
            tcp.SetRawSocketOption(Tcp, MaxSegment, BitConverter.GetBytes(SegmentBytes));
            await tcp.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target.DnsEndPoint.Port), ct);
            return new NetworkStream(tcp, ownsSocket: true);
        },
    });

    public static async Task<DeafSocket> ConnectAsync(Uri hub, string token, CancellationToken ct)
    {
        var deaf = new DeafSocket();
        deaf.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        deaf.socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await deaf.socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, deaf.connector, ct);
        await deaf.SendAsync("{\"protocol\":\"json\",\"version\":1}");
        return deaf;
    }

    /// <exception cref="WebSocketException">The server has ended the connection.</exception>
    public async Task SendAsync(string record) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(record + "\u001e"), WebSocketMessageType.Text, true, CancellationToken.None);

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
        connector.Dispose();
    }
}
