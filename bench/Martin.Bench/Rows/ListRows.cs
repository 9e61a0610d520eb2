using System.Diagnostics;
using System.Globalization;
using Martin.Bench.Servers;
using Martin.Data;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Martin.Testing.Servers;

namespace Martin.Bench.Rows;

/// <summary>
/// Every list route for one user with 100,000 mails, 20,000 events and 5,000 tasks, on both databases: the first page, and whether the
/// thousandth is as fast. One request at a time on one connection; what is measured is the whole answer, read to its end.
/// </summary>
internal static class ListRows
{
    private const double BudgetMs = 50;
    private const double FlatRatio = 1.5;

    /// <summary>Pages of each end that are compared.</summary>
    private const int EndPages = 20;

    private const int LastPage = 1_000;

    /// <summary>Requests of each end's pages, in turns, so that what else the machine does meets both.</summary>
    private const int Rounds = 10;

    private const int LargestLimit = 200;
    private const int WarmRequests = 20;
    private const int Requests = 200;

    /// <param name="What">Its name in the report.</param>
    /// <param name="WalkLimit">Rows of a page when it is walked, so few that there are 1,000 pages; 0 where the list is short by nature.</param>
    private sealed record Route(string What, string Path, int WalkLimit = 0);

    public static async Task RunAsync(Arena arena)
    {
        if (arena.Options.FloorOnly) return; // the floor has no lists
        switch (arena.Options.Database)
        {
            case null:
                await OnAsync(arena, new HubSettings());
                await OnFreshPostgresAsync(arena);
                break;
            case "sqlite":
                await OnAsync(arena, new HubSettings());
                break;
            case "postgres":
                await OnFreshPostgresAsync(arena);
                break;
            case var url when url.StartsWith("postgresql://", StringComparison.Ordinal):
                await OnAsync(arena, new HubSettings { DatabaseUrl = url });
                break;
            case var folder:
                await OnAsync(arena, new HubSettings { Data = Directory.CreateDirectory(folder).FullName });
                break;
        }
    }

    private static async Task OnFreshPostgresAsync(Arena arena)
    {
        await using var postgres = await PostgresServer.StartAsync();
        await OnAsync(arena, new HubSettings { DatabaseUrl = await postgres.CreateDatabaseAsync() });
    }

