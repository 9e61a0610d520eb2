using System.Diagnostics;
using System.Globalization;
using Martin.Bench.Load;
using Martin.Bench.Servers;

namespace Martin.Bench.Rows;

/// <summary>
/// What a connection that does nothing costs in resident memory, P (each of another user, signed in) and F, on fresh servers. What the
/// first connections bring in for good (compiled code, pools) is there before the first reading.
/// </summary>
internal static class IdleRow
{
    private const double BudgetKb = 30, BudgetRatio = 1.25;
    private const int FirstConnections = 200;
    private const int OpenedAtOnce = 16;
    private const int OtherFiles = 500;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(20); // longer than either side's pings are apart

    public static async Task RunAsync(Arena arena)
    {
        var count = arena.Options.Connections;
        if (FileLimit() is var limit && limit < count + OtherFiles)
            throw new InvalidOperationException($"{count} connections need as many open files and {OtherFiles} more, but ulimit -n is {limit}: raise it, or give --connections=N.");
        var model = await arena.ModelUrlAsync();
        var (p, f) = (new List<double>(), new List<double>());
        for (var pair = 1; pair <= arena.Options.Pairs; pair++)
        {
            if (!arena.Options.FloorOnly) p.Add(await MeasureAsync(arena, await MartinSubject.StartAsync(model, count), pair));
            f.Add(await MeasureAsync(arena, await Floor.StartAsync(model), pair));
        }
        if (p.Count == 0) return;
        var (each, ratio) = (Stats.Median(p), Stats.Median(p) / Stats.Median(f));
        var what = string.Create(CultureInfo.InvariantCulture, $"{count:N0} idle signed-in connections, memory each");
        arena.Report.Add(what, $"≤ {BudgetKb} kB", $"P {Stats.Spread(p)} kB", "", each <= BudgetKb);
        arena.Report.Add(what, $"P ≤ {BudgetRatio} F", $"P {Stats.Spread(p)}, F {Stats.Spread(f)} kB", ratio.ToString("0.00", CultureInfo.InvariantCulture), ratio <= BudgetRatio);
    }

    /// <returns>kB (10^3 bytes) a connection.</returns>
    private static async Task<double> MeasureAsync(Arena arena, Subject started, int pair)
    {
        await using var server = started;
        await CloseAsync(await OpenAsync(server, Math.Min(FirstConnections, arena.Options.Connections)));
        var before = await RestingMbAsync(server.Pid);
        var watch = Stopwatch.StartNew();
        var clients = await OpenAsync(server, arena.Options.Connections);
        var opened = watch.Elapsed.TotalSeconds;
        try
        {
            var after = await RestingMbAsync(server.Pid);
            await CheckAsync(server, clients);
            var each = (after - before) * 1_000 / clients.Count;
            arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"idle {server.Name} run {pair}: {before:0} MB, with {clients.Count:N0} connections (opened in {opened:0.0} s) {after:0} MB: {each:0.0} kB each"));
            return each;
        }
        finally
        {
            await CloseAsync(clients);
        }
    }

    private static async Task<List<RawClient>> OpenAsync(Subject server, int count)
    {
        var clients = new RawClient[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce },
            async (i, _) => clients[i] = await RawClient.ConnectAsync(server.Hub, server.Token(i)));
        return [.. clients];
    }

    private static async Task CloseAsync(List<RawClient> clients)
    {
        foreach (var client in clients) await client.DisposeAsync();
    }

    /// <summary>Every connection is still there, and P knows each for one that is signed in.</summary>
    private static async Task CheckAsync(Subject server, List<RawClient> clients)
    {
        if (clients.Count(c => !c.IsOpen) is var gone and > 0) throw new InvalidOperationException($"{server.Name}: {gone} connections have closed.");
        if (server is not MartinSubject) return;
        foreach (var some in clients.Chunk(OpenedAtOnce))
            foreach (var answer in await Task.WhenAll(some.Select(c => c.CallAsync("Ping"))).WaitAsync(TimeSpan.FromSeconds(30)))
                _ = answer.GetProperty("latestSeq").GetInt64();
    }

    /// <summary>Resident memory once it has stood nearly still for some seconds.</summary>
    private static async Task<double> RestingMbAsync(int pid)
    {
        var seen = new List<double>();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < ShortestRest * 2; await Task.Delay(1_000))
        {
            seen.Add(ProcStat.ResidentMb(pid));
            if (watch.Elapsed > ShortestRest && seen[^5..].Max() - seen[^5..].Min() < 1) break;
        }
        return Stats.Median(seen[^5..]);
    }

    private static int FileLimit()
    {
        var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        return int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture, out var soft) ? soft : int.MaxValue;
    }
}
