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
    private static readonly Queue<(int Port, FileStream Hold)> Given = new();

    static FreePorts() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        lock (Gate)
            foreach (var (_, hold) in Given) hold.Dispose();
    };

    /// <summary>A port that was free just now and that no process of tests has given out lately: its server may take seconds to listen.</summary>
    public static int Take()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 200; attempt++)
            {
                var port = Random.Shared.Next(First, Last);
                if (Held(port) is not { } hold) continue;
                if (!IsFree(port))
                {
                    hold.Dispose();
                    continue;
                }
                Given.Enqueue((port, hold));
                if (Given.Count > Remembered) Given.Dequeue().Hold.Dispose();
                return port;
            }
        }
        throw new InvalidOperationException("No free loopback port found in 200 attempts.");
    }

    /// <returns>null: another has it, here or in another process.</returns>
    private static FileStream? Held(int port)
    {
        try
        {
            return new(Path.Combine(Path.GetTempPath(), $"martin-port-{port}"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.DeleteOnClose,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
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