    private static async Task OnAsync(Arena arena, HubSettings settings)
    {
        var name = settings.DatabaseUrl is null ? "SQLite" : "PostgreSQL";
        foreach (var limit in (string[])["Reads", "Writes", "SignIns"]) settings.Environment[$"Limits__{limit}PerMinute"] = "0";
        await using var hub = await HubProcess.StartAsync(settings);
        Guid user;
        using (var first = await WireSession.LoginAsync(hub.Url, settings.OwnerKey)) user = Guid.Parse(first.UserId);
        await hub.StopAsync();
        var watch = Stopwatch.StartNew();
        BigAccount account;
        await using (var databases = settings.DatabaseUrl is { } url ? MartinDbFactory.Postgres(url) : MartinDbFactory.Sqlite(Directory.EnumerateFiles(settings.Data, "*.db").Single()))
        {
            account = new BigAccount(databases, user, arena.Options.Quick ? 0.1 : 1);
            await account.FillAsync();
        }
        arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"lists, {name}: {account.Mails:N0} mails, {account.Events:N0} events, {account.Tasks:N0} tasks and the rest written in {watch.Elapsed.TotalSeconds:0} s"));
        await hub.RestartAsync();
        using var session = await WireSession.LoginAsync(hub.Url, settings.OwnerKey);
        foreach (var route in Routes(account).Where(r => arena.Options.Only?.Split(',').Any(part => r.What.Contains(part, StringComparison.Ordinal)) ?? true))
        {
            try
            {
                await session.RefreshAsync();  // an access token does not live as long as the row
                await MeasureAsync(arena, name, session, route);
            }
            catch (Exception e) when (e is WireException or WireViolationException or HttpRequestException)
            {
                arena.Report.Broken($"{name}: {route.What}", e.Message);
            }
        }
    }

    private static IEnumerable<Route> Routes(BigAccount account)
    {
        var today = DateTimeOffset.UtcNow.Date;
        string Day(int away) => today.AddDays(away).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        yield return new("inbox", "inbox", 50);
        yield return new("inbox, category (one of ten)", "inbox?category=important", 5);
        yield return new("inbox, category (half)", "inbox?category=fyi", 20);
        yield return new("inbox, unread (one of 30)", "inbox?status=unread", 2);
        yield return new("inbox, archived", "inbox?status=archived", 20);
        yield return new("inbox, sent", "inbox?direction=outgoing", 10);
        yield return new("inbox, a thread of 1,000", $"inbox?threadId={BigAccount.LongThread}");
        yield return new("inbox, a common word", $"inbox?q={BigAccount.CommonWord}", 20);
        yield return new("inbox, a middling word", $"inbox?q={BigAccount.MiddlingWord}", 2);
        yield return new("inbox, a rare word", $"inbox?q={BigAccount.RareWord}");
        yield return new("inbox, two words", $"inbox?q={BigAccount.CommonWord}%20{BigAccount.MiddlingWord}");
        yield return new("inbox, no such word", "inbox?q=xylophone");
        yield return new("drafts", "inbox/drafts", 2);
        yield return new("events of a month", $"calendar/events?from={Day(-15)}&to={Day(15)}&limit=200");
        yield return new("events of a year", $"calendar/events?from={Day(-183)}&to={Day(182)}");
        yield return new("events, all", $"calendar/events?from={Day(-3_650)}&to={Day(365)}", 10);
        yield return new("events, no window", "calendar/events");
        yield return new("conflicts", "calendar/conflicts", 2);
        yield return new("tasks", "tasks", 5);
        yield return new("tasks, status", "tasks?status=pending");
        yield return new("tasks, priority", "tasks?priority=urgent", 1);
        yield return new("tasks, due", $"tasks?dueBefore={Day(0)}T00:00:00Z", 2);
        yield return new("tasks, a word", $"tasks?q={BigAccount.TaskWord}");
        yield return new("tasks, no such word", "tasks?q=xylophone");
        yield return new("conversations", "chat/conversations", 5);
        yield return new("history", "chat/history", 20);
        yield return new("history of a conversation", $"chat/history?conversationId={account.LongConversation}", 10);
        yield return new("actions", "assistant/actions", 5);
        yield return new("actions, proposed (one of 500)", "assistant/actions?status=proposed");
        yield return new("actions, executed", "assistant/actions?status=executed", 5);
        yield return new("runs", "assistant/runs", 2);
        yield return new("runs, waiting (one of 100)", "assistant/runs?status=waiting");
        yield return new("memories", "memories", 2);
        yield return new("memories, by meaning", "memories?q=who%20likes%20tea");
        yield return new("usage of 30 days", "usage");
        yield return new("usage of a year", $"usage?from={Day(-365)}&to={Day(0)}");
        yield return new("tasks, overdue", "tasks?overdue=true");
        yield return new("tasks, open", "tasks?open=true");
        yield return new("notifications from the first", "notifications?afterSeq=0");
        yield return new("notifications, the last", "notifications?afterSeq=19900");
        yield return new("sessions", "auth/sessions", 1);
    }

    private static async Task MeasureAsync(Arena arena, string database, WireSession session, Route route)
    {
        var path = "api/v1/" + route.Path;
        for (var i = 0; i < WarmRequests; i++) await TimeAsync(session, path);
        var times = new double[Requests];
        for (var i = 0; i < Requests; i++) times[i] = (await TimeAsync(session, path)).Ms;
        var p95 = Stats.Percentile(times, 95);
        arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"lists, {database}, {route.What}: p50 {Stats.Percentile(times, 50):0.0}, p95 {p95:0.0} ms"));
        arena.Report.Add($"{database}: {route.What}", "p95 ≤ 50 ms", string.Create(CultureInfo.InvariantCulture, $"p50 {Stats.Percentile(times, 50):0.0}, p95 {p95:0.0} ms"), "", p95 <= BudgetMs);
        if (route.WalkLimit > 0) await WalkAsync(arena, database, session, route, path + (path.Contains('?') ? "" : "?"));
    }

    /// <summary>Walks by cursor to page 1,000 (or as far as there are pages), and then compares both ends.</summary>
    private static async Task WalkAsync(Arena arena, string database, WireSession session, Route route, string path)
    {
        var (skipped, after) = await SkipAsync(session, path, (LastPage - EndPages) * route.WalkLimit);
        if (skipped < (LastPage - EndPages) * route.WalkLimit) // it ends before
            (skipped, after) = await SkipAsync(session, path, Math.Max(0, skipped / route.WalkLimit - EndPages) * route.WalkLimit);
        var (first, last) = (await PagesAsync(session, $"{path}&limit={route.WalkLimit}", null), await PagesAsync(session, $"{path}&limit={route.WalkLimit}", after));
        var lastPage = skipped / route.WalkLimit + EndPages;
        var (early, late) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
            foreach (var (one, other) in first.Zip(last))
            {
                early.Add((await TimeAsync(session, one)).Ms);
                late.Add((await TimeAsync(session, other)).Ms);
            }
        var (a, b) = (Stats.Percentile([.. early], 95), Stats.Percentile([.. late], 95));
        arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"lists, {database}, {route.What}: page {lastPage:N0} of {route.WalkLimit} rows p50 {Stats.Percentile([.. late], 50):0.0}, p95 {b:0.0} ms, pages 1–{EndPages} p50 {Stats.Percentile([.. early], 50):0.0}, p95 {a:0.0} ms"));
        arena.Report.Add(string.Create(CultureInfo.InvariantCulture, $"{database}: {route.What}, pages {lastPage - EndPages + 1:N0}–{lastPage:N0} of {route.WalkLimit}"), $"≤ {FlatRatio} × pages 1–{EndPages}",
            string.Create(CultureInfo.InvariantCulture, $"p95 {b:0.0} to {a:0.0} ms"), (b / a).ToString("0.00", CultureInfo.InvariantCulture), b <= FlatRatio * a && b <= BudgetMs);
    }

    /// <summary>Goes so many rows into the list, in the largest steps that the routes allow: a cursor says where a page ended, not how long it was.</summary>
    /// <returns>How far it came, and the cursor there.</returns>
    private static async Task<(int Rows, string? Cursor)> SkipAsync(WireSession session, string path, int rows)
    {
        string? cursor = null;
        for (var gone = 0; gone < rows;)
        {
            var step = Math.Min(LargestLimit, rows - gone);
            var page = await TimeAsync(session, $"{path}&limit={step}{After(cursor)}");
            gone += page.Rows;
            if (page.Next is null) return (gone, null);
            cursor = page.Next;
        }
        return (rows, cursor);
    }

    /// <summary>The addresses of the pages from a cursor on.</summary>
    private static async Task<List<string>> PagesAsync(WireSession session, string path, string? cursor)
    {
        var pages = new List<string> { path + After(cursor) };
        while (pages.Count < EndPages && (await TimeAsync(session, pages[^1])).Next is { } next) pages.Add(path + After(next));
        return pages;
    }

    private static string After(string? cursor) => cursor is null ? "" : $"&cursor={cursor}";

    /// <returns>Milliseconds to the last byte, how many rows there were, and the cursor of the next page.</returns>
    private static async Task<(double Ms, int Rows, string? Next)> TimeAsync(WireSession session, string path)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await session.Http.GetAsync(path);
        var text = await answer.Content.ReadAsByteArrayAsync();
        var ms = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{path} answered {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(text)}");
        using var json = System.Text.Json.JsonDocument.Parse(text);
        var data = json.RootElement.GetProperty("data");
        return (ms, data.ValueKind == System.Text.Json.JsonValueKind.Array ? data.GetArrayLength() : 0, json.RootElement.GetProperty("meta").TryGetProperty("nextCursor", out var next) ? next.GetString() : null);
    }
}
