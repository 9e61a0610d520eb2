using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Martin.Bench.Load;
using Martin.Bench.Servers;

namespace Martin.Bench.Rows;

/// <summary>
/// What 50 paced streams notice of one device, of another user, that has stopped reading while two answers and its user's pushes are written
/// to it; and whether what waits for it stays small. That user's changes go on in the runs without the device too.
/// </summary>
internal static class StalledRow
{
    private const string What = "one device that stops reading";
    private const int Streams = 50;
    private const int DeviceUser = Streams;
    private const double BudgetRatio = 1.2;

    /// <summary>More than that is not noise of the collector but something that is kept for the device.</summary>
    private const double MostMoreMb = 32;

    private static readonly TimeSpan ChangeEvery = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(Arena arena)
    {
        if (arena.Options.FloorOnly) return; // the floor has no pushes
        var martin = await arena.MartinAsync();
        await arena.UpstreamAsync();
        var earlier = await StalledDevice.AnswerAsync(martin, DeviceUser);
        var changes = 0;
        var (devices, with, without) = (new List<StalledDevice>(), new List<MemoryWatch>(), new List<MemoryWatch>());
        var plan = new LoadPlan(Streams, arena.Options.Tokens, Options.EveryUs, TimeSpan.FromSeconds(2), WarmUps: arena.Options.WarmUps(2));
        if (await arena.AlternateAsync(What, (martin, plan with { Beside = ("one stalled", StalledAsync) }), (martin, plan with { Beside = ("none stalled", NoneAsync) })) is not var (stalled, none)) return;
        foreach (var device in devices) await device.CheckAsync();
        await using (var device = await RawClient.ConnectAsync(martin.Hub, martin.Token(DeviceUser)))
            if ((await device.CallAsync("Ping")).GetProperty("latestSeq").GetInt64() is var seq && seq < changes)
                throw new InvalidOperationException($"{changes} changes, but only {seq} notifications for the device to catch up on.");
        var ends = devices.SelectMany(d => d.Ended).Select(e => e.TotalSeconds).ToList();
        arena.Report.Note($"{What}: the server ended {ends.Count} connections, after {Stats.Spread(ends)} s");
        if (ends.Count == 0 && !arena.Options.Quick) throw new InvalidOperationException("No connection of the stalled device was ended: it has not stalled.");
        var (a, b) = (stalled.ConvertAll(r => r.LatencyP99Ms), none.ConvertAll(r => r.LatencyP99Ms));
        var ratio = Stats.Median(a) / Stats.Median(b);
        arena.Report.Add($"{What}: the others' p99", $"≤ {BudgetRatio} ×", $"with {Stats.Spread(a, "0.00")}, without {Stats.Spread(b, "0.00")} ms", ratio.ToString("0.00", CultureInfo.InvariantCulture), ratio <= BudgetRatio);
        var (grown, usual) = (Growth(with, stalled.Count), Growth(without, none.Count));
        var more = Stats.Median(grown) - Stats.Median(usual);
        arena.Report.Add($"{What}: server memory grows in a run by", $"≤ {MostMoreMb} MB more", $"with {Stats.Spread(grown)}, without {Stats.Spread(usual)} MB, at most {with.Concat(without).Max(w => w.MostMb):0} MB", more.ToString("+0.0;-0.0", CultureInfo.InvariantCulture) + " MB", more <= MostMoreMb);

        Task StalledAsync(CancellationToken ct)
        {
            devices.Add(new(martin, DeviceUser, earlier, arena.Options.Tokens));
            with.Add(new(martin.Pid));
            return Task.WhenAll(devices[^1].RunAsync(ct), with[^1].RunAsync(ct), ChangeAsync(martin, () => changes++, ct));
        }

        Task NoneAsync(CancellationToken ct)
        {
            without.Add(new(martin.Pid));
            return Task.WhenAll(without[^1].RunAsync(ct), ChangeAsync(martin, () => changes++, ct));
        }
    }

    /// <summary>Makes a task each time, of which the user's connections are told.</summary>
    private static async Task ChangeAsync(Subject martin, Action made, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = new Uri(martin.Hub, "/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", martin.Token(DeviceUser));
        for (var i = 0; !ct.IsCancellationRequested; i++)
        {
            using var answer = await http.PostAsJsonAsync("api/v1/tasks", new { title = $"Change {i} {new string('x', 200)}" }, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            made();
            await Task.Delay(ChangeEvery, CancellationToken.None);
        }
    }

    /// <summary>Of the measured runs, which are the last ones.</summary>
    private static List<double> Growth(List<MemoryWatch> watches, int measured) => watches.TakeLast(measured).Select(w => w.MostMb - w.FirstMb).ToList();
}
