using System.Net;
using System.Net.Sockets;

namespace Martin.Testing.Servers;

/// <summary>Loopback ports that nobody listens on, for servers that cannot take port 0.</summary>
public static class FreePorts
{
    private const int Remembered = 2_000;
    private static readonly Lock Gate = new();
    private static readonly Queue<int> Given = new();

    /// <summary>A port that was free just now and that this process has not given out lately.</summary>
    public static int Take()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 200; attempt++)
            {
                using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                var port = ((IPEndPoint)probe.LocalEndPoint!).Port;
                if (Given.Contains(port)) continue;
                Given.Enqueue(port);
                if (Given.Count > Remembered) Given.Dequeue();
                return port;
            }
        }
        throw new InvalidOperationException("No free loopback port found in 200 attempts.");
    }
}
