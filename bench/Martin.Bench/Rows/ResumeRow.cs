using System.Globalization;
using Martin.Bench.Load;
using Martin.Bench.Servers;

namespace Martin.Bench.Rows;

/// <summary>Cuts connections at random moments of 50 paced answers and resumes each after a while: how soon the first missed event comes, and whether any is lost or doubled.</summary>
internal static class ResumeRow
{
    private const int Streams = 50;
    private const int Seed = 20261122;

    public static async Task RunAsync(Arena arena)
    {
        var martin = await arena.MartinAsync();
        if (arena.Options.FloorOnly) return; // the floor cannot resume
        await arena.UpstreamAsync();
        var waits = new List<double>();
        var (cuts, resets) = (0, 0);
        string? problem = null;
        // A round cuts each stream about once in 25 tokens; rounds go on until the cuts asked for are made.
        for (var round = 0; round < 200 && cuts < arena.Options.Cuts && problem is null; round++)
        {
            var perStream = Math.Max(1, Math.Min(arena.Options.Tokens / 50, (arena.Options.Cuts - cuts + Streams - 1) / Streams));
            var done = await Task.WhenAll(Enumerable.Range(0, Streams).Select(i => FollowAsync(martin, i, perStream, new Random(Seed + round * 1_000 + i))));
            cuts += done.Sum(d => d.Cuts);
            resets += done.Sum(d => d.Log.Resets);
            waits.AddRange(done.SelectMany(d => d.WaitsMs));
            problem = done.Select(d => d.Log.Problem).FirstOrDefault(p => p is not null);
        }
        arena.Report.Note($"resume: {cuts} cuts, {resets} resets, slowest {Stats.Percentile([.. waits], 100).ToString("0.0", CultureInfo.InvariantCulture)} ms{(problem is null ? "" : ", BROKEN: " + problem)}");
        if (problem is not null)
        {
            arena.Report.Broken("resume after a cut", problem);
            return;
        }
        var (p50, p99) = (Stats.Percentile([.. waits], 50), Stats.Percentile([.. waits], 99));
        arena.Report.Add("resume after a cut, first replayed event", "p99 ≤ 50 ms", string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.0}, p99 {p99:0.0} ms"), "", p99 <= 50);
        arena.Report.Add("lost or doubled events", $"0 in {arena.Options.Cuts} cuts", $"0 in {cuts} cuts ({resets} resets)", "", true);
    }

    private static async Task<(StreamLog Log, int Cuts, List<double> WaitsMs)> FollowAsync(Subject martin, int user, int cuts, Random dice)
    {
        var tokens = (cuts + 1) * 25;
        var log = new StreamLog(tokens);
        var waits = new List<double>();
        await Task.Delay(dice.Next(1_000));
        var client = await RawClient.ConnectAsync(martin.Hub, martin.Token(user));
        await client.StreamAsync("SendMessage", martin.Message($"bench tokens={tokens} every={Options.EveryUs}"), log);
        var made = 0;
        try
        {
            var turnId = await log.TurnId;
            while (made < cuts && !log.Ended.IsCompleted)
            {
                await Task.Delay(dice.Next(1, 1_000)); // anywhere in mid-stream, often in mid-frame
                if (log.Ended.IsCompleted || log.IsOver) break;
                await client.CutAsync();
                made++;
                await Task.Delay(dice.Next(25, 200)); // something is missed for sure: a token comes every 20 ms
                client = await RawClient.ConnectAsync(martin.Hub, martin.Token(user));
                log.ExpectResumed();
                var asked = Clock.Us;
                await client.StreamAsync("ResumeTurn", $"{{\"turnId\":\"{turnId}\",\"afterSeq\":{log.LastSeq}}}", log);
                waits.Add((await log.Resumed - asked) / 1e3);
            }
            await log.Ended.WaitAsync(TimeSpan.FromSeconds(60) + TimeSpan.FromMicroseconds((double)tokens * Options.EveryUs));
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException or IOException or System.Net.WebSockets.WebSocketException)
        {
            log.Fail($"user {user} after seq {log.LastSeq}: {e.Message}");
        }
        await client.DisposeAsync();
        return (log, made, waits);
    }
}
