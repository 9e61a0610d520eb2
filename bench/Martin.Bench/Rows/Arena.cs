using Martin.Bench.Load;
using Martin.Bench.Servers;
using Martin.Testing;

namespace Martin.Bench.Rows;

/// <summary>The processes of a bench run, started when a row first needs them: the upstream, F and P.</summary>
internal sealed class Arena(Options options, Report report) : IAsyncDisposable
{
    private Child? upstream;
    private Subject? floor, martin;

    public Options Options => options;
    public Report Report => report;

    public async Task<Child> UpstreamAsync() =>
        upstream ??= await Child.StartAsync(RepoPaths.Built("bench", "Martin.Bench"), ["upstream", "{port}"], []);

    public async Task<string> ModelUrlAsync() => $"http://127.0.0.1:{(await UpstreamAsync()).Port}/v1";

    public async Task<Subject> FloorAsync() => floor ??= await Floor.StartAsync(await ModelUrlAsync());

    /// <summary>P; with --floor-only a second floor stands in, to try the bench without the hub.</summary>
    public async Task<Subject> MartinAsync() => martin ??= options.FloorOnly ? await Floor.StartAsync(await ModelUrlAsync()) : await MartinSubject.StartAsync(await ModelUrlAsync());

    /// <summary>
    /// A warm-up of both at the same pace, then P F P F …; every run is noted. Null when any run lost, doubled or failed anything: then the
    /// row is reported as broken.
    /// </summary>
    public async Task<(List<RunResult> P, List<RunResult> F)?> AlternateAsync(string what, LoadPlan plan) =>
        await AlternateAsync(what, (await MartinAsync(), plan), (await FloorAsync(), plan));

    /// <inheritdoc cref="AlternateAsync(string, LoadPlan)"/>
    public async Task<(List<RunResult> A, List<RunResult> B)?> AlternateAsync(string what, (Subject Server, LoadPlan Plan) a, (Subject Server, LoadPlan Plan) b)
    {
        var model = await UpstreamAsync();
        (List<RunResult> A, List<RunResult> B) results = ([], []);
        for (var pair = 1 - a.Plan.WarmUps; pair <= options.Pairs; pair++)
            foreach (var (side, kept) in ((ValueTuple<Subject, LoadPlan> Side, List<RunResult> Kept)[])[(a, results.A), (b, results.B)])
            {
                var (server, plan) = side;
                var run = await LoadRun.RunAsync(server, model, plan);
                report.Note(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                    $"{what} {server.Name}{(plan.SecondDevice ? "×2" : plan.Beside is { } beside ? ", " + beside.Name : "")} {(pair < 1 ? "warm-up" : $"run {pair}")}: {run.CpuPerMillion:0.0} CPU s per million tokens, added p50 {run.LatencyP50Ms:0.00} ms, p99 {run.LatencyP99Ms:0.00} ms (middle {run.MiddleP99Ms:0.00}), first token p50 {Stats.Percentile(run.FirstTokenMs, 50):0.0} ms, {run.CoresBusy:0.00} cores busy, {run.Seconds:0.0} s{(run.Problem is null ? "" : ", BROKEN: " + run.Problem)}"));
                if (run.Problem is not null)
                {
                    report.Broken(what, $"{server.Name}: {run.Problem}");
                    return null;
                }
                if (pair > 0) kept.Add(run);
            }
        return results;
    }

    public async ValueTask DisposeAsync()
    {
        if (martin is not null) await martin.DisposeAsync();
        if (floor is not null) await floor.DisposeAsync();
        if (upstream is not null) await upstream.DisposeAsync();
    }
}
