using System.Net;
using System.Net.Sockets;

namespace Martin.Testing.Servers;

/// <summary>
/// Loopback ports that nobody listens on, for servers that cannot take port 0. They lie below those that the system gives to
/// outgoing connections (ip_local_port_range, from 32768 by default): a server that is down for a moment must find its own again.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000, Last = 32_000;
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
                var port = Random.Shared.Next(First, Last);
                if (Given.Contains(port) || !IsFree(port)) continue;
                Given.Enqueue(port);
                if (Given.Count > Remembered) Given.Dequeue();
                return port;
            }
        }
        throw new InvalidOperationException("No free loopback port found in 200 attempts.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
