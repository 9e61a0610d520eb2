using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Martin.Testing.Processes;

namespace Martin.Testing.Servers;

/// <summary>A real Redis of our own on a free loopback port; it keeps nothing on disk.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly Lazy<Task<RedisServer>> SharedOne = new(StartAsync);
    private readonly string program;
    private Process? process;

    private RedisServer(string program) => this.program = program;

    public int Port { get; } = FreePorts.Take();

    /// <summary>What goes into REDIS_URL.</summary>
    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>One server for the whole test run. Tests that stop Redis, or that count its keys, start their own.</summary>
    public static Task<RedisServer> SharedAsync() => SharedOne.Value;

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer(Command.Find("redis-server", "redis-server"));
        await server.ResumeAsync();
        return server;
    }

    /// <summary>Starts an empty server on the same port again after <see cref="Stop"/>.</summary>
    public async Task ResumeAsync()
    {
        process = Process.Start(new ProcessStartInfo(program,
            ["--bind", "127.0.0.1", "--port", Port.ToString(CultureInfo.InvariantCulture), "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        { RedirectStandardOutput = true })!;
        process.OutputDataReceived += static (_, _) => { }; // drained, so that a full pipe never blocks the server
        process.BeginOutputReadLine();
        Leftovers.Started(process.Id);
        var patience = Stopwatch.StartNew();
        while (!await PingAsync())
        {
            if (process.HasExited || patience.Elapsed > TimeSpan.FromSeconds(20)) throw new InvalidOperationException($"redis-server did not answer on port {Port}.");
            await Task.Delay(10);
        }
    }

    /// <summary>Kills it: clients see resets, and all keys are gone.</summary>
    public void Stop()
    {
        if (process is null) return;
        process.Kill();
        process.WaitForExit();
        Leftovers.Ended(process.Id);
        process.Dispose();
        process = null;
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> PingAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
