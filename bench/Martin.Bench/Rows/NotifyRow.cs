using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Martin.Bench.Load;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Martin.Testing.Servers;

namespace Martin.Bench.Rows;

/// <summary>
/// How long after a change over REST its notification is with the user's open connections: on one process with SQLite, and on two nodes with
/// PostgreSQL (with fsync) and Redis, on the node that made the change and on the other. The clock starts when the request is sent, so the write is in it.
/// </summary>
internal static class NotifyRow
{
    private const double SameNodeMs = 20, OtherNodeMs = 40;
    private const int WarmUps = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // a push that is lost is made good within half a minute
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly Dictionary<string, string> NoLimit = new() { ["Limits__WritesPerMinute"] = "0" };

    public static async Task RunAsync(Arena arena)
    {
        if (arena.Options.FloorOnly) return;
        var settings = new HubSettings();
        foreach (var (name, value) in NoLimit) settings.Environment[name] = value;
        await using (var hub = await HubProcess.StartAsync(settings)) await OnAsync(arena, ("one process, SQLite", hub, SameNodeMs));
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var martin = await HubCluster.StartAsync(await postgres.CreateDatabaseAsync(), environment: NoLimit);
        await OnAsync(arena, ("two nodes, same node", martin.Nodes[0], SameNodeMs), ("two nodes, other node", martin.Nodes[1], OtherNodeMs));
    }

    /// <summary>Changes are made on the first node.</summary>
    private static async Task OnAsync(Arena arena, params (string Where, HubProcess Node, double BudgetMs)[] places)
    {
        using var session = await WireSession.LoginAsync(places[0].Node.Url, places[0].Node.Settings.OwnerKey);
        var ears = new List<Ear>();
        try
        {
            foreach (var (_, node, _) in places) ears.Add(await Ear.OpenAsync(node, session));
            var (sinceSent, sinceAnswer) = (places.Select(_ => new List<double>()).ToList(), places.Select(_ => new List<double>()).ToList());
            var warm = arena.Options.Quick ? 5 : WarmUps;
            for (var i = 0; i < warm + arena.Options.Writes; i++)
            {
                var sentUs = Clock.Us;
                var task = await session.PostAsync("api/v1/tasks", new { title = $"Change {i}" });
                var answeredUs = Clock.Us;
                for (var at = 0; at < ears.Count; at++)
                {
                    var cameUs = await ears[at].HeardAsync(task.GetProperty("id").GetString()!);
                    if (i < warm) continue;
                    sinceSent[at].Add((cameUs - sentUs) / 1e3);
                    sinceAnswer[at].Add((cameUs - answeredUs) / 1e3);
                }
                await Task.Delay(Pause);
            }
            for (var at = 0; at < places.Length; at++)
            {
                var late = sinceAnswer[at].ToArray();
                arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"notify, {places[at].Where}: after the answer to the request p50 {Stats.Percentile(late, 50):0.0}, p95 {Stats.Percentile(late, 95):0.0} ms (below 0: before it)"));
                arena.Report.AddTimes($"notification since the change was sent, {places[at].Where}", places[at].BudgetMs, sinceSent[at]);
            }
            if (ears.Sum(e => e.Doubled) is var doubled and > 0) arena.Report.Note($"notify: {doubled} came twice, as pushes may");
        }
        finally
        {
            foreach (var ear in ears) await ear.DisposeAsync();
        }
    }

    /// <summary>An open connection, and when it heard of which task.</summary>
    private sealed class Ear : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> heard = new();
        private readonly RawClient client;
        private int doubled;

        private Ear(RawClient client)
        {
            this.client = client;
            client.Pushed = Take;
        }

        public int Doubled => doubled;

        public static async Task<Ear> OpenAsync(HubProcess node, WireSession session) => new(await RawClient.ConnectAsync(new Uri(node.Url, "/hub"), session.AccessToken));

        public Task<long> HeardAsync(string task) => Of(task).Task.WaitAsync(Patience);

        public ValueTask DisposeAsync() => client.DisposeAsync();

        private void Take(string name, JsonElement push, long nowUs)
        {
            if (name == "Notification" && push.GetProperty("data").GetProperty("taskId").GetString() is { } task && !Of(task).TrySetResult(nowUs)) Interlocked.Increment(ref doubled);
        }

        private TaskCompletionSource<long> Of(string task) => heard.GetOrAdd(task, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
