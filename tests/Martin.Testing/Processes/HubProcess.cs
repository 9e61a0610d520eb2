using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Martin.Testing.Processes;

/// <summary>The built hub as a child process: it can be killed, frozen and started again on the same data and ports.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.Zero });

    /// <summary>A start takes 2 to 3 s of CPU, of which a busy machine has little to give.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<string> lines = new();
    private Process process;

    private HubProcess(HubSettings settings)
    {
        Settings = settings;
        process = Launch();
    }

    public HubSettings Settings { get; }
    public Uri Url => new($"http://127.0.0.1:{Settings.Port}");
    public int Pid => process.Id;
    public bool HasExited => process.HasExited;
    /// <summary>From the start of the process (the latest one) to the first 200 of /health/ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }
    /// <summary>Everything the hub has written, over all its starts.</summary>
    public string Output => string.Join('\n', lines);

    /// <exception cref="InvalidOperationException">It ended or was not ready in time; the message holds its output.</exception>
    public static async Task<HubProcess> StartAsync(HubSettings? settings = null, TimeSpan? patience = null)
    {
        var hub = new HubProcess(settings ?? new HubSettings());
        try
        {
            await hub.WaitUntilReadyAsync(patience ?? Patience);
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        process.Kill();
        Reap();
    }

    /// <summary>Waits until the process has ended by itself (or by its kill switch).</summary>
    /// <exception cref="InvalidOperationException">It still runs after three minutes: the switch names a point that is never reached.</exception>
    public async Task WaitForExitAsync(CancellationToken ct = default)
    {
        try
        {
            await process.WaitForExitAsync(ct).WaitAsync(TimeSpan.FromMinutes(3), ct);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"The hub has not ended by itself (kill at: {Settings.KillAt ?? "never"}):\n{Output}", e);
        }
        Reap();
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    public async Task StopAsync(CancellationToken ct = default)
    {
        if (process.HasExited) return;
        Signals.Send(process.Id, Signals.Terminate);
        await WaitForExitAsync(ct);
    }

    /// <summary>SIGSTOP: the node hangs, its sockets stay open.</summary>
    /// <summary>Stops all its threads; it returns when they stand still, which takes a moment on a busy machine.</summary>
    public void Freeze()
    {
        Signals.Send(process.Id, Signals.Stop);
        SpinWait.SpinUntil(() => Directory.EnumerateDirectories($"/proc/{process.Id}/task").All(IsStopped), TimeSpan.FromSeconds(10));

        static bool IsStopped(string thread)
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(thread, "stat"));
                return stat[stat.LastIndexOf(')') + 2] is 'T';
            }
            catch (IOException)
            {
                return true;  // it has ended meanwhile
            }
        }
    }

    public void Thaw() => Signals.Send(process.Id, Signals.Continue);

    /// <summary>Starts again with the same settings; the old process must have ended.</summary>
    public async Task RestartAsync(TimeSpan? patience = null)
    {
        Relaunch();
        await WaitUntilReadyAsync(patience ?? Patience);
    }

    /// <summary>As <see cref="RestartAsync"/>, without waiting until it is ready: its kill switch may fire before.</summary>
    public void Relaunch()
    {
        if (!process.HasExited) throw new InvalidOperationException("Kill or stop the hub before starting it again.");
        Reap();
        process.Dispose();
        process = Launch();
    }

    /// <summary>User + system CPU time of the current process.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        Reap();
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs the program with these words to its end, on the same data, beside the hub that runs.</summary>
    /// <returns>Its exit code, and the lines that it wrote.</returns>
    public async Task<(int Code, IReadOnlyList<string> Lines)> RunBesideAsync(params string[] words)
    {
        using var child = new Process { StartInfo = Start(words) };
        child.Start();
        Leftovers.Started(child.Id);
        var (output, errors) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        Leftovers.Ended(child.Id);
        return (child.ExitCode, [.. (await output + await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
    }

    private ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [RepoPaths.Built("src", "Martin.Hub"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(RepoPaths.Root, "src", "Martin.Hub"),
        };
        start.Environment.Clear();
        foreach (var (name, value) in Settings.ToEnvironment()) start.Environment[name] = value;
        return start;
    }

    private Process Launch()
    {
        var child = new Process { StartInfo = Start(Settings.Arguments) };
        child.OutputDataReceived += (_, e) => Keep(e.Data);
        child.ErrorDataReceived += (_, e) => Keep(e.Data);
        child.Start();
        Leftovers.Started(child.Id);
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        return child;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (lines.Count > 20_000) lines.TryDequeue(out _);
    }

    private async Task WaitUntilReadyAsync(TimeSpan patience)
    {
        var deadline = DateTime.Now + patience;
        while (DateTime.Now < deadline)
        {
            if (process.HasExited) throw new InvalidOperationException($"The hub ended with {process.ExitCode} before it was ready:\n{Output}");
            if (await IsReadyAsync())
            {
                ReadyAfter = DateTime.Now - process.StartTime;
                return;
            }
            await Task.Delay(20);
        }
        throw new InvalidOperationException($"The hub was not ready after {patience.TotalSeconds:0} s:\n{Output}");
    }

    private async Task<bool> IsReadyAsync()
    {
        using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var answer = await Http.GetAsync(new Uri(Url, "/health/ready"), brief.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Reap()
    {
        process.WaitForExit();
        Leftovers.Ended(process.Id);
    }
}
