using Martin.Bench.Servers;

namespace Martin.Bench.Load;

/// <summary>How a run loads a server: so many streams, each in its own conversation on its own connection.</summary>
/// <param name="Tokens">Per stream.</param>
/// <param name="EveryUs">Pace of the model; 0 = it does not wait.</param>
/// <param name="Spread">The starts are spread over this time.</param>
/// <param name="SecondDevice">A second connection follows each turn.</param>
/// <param name="WarmUps">Runs before the measured ones: short runs need several until the server's code is compiled for good.</param>
/// <param name="Beside">What else goes on from the first message sent until the last answer has ended; its name is told with the run.</param>
internal sealed record LoadPlan(
    int Streams, int Tokens, int EveryUs, TimeSpan Spread, bool SecondDevice = false, int WarmUps = 1, (string Name, Func<CancellationToken, Task> RunAsync)? Beside = null);

/// <summary>What one run of one server showed.</summary>
internal sealed record RunResult
{
    /// <summary>The server's own CPU seconds per million tokens that the model emitted.</summary>
    public required double CpuPerMillion { get; init; }
    public required double LatencyP50Ms { get; init; }
    public required double LatencyP99Ms { get; init; }
    /// <summary>The same over the middle half of every answer: what is left when no turn begins or ends.</summary>
    public required double MiddleP99Ms { get; init; }
    /// <summary>Milliseconds from sending a message to its first token, a value a stream.</summary>
    public required double[] FirstTokenMs { get; init; }
    /// <summary>Cores busy in server, upstream and generator: near the machine's number means that the latencies are queueing.</summary>
    public required double CoresBusy { get; init; }
    public required double Seconds { get; init; }
    /// <summary>The first thing that was missing, doubled or failed.</summary>
    public required string? Problem { get; init; }
}

/// <summary>Runs one plan against one server.</summary>
internal static class LoadRun
{
    public static async Task<RunResult> RunAsync(Subject server, Child upstream, LoadPlan plan)
    {
        var clients = await server.ClientsAsync(plan.Streams);
        var seconds = plan.SecondDevice ? await server.SecondDevicesAsync(plan.Streams) : [];
        var logs = Enumerable.Range(0, plan.Streams * (plan.SecondDevice ? 2 : 1)).Select(_ => new StreamLog(plan.Tokens)).ToList();
        GC.Collect();
        using var over = new CancellationTokenSource();
        var beside = plan.Beside?.RunAsync(over.Token) ?? Task.CompletedTask;
        var (cpu, others, begun) = (ProcStat.CpuSeconds(server.Pid), OthersCpu(upstream), Clock.Us);
        var sends = Enumerable.Range(0, plan.Streams).Select(i => StreamOneAsync(server, clients, seconds, logs, i, plan)).ToList();
        try
        {
            var limit = TimeSpan.FromSeconds(60) + plan.Spread + TimeSpan.FromMicroseconds((double)plan.Tokens * plan.EveryUs * 3);
            await Task.WhenAll([.. sends, .. logs.Select(l => l.Ended)]).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            foreach (var log in logs.Where(l => !l.Ended.IsCompleted)) log.Fail($"stuck after {log.Next} of {plan.Tokens} tokens");
        }
        var took = (Clock.Us - begun) / 1e6;
        cpu = ProcStat.CpuSeconds(server.Pid) - cpu;
        await over.CancelAsync();
        await beside;
        var firsts = logs.Take(plan.Streams).ToList();
        var latencies = logs.SelectMany(l => l.LatencyMs).Select(v => (double)v).ToArray();
        return new RunResult
        {
            CpuPerMillion = cpu / ((double)plan.Streams * plan.Tokens) * 1e6,
            LatencyP50Ms = Stats.Percentile(latencies, 50),
            LatencyP99Ms = Stats.Percentile(latencies, 99),
            MiddleP99Ms = Stats.Percentile([.. logs.SelectMany(l => l.LatencyMs[(plan.Tokens / 4)..(plan.Tokens * 3 / 4)]).Select(v => (double)v)], 99),
            FirstTokenMs = [.. firsts.Select(l => (l.FirstTokenUs - l.SentUs) / 1e3)],
            CoresBusy = (cpu + OthersCpu(upstream) - others) / took,
            Seconds = took,
            Problem = logs.Select((l, i) => l.Problem is null ? null : $"stream {i}: {l.Problem}").FirstOrDefault(p => p is not null),
        };
    }

    private static async Task StreamOneAsync(
        Subject server, IReadOnlyList<RawClient> clients, IReadOnlyList<RawClient> seconds, List<StreamLog> logs, int i, LoadPlan plan)
    {
        // The odd part keeps starts from falling on the same phase of the token interval.
        var share = (i + i * 0.6180339887 % 1) / plan.Streams;
        await Task.Delay(plan.Spread * share);
        var log = logs[i];
        log.SentUs = Clock.Us;
        await clients[i].StreamAsync("SendMessage", server.Message($"bench tokens={plan.Tokens} every={plan.EveryUs}"), log);
        if (seconds.Count == 0) return;
        try
        {
            var turnId = await log.TurnId;
            await seconds[i].StreamAsync("ResumeTurn", $"{{\"turnId\":\"{turnId}\",\"afterSeq\":0}}", logs[plan.Streams + i]);
        }
        catch (OperationCanceledException)
        {
            logs[plan.Streams + i].Fail("its turn never began");
        }
    }

    private static double OthersCpu(Child upstream) => ProcStat.CpuSeconds(upstream.Pid) + ProcStat.CpuSeconds(Environment.ProcessId);
}
