using Martin.Bench.Servers;
using Martin.Testing.Processes;

namespace Martin.Bench.Rows;

/// <summary>Start to ready on an existing database, and memory at rest.</summary>
internal static class StartRow
{
    public static async Task RunAsync(Arena arena)
    {
        if (arena.Options.FloorOnly) return;
        await using var hub = await HubProcess.StartAsync(new HubSettings());
        arena.Report.Note($"start on an empty database: {hub.ReadyAfter.TotalSeconds:0.00} s");
        var starts = new List<double>();
        for (var i = 0; i < arena.Options.Starts; i++)
        {
            await hub.StopAsync();
            await hub.RestartAsync();
            starts.Add(hub.ReadyAfter.TotalSeconds);
        }
        await Task.Delay(TimeSpan.FromSeconds(arena.Options.Quick ? 3 : 20)); // at rest: what starts in the background has settled
        var memory = ProcStat.ResidentMb(hub.Pid);
        arena.Report.Add("start to ready, SQLite, existing database", "≤ 2.5 s", Stats.Spread(starts, "0.00") + " s", "", Stats.Median(starts) <= 2.5);
        arena.Report.Add("memory at rest", "≤ 180 MB", $"{memory:0} MB", "", memory <= 180);
    }
}
