using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Bench.Rows;

/// <summary>
/// How long the user waits for a task to be stored over REST, and for an approval over the hub and over REST, one at a time, on both
/// databases (PostgreSQL with fsync). What is approved was proposed by the offline model in a conversation of its own, and the next is
/// asked for when Martin has answered to the decision.
/// </summary>
internal static class WriteRow
{
    private const double BudgetMs = 15;
    private const int WarmUps = 100;
    private static readonly DateTime FirstDay = DateTime.UtcNow.Date.AddDays(30);

    public static async Task RunAsync(Arena arena)
    {
        if (arena.Options.FloorOnly) return;
        if (arena.Options.Database is null or "sqlite")
        {
            var settings = new HubSettings();
            await OnAsync(arena, "SQLite", settings, () => MartinDbFactory.Sqlite(Directory.EnumerateFiles(settings.Data, "*.db").Single()));
        }
        if (arena.Options.Database is not (null or "postgres")) return;
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var url = await postgres.CreateDatabaseAsync();
        await OnAsync(arena, "PostgreSQL", new HubSettings { DatabaseUrl = url }, () => MartinDbFactory.Postgres(url));
    }

    private static async Task OnAsync(Arena arena, string database, HubSettings settings, Func<MartinDbFactory> open)
    {
        foreach (var limit in (string[])["Writes", "Messages", "HubCalls"]) settings.Environment[$"Limits__{limit}PerMinute"] = "0";
        await using var hub = await HubProcess.StartAsync(settings);
        await using var device = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey);
        var (warm, measured) = (arena.Options.Quick ? 5 : WarmUps, arena.Options.Writes);
        var tasks = new List<double>();
        for (var i = 0; i < warm + measured; i++)
        {
            var (took, task) = await TimedAsync(() => device.Session.PostAsync("api/v1/tasks", new { title = $"Task {i}" }));
            if (task.GetProperty("version").GetInt32() != 1) throw new InvalidOperationException($"Not a new task: {task}");
            if (i >= warm) tasks.Add(took);
        }
        arena.Report.AddTimes($"{database}: POST /tasks", BudgetMs, tasks);
        var day = 0;
        foreach (var (by, decide) in ((string, Func<JsonElement, Task<JsonElement>>)[])[
            ("ResolveAction", a => device.InvokeAsync("ResolveAction", new { actionId = a.GetProperty("id"), decision = "approve", payloadHash = a.GetProperty("payloadHash") })),
            ("POST /assistant/actions/{id}/approve", a => device.Session.PostAsync($"api/v1/assistant/actions/{a.GetProperty("id")}/approve", new { payloadHash = a.GetProperty("payloadHash") }))])
        {
            await device.Session.RefreshAsync(); // an access token lives for 15 minutes
            var approvals = new List<double>();
            for (var i = 0; i < warm + measured; i++)
            {
                var took = await ApproveAsync(device, FirstDay.AddDays(day++), decide);
                if (i >= warm) approvals.Add(took);
            }
            arena.Report.AddTimes($"{database}: {by}", BudgetMs, approvals);
        }
        await using var databases = open();
        await CheckAsync(databases, tasks: warm + measured, approved: day);
    }

    /// <summary>Has Martin propose an event with a guest, which is outward, and approves it.</summary>
    private static async Task<double> ApproveAsync(WireClient device, DateTime day, Func<JsonElement, Task<JsonElement>> decide)
    {
        var asked = await device.AskAsync(string.Create(CultureInfo.InvariantCulture, $"schedule lunch on {day:MMMM d, yyyy} at noon and invite ana@example.com"), timeZone: "Europe/Berlin");
        var action = asked.End!["actions"]!.Value.EnumerateArray().Single();
        var conversation = asked.Events[0].Type == "turn_started" ? asked.Events[0]["conversationId"]!.Value.GetString() : throw new InvalidOperationException($"{asked.Events[0]}");
        var (took, decided) = await TimedAsync(() => decide(action));
        if (decided.GetProperty("status").GetString() != "executed") throw new InvalidOperationException($"Not executed: {decided}");
        var answer = await device.Pushes.WaitForAsync("TurnStarted", t => t.GetProperty("origin").GetString() == "action" && t.GetProperty("conversationId").GetString() == conversation);
        await device.Resume(answer.GetProperty("turnId").GetString()!).Ended;
        return took;
    }

    /// <summary>Everything stands once in the tables.</summary>
    private static async Task CheckAsync(MartinDbFactory databases, int tasks, int approved)
    {
        await using var db = databases.ForMaintenance();
        var stored = (await db.Tasks.IgnoreQueryFilters().CountAsync(), await db.Events.IgnoreQueryFilters().CountAsync(), await db.Actions.IgnoreQueryFilters().CountAsync(a => a.Status == ActionStatus.Executed));
        if (stored != (tasks, approved, approved)) throw new InvalidOperationException($"Of {tasks} tasks and {approved} approved events there are (tasks, events, executed actions) {stored}.");
    }

    private static async Task<(double Ms, T Result)> TimedAsync<T>(Func<Task<T>> act)
    {
        var began = Stopwatch.GetTimestamp();
        var result = await act();
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, result);
    }
}
