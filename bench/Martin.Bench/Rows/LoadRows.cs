using System.Globalization;
using Martin.Bench.Load;

namespace Martin.Bench.Rows;

/// <summary>The rows that compare P with F under load.</summary>
internal static class LoadRows
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(2); // a hundred token intervals

    /// <summary>CPU per token with a paced model; with 50 streams also the latency that is added to each token.</summary>
    public static async Task PacedAsync(Arena arena, int streams)
    {
        var what = $"{streams} answers at once, a token each 20 ms";
        if (await arena.AlternateAsync(what, new LoadPlan(streams, arena.Options.Tokens, Options.EveryUs, Spread, WarmUps: arena.Options.WarmUps(2))) is not var (p, f)) return;
        Cpu(arena, $"CPU per token, {what}", 1.15, p, f);
        if (streams != 50) return;
        var (p50, f50) = (Median(p, r => r.LatencyP50Ms), Median(f, r => r.LatencyP50Ms));
        arena.Report.Add("added latency p50, 50 at once", "P ≤ F + 0.5 ms",
            $"P {Spread3(p, r => r.LatencyP50Ms)}, F {Spread3(f, r => r.LatencyP50Ms)} ms", Signed(p50 - f50) + " ms", p50 <= f50 + 0.5);
        var ratio = Median(p, r => r.LatencyP99Ms) / Median(f, r => r.LatencyP99Ms);
        arena.Report.Add("added latency p99, 50 at once", "P ≤ 1.25 F",
            $"P {Spread3(p, r => r.LatencyP99Ms)}, F {Spread3(f, r => r.LatencyP99Ms)} ms", Ratio(ratio), ratio <= 1.25);
    }

    /// <summary>CPU per token when the model does not wait.</summary>
    public static async Task BurstAsync(Arena arena)
    {
        const string What = "50 answers at once, the model does not wait";
        if (await arena.AlternateAsync(What, new LoadPlan(50, arena.Options.BurstTokens, 0, TimeSpan.FromSeconds(1), WarmUps: arena.Options.WarmUps(3))) is not var (p, f)) return;
        Cpu(arena, $"CPU per token, {What}", 2, p, f);
    }

    /// <summary>200 messages within half a second: how much later the first token comes than on the floor.</summary>
    public static async Task FirstTokenAsync(Arena arena)
    {
        const string What = "first token, 200 messages within 0.5 s";
        if (await arena.AlternateAsync(What, new LoadPlan(200, 25, Options.EveryUs, TimeSpan.FromSeconds(0.5), WarmUps: arena.Options.WarmUps(8))) is not var (p, f)) return;
        double First(Load.RunResult r) => Stats.Percentile(r.FirstTokenMs, 50);
        var added = Median(p, First) - Median(f, First);
        arena.Report.Add(What, "p50 added ≤ 10 ms", $"p50 P {Spread3(p, First)}, F {Spread3(f, First)} ms", Signed(added) + " ms", added <= 10);
        double Late(Load.RunResult r) => Stats.Percentile(r.FirstTokenMs, 99);
        arena.Report.Add("the same, p99", "", $"p99 P {Spread3(p, Late)}, F {Spread3(f, Late)} ms", Signed(Median(p, Late) - Median(f, Late)) + " ms", null);
    }

    /// <summary>What a second device on every turn costs P.</summary>
    public static async Task SecondDeviceAsync(Arena arena)
    {
        const string What = "a second device on each of 50 turns";
        var martin = await arena.MartinAsync();
        var alone = new LoadPlan(50, arena.Options.Tokens, Options.EveryUs, Spread);
        if (await arena.AlternateAsync(What, (martin, alone with { SecondDevice = true }), (martin, alone)) is not var (two, one)) return;
        var ratio = Median(two, r => r.CpuPerMillion) / Median(one, r => r.CpuPerMillion);
        arena.Report.Add(What, "+ 35 % CPU", $"two {Spread3(two, r => r.CpuPerMillion)}, one {Spread3(one, r => r.CpuPerMillion)} s per million tokens", Ratio(ratio), ratio <= 1.35);
    }

    private static void Cpu(Arena arena, string what, double budget, List<RunResult> p, List<RunResult> f)
    {
        var ratio = Median(p, r => r.CpuPerMillion) / Median(f, r => r.CpuPerMillion);
        var pairs = p.Zip(f, (x, y) => x.CpuPerMillion / y.CpuPerMillion).ToList();
        arena.Report.Add(what, string.Create(CultureInfo.InvariantCulture, $"P ≤ {budget:0.##} F"),
            $"P {Spread3(p, r => r.CpuPerMillion)}, F {Spread3(f, r => r.CpuPerMillion)} s per million tokens",
            $"{Ratio(ratio)}, pairs {Ratio(pairs.Min())}–{Ratio(pairs.Max())}", ratio <= budget);
    }

    private static double Median(List<RunResult> runs, Func<RunResult, double> of) => Stats.Median(runs.Select(of));

    private static string Spread3(List<RunResult> runs, Func<RunResult, double> of) =>
        Stats.Spread([.. runs.Select(of)], runs.Select(of).Max() < 10 ? "0.00" : "0.0");

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.00;-0.00", CultureInfo.InvariantCulture);
}
