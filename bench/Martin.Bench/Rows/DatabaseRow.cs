using System.Diagnostics;
using System.Globalization;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Martin.Bench.Rows;

/// <summary>
/// What turns leave in the database and how often they go there. Each turn is a conversation of its own with two tool calls that write, one
/// after the other. Transactions are those that PostgreSQL counts for the database, a read without a transaction as one too, less what the idle
/// hub makes in the same time; SQLite keeps no such count, and the code is the same.
/// </summary>
internal static class DatabaseRow
{
    private const double MostTransactions = 15, MostKb = 20;
    private const int AtOnce = 4;
    private const int WarmUps = 20;
    private const int ClosingWords = 30;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(11); // PostgreSQL's idle sessions report what they did within 10 s

    public static async Task RunAsync(Arena arena)
    {
        if (arena.Options.FloorOnly) return;
        await using var gpt = await GptServer.StartAsync();
        gpt.ChecksDescription = false;
        gpt.On("errands").Calls("create_task", r => new { title = $"First of {r.LastUser}" })
            .Then.Calls("create_task", r => new { title = $"Second of {r.LastUser}" })
            .Then.SaysWords(ClosingWords);
        if (arena.Options.Database is null or "sqlite") await OnSqliteAsync(arena, gpt);
        if (arena.Options.Database is null or "postgres") await OnPostgresAsync(arena, gpt);
    }

    private static async Task OnSqliteAsync(Arena arena, GptServer gpt)
    {
        var settings = Settings(gpt, null);
        await using var hub = await HubProcess.StartAsync(settings);
        var file = Directory.EnumerateFiles(settings.Data, "*.db").Single();
        await using var databases = MartinDbFactory.Sqlite(file);
        await TalkAsync(hub, databases, WarmUps, 0);
        var before = await CheckpointAsync(file);
        await TalkAsync(hub, databases, arena.Options.Turns, WarmUps);
        Size(arena, "SQLite, file and log after a checkpoint", await CheckpointAsync(file) - before);
    }

    private static async Task OnPostgresAsync(Arena arena, GptServer gpt)
    {
        await using var postgres = await PostgresServer.StartAsync();
        var url = await postgres.CreateDatabaseAsync();
        await using var hub = await HubProcess.StartAsync(Settings(gpt, url));
        await using var databases = MartinDbFactory.Postgres(url);
        await TalkAsync(hub, databases, WarmUps, 0);
        await Task.Delay(Told);
        var (idle, _, idleSeconds) = await CountAsync(postgres, url, () => Task.Delay(arena.Options.Quick ? Idle / 5 : Idle));
        var (all, bytes, seconds) = await CountAsync(postgres, url, () => TalkAsync(hub, databases, arena.Options.Turns, WarmUps));
        var each = (all - idle / idleSeconds * seconds) / arena.Options.Turns;
        arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"rows: {all} transactions in {seconds:0} s, {idle / idleSeconds:0.00} a second when idle"));
        arena.Report.Add($"database, {arena.Options.Turns:N0} turns with 2 tool calls: transactions, PostgreSQL", $"≤ {MostTransactions} a turn", string.Create(CultureInfo.InvariantCulture, $"{each:0.0} a turn"), "", each <= MostTransactions);
        Size(arena, "PostgreSQL, whole database", bytes);
    }

    private static void Size(Arena arena, string what, long bytes)
    {
        var each = bytes / 1e3 / arena.Options.Turns;
        arena.Report.Add($"database, {arena.Options.Turns:N0} turns with 2 tool calls: size, {what}", $"≤ {MostKb} kB a turn", string.Create(CultureInfo.InvariantCulture, $"{each:0.0} kB a turn"), "", each <= MostKb);
    }

    private static HubSettings Settings(GptServer gpt, string? url) =>
        new() { OpenAiBaseUrl = gpt.BaseUrl, DatabaseUrl = url, Environment = { ["Limits__MessagesPerMinute"] = "0" } };

    /// <summary>So many turns, a few at once; then everything that they did stands in the tables once.</summary>
    private static async Task TalkAsync(HubProcess hub, MartinDbFactory databases, int turns, int before)
    {
        await using (var device = await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey))
            await Parallel.ForAsync(before, before + turns, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            {
                var turn = await device.AskAsync($"errands {i}");
                if (turn.End!.Type != "turn_completed" || turn.Tools("tool_finished").Count(t => t.GetProperty("ok").GetBoolean()) != 2) throw new InvalidOperationException($"Turn {i}: {turn.End}");
            });
        await using var db = databases.ForMaintenance();
        var stored = (await db.Turns.IgnoreQueryFilters().CountAsync(t => t.Status == TurnStatus.Completed), await db.Tasks.IgnoreQueryFilters().CountAsync(),
            await db.ChatMessages.IgnoreQueryFilters().CountAsync(m => m.Role == ChatRole.Assistant));
        var all = before + turns;
        if (stored != (all, 2 * all, all)) throw new InvalidOperationException($"After {all} turns there are (completed turns, tasks, answers) {stored}.");
    }

    /// <summary>Takes what is still in the write-ahead log over into the file.</summary>
    /// <returns>Bytes of both.</returns>
    private static async Task<long> CheckpointAsync(string file)
    {
        await using var db = new SqliteConnection($"Data Source={file};Default Timeout=30;Pooling=false");
        await db.OpenAsync();
        await using var checkpoint = db.CreateCommand();
        checkpoint.CommandText = "pragma wal_checkpoint(truncate)";
        if (Convert.ToInt64(await checkpoint.ExecuteScalarAsync(), CultureInfo.InvariantCulture) != 0) throw new InvalidOperationException("The checkpoint found the database busy.");
        return new FileInfo(file).Length + (new FileInfo(file + "-wal") is { Exists: true } wal ? wal.Length : 0);
    }

    private static async Task<(long Transactions, long Bytes, double Seconds)> CountAsync(PostgresServer postgres, string url, Func<Task> work)
    {
        var name = url[(url.LastIndexOf('/') + 1)..];
        var (before, size, watch) = (await TransactionsAsync(), await SizeAsync(), Stopwatch.StartNew());
        await work();
        await Task.Delay(Told);
        var seconds = watch.Elapsed.TotalSeconds;
        return (await TransactionsAsync() - before, await SizeAsync() - size, seconds);

        // Asked in another database, so that asking is not counted.
        async Task<long> AskAsync(string sql) => long.Parse(await postgres.QueryAsync("postgres", sql), CultureInfo.InvariantCulture);
        Task<long> TransactionsAsync() => AskAsync($"select xact_commit + xact_rollback from pg_stat_database where datname = '{name}'");
        Task<long> SizeAsync() => AskAsync($"select pg_database_size('{name}')");
    }
}
