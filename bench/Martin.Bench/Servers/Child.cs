using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Martin.Testing.Processes;
using Martin.Testing.Servers;

namespace Martin.Bench.Servers;

/// <summary>The upstream or the floor as a process of its own on a free port.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process process;

    private Child(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }
    public int Pid => process.Id;

    /// <param name="arguments">After the assembly; "{port}" stands for the port.</param>
    public static async Task<Child> StartAsync(string assembly, string[] arguments, Dictionary<string, string> environment)
    {
        var port = FreePorts.Take();
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments.Select(a => a.Replace("{port}", $"{port}", StringComparison.Ordinal))])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PORT"] = $"{port}";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var child = new Child(Process.Start(start)!, port);
        Leftovers.Started(child.Pid);
        child.process.OutputDataReceived += static (_, _) => { };
        child.process.BeginOutputReadLine();
        await child.WaitForPortAsync();
        return child;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        Leftovers.Ended(process.Id);
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WaitForPortAsync()
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!process.HasExited)
            {
                await Task.Delay(50);
            }
        }
        throw new InvalidOperationException($"Nothing listens on port {Port} after 30 s.");
    }
}
