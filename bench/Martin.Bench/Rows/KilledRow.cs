using System.Diagnostics;
using System.Globalization;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Bench.Rows;

/// <summary>
/// Two nodes on PostgreSQL and Redis, one of which is killed (SIGKILL) or frozen (SIGSTOP) while it drives turns: how soon a reader on
/// the other node gets the first event that the turn's new owner says; and afterwards every effect stands once. A frozen node comes back as it was.
/// </summary>
internal static class KilledRow
{
    private const double KilledBudgetS = 3, FrozenBudgetS = 12;
    private const int Turns = 4;
    private const int Words = 60; // three times: a turn of 4 s
    private const int LatestMs = 2_000;
    private static readonly TimeSpan Awake = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Arena arena)
    {
        if (arena.Options.FloorOnly) return;
        await using var gpt = await GptServer.StartAsync();
        gpt.ChecksDescription = false;
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var url = await postgres.CreateDatabaseAsync();
        await using var databases = MartinDbFactory.Postgres(url);
        await using var martin = await HubCluster.StartAsync(url, gpt.BaseUrl);
        var dice = new Random(20261129);
        var (killed, frozen) = (new List<double>(), new List<double>());
        for (var i = 0; i < arena.Options.Kills + arena.Options.Freezes; i++)
        {
            var (freeze, seconds) = i < arena.Options.Kills ? (false, killed) : (true, frozen);
            var gone = await LoseOwnerAsync(gpt, databases, martin.Nodes[i % 2], martin.Nodes[(i + 1) % 2], freeze, dice);
            arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"{(freeze ? "frozen" : "killed")}: its {gone.Count} turns went on after {string.Join(", ", gone.Select(s => s.ToString("0.00", CultureInfo.InvariantCulture)))} s"));
            seconds.AddRange(gone);
        }
        Add(arena, "killed", arena.Options.Kills, killed, KilledBudgetS);
        Add(arena, "frozen", arena.Options.Freezes, frozen, FrozenBudgetS);
        arena.Report.Add("tool actions lost or repeated", "0", $"0 of {3 * (killed.Count + frozen.Count)}", "", true); // else it has thrown
    }

    private static void Add(Arena arena, string how, int nodes, List<double> seconds, double budget)
    {
        if (seconds.Count == 0) return;
        var (p50, p95) = (Stats.Percentile([.. seconds], 50), Stats.Percentile([.. seconds], 95));
        arena.Report.Add($"a node {how}, {nodes} times: its {seconds.Count} turns go on elsewhere", $"p95 ≤ {budget} s",
            string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.00}, p95 {p95:0.00}, max {seconds.Max():0.00} s"), "", p95 <= budget);
    }

    /// <returns>Seconds to the new owner's first event, a value a turn.</returns>
    private static async Task<IReadOnlyList<double>> LoseOwnerAsync(GptServer gpt, MartinDbFactory databases, HubProcess owner, HubProcess other, bool freeze, Random dice)
    {
        await using var asking = await WireClient.ConnectAsync(owner.Url, owner.Settings.OwnerKey);
        await using var watching = await WireClient.ConnectAsync(other.Url, other.Settings.OwnerKey, WireProtocol.MessagePack);
        var names = Enumerable.Range(0, Turns).Select(_ => Trip.NewName()).ToList();
        var asked = names.ConvertAll(n => asking.Send(Trip.Teach(gpt, n, Words)));
        var watched = (await Task.WhenAll(asked.Select(a => a.WaitForAsync("turn_started")))).Select(s => watching.Resume(s.TurnId)).ToList();
        await Task.WhenAll(watched.Select(w => w.WaitForAsync("text_delta")));
        await Task.Delay(dice.Next(LatestMs));
        var began = Stopwatch.GetTimestamp();
        if (freeze) owner.Freeze();
        else owner.Kill();
        var seconds = await Task.WhenAll(watched.Select(async w =>
        {
            await w.WaitForAsync(e => Epoch(e.Seq) > 0);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }));
        await Task.WhenAll(watched.Select(w => w.Ended));
        if (freeze)
        {
            owner.Thaw(); // it takes its turns for its own until it learns better
            await Task.Delay(Awake);
            owner.Kill();
        }
        await owner.RestartAsync();
        await Task.WhenAll(asked.Select(a => a.Ended)); // the device that asked comes back to its node
        foreach (var ((name, a), w) in names.Zip(asked).Zip(watched))
        {
            a.Reader.AssertAgreesWith(w.Reader);
            await CheckAsync(databases, name, w.Reader);
        }
        return seconds;
    }

    /// <summary>Which owner said it: each counts from its own start (contract, section 3).</summary>
    private static long Epoch(long seq) => (seq - 1) >> 32;

    /// <exception cref="InvalidOperationException">An effect of the trip is missing or doubled, or its text is not the one that was shown.</exception>
    private static async Task CheckAsync(MartinDbFactory databases, string name, TurnReader reader)
    {
        var turn = Guid.Parse(reader.TurnId!);
        await using var db = databases.ForMaintenance();
        var effects = (await db.Events.IgnoreQueryFilters().CountAsync(e => e.Title == Trip.Event(name)), await db.Tasks.IgnoreQueryFilters().CountAsync(t => Trip.Tasks(name).Contains(t.Title)),
            await db.Actions.IgnoreQueryFilters().CountAsync(a => a.TurnId == turn));
        var text = await db.ChatMessages.IgnoreQueryFilters().Where(m => m.TurnId == turn && m.Role == ChatRole.Assistant).Select(m => m.Content).SingleAsync();
        if (reader.End?.Type != "turn_completed" || effects != (1, 2, 3) || text != reader.Text)
            throw new InvalidOperationException($"Turn {turn}: {reader.End?.Type}, (events, tasks, actions) {effects}, text {(text == reader.Text ? "as shown" : "other than shown")}.");
    }
}
