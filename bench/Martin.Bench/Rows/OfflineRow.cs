using System.Diagnostics;
using System.Globalization;
using System.Text;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Offline;
using Microsoft.Extensions.AI;

namespace Martin.Bench.Rows;

/// <summary>How long the offline model takes to read a message and say what it would do, on one core, in process.</summary>
internal static class OfflineRow
{
    private const int Rounds = 200;
    private const double BudgetMs = 5;
    private const int LongestBytes = 16 * 1024;

    private static readonly string[] Tools =
    [
        "list_events", "find_free_time", "create_event", "update_event", "cancel_event", "respond_event", "schedule_meeting", "list_tasks", "create_task", "update_task", "complete_task", "delete_task", "find_mail", "read_mail", "archive_mail",
        "label_mail", "send_mail", "triage_email", "draft_reply", "save_memory", "delete_memory", "recall", "resolve_date",
    ];

    private static readonly string[] Messages =
    [
        "schedule lunch with Ana tomorrow at noon", "what's on my calendar next week?", "move the dentist to Friday at 3pm", "cancel everything on Thursday", "remind me to call the bank on Monday at 9, high priority",
        "add milk, eggs and bread to my shopping list", "what's on my packing list", "clear the grocery list", "set an alarm for six thirty tomorrow", "do I have an alarm for Sunday", "any unread mail from Bob about the budget?",
        "send an email to ana@example.com saying that I will be ten minutes late", "reply to the latest mail from Tom", "archive the newsletter", "add sam at example dot com to my contacts", "what is Ana's phone number", "when does my passport expire?",
        "what time is it in Tokyo", "what is 9 am Pacific time in Berlin", "paint the fence depends on buy paint", "play some jazz", "what is the capital of Peru", "thanks, that's all", "and invite her too, please",
        "Schedule a call with Priya on Tuesday at 10 for 30 minutes. Remind me to send the slides the day before. What's due this week?",
        .. ((string[])["the quarterly report is late and ", "remind me to remind me ", "add milk and eggs to the list and ", "Monday at 9, Tuesday at 10. ", "会議は明日です。", "x"]).Select(Long),
    ];

    public static async Task RunAsync(Arena arena)
    {
        var rounds = arena.Options.Quick ? Rounds / 20 : Rounds;
        using var model = new OfflineChatClient(TimeProvider.System);
        var options = new ChatOptions
        {
            Tools = [.. Tools.Select(name => (AITool)AIFunctionFactory.Create(() => "", name))],
            AdditionalProperties = new() { [ModelContext.Key] = new ModelContext(new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero), "Europe/Berlin") },
        };
        for (var i = 0; i < rounds / 2; i++)
            foreach (var message in Messages) await AskAsync(model, message, options);
        var (all, longest) = (new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
            foreach (var message in Messages)
            {
                var watch = Stopwatch.StartNew();
                await AskAsync(model, message, options);
                all.Add(watch.Elapsed.TotalMilliseconds);
                if (message.Length > 1_000) longest.Add(watch.Elapsed.TotalMilliseconds);
            }
        Add(arena, $"offline model, {Messages.Length} kinds of message, {longest.Count * 100 / all.Count} % of them of 16 kB", all);
        Add(arena, "of these, those of 16 kB", longest);
    }

    private static async Task AskAsync(OfflineChatClient model, string message, ChatOptions options)
    {
        var answer = await model.GetResponseAsync([new(ChatRole.User, message)], options);
        if (answer.Messages.Count == 0) throw new InvalidOperationException("No answer.");
    }

    private static void Add(Arena arena, string what, List<double> times)
    {
        double[] sorted = [.. times];
        var (p50, p95, p99) = (Stats.Percentile(sorted, 50), Stats.Percentile(sorted, 95), Stats.Percentile(sorted, 99));
        arena.Report.Add(what, $"p95 < {BudgetMs} ms", string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.00}, p95 {p95:0.00}, p99 {p99:0.00} ms"), "", p95 < BudgetMs);
    }

    private static string Long(string part)
    {
        var bytes = Encoding.UTF8.GetByteCount(part);
        return string.Concat(Enumerable.Repeat(part, LongestBytes / bytes));
    }
}
