using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"brief me": a day's events and tasks, and what mail of today is unread.</summary>
internal sealed record Brief(DateMatch? When) : Wish
{
    private const int MostTasks = 8, MostMails = 5, MostAsked = 20;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var calls = Calls(scene);
        return results.Count < calls.Count ? calls[results.Count] : Told(scene, results);
    }

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results) => said switch
    {
        { When: { Kind: DateKind.Date, Question: null } when } => new Brief(when),
        { Step: { } step } => new Brief(Spans.Moved(When ?? DateGrammar.Read("today", scene.Now, scene.Zone)!, step)),
        _ => null,
    };

    private LocalDate Day(Scene scene) => When?.Date ?? scene.Local.Date;

    private bool IsToday(Scene scene) => Day(scene) == scene.Local.Date;

    private List<Call> Calls(Scene scene)
    {
        var (from, to) = (LocalTimes.Iso(Day(scene).AtMidnight()), LocalTimes.Iso(Day(scene).PlusDays(1).AtMidnight()));
        List<Call> calls =
        [
            new("list_events", new Dictionary<string, object> { ["from"] = from, ["to"] = to }), new("list_tasks", new Dictionary<string, object> { ["dueBefore"] = to }),
        ];
        if (IsToday(scene)) calls.Add(new("find_mail", new Dictionary<string, object> { ["limit"] = MostAsked, ["unread"] = true }));
        return [.. calls.Where(c => scene.Tools.Contains(c.Tool))];
    }

    private Say Told(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var parts = new List<string>();
        foreach (var result in results)
            parts.Add(result.Tool switch
            {
                "list_events" => Events(result, scene),
                "list_tasks" => Tasks(result, scene),
                _ => Mails(result),
            });
        var events = results.FirstOrDefault(r => r.Tool == "list_events")?.Events;
        return new($"{Wording.Day(Day(scene), scene)}:\n" + string.Join('\n', parts)) { Events = events };
    }

    private static string Events(ToolResult result, Scene scene) => !result.Ok ? Wording.Failed("Looking into your calendar", result.Error)
        : result.Events.Count == 0 ? "Nothing is in your calendar."
        : $"{Wording.Count(result.Events.Count, "event")}:\n" + string.Join('\n', result.Events.Select(e => $"- {(e.IsAllDay ? "all day" : $"{LocalTimes.Hour(e.Start)}–{LocalTimes.Hour(e.End)}")}: {e.Title}"
            + (e.Location is { Length: > 0 } place ? $" ({place})" : "") + (!e.IsAllDay && e.End <= scene.Local ? ", over" : "")));

    private static string Tasks(ToolResult result, Scene scene)
    {
        if (!result.Ok) return Wording.Failed("Looking into your tasks", result.Error);
        var open = result.Tasks.Where(t => t.IsOpen).ToList();
        return open.Count == 0 ? "No tasks are due."
            : $"{Wording.Count(open.Count, "task")} due:\n" + string.Join('\n', open.Take(MostTasks).Select(t => $"- {Wording.Label(t, scene)}")) + More(open.Count, MostTasks);
    }

    private static string Mails(ToolResult result) => !result.Ok ? Wording.Failed("Looking into your mail", result.Error)
        : result.Mails.Count == 0 ? "No unread mail."
        : $"{(result.Mails.Count >= MostAsked ? $"{MostAsked} or more unread mails" : Wording.Count(result.Mails.Count, "unread mail"))}:\n"
            + string.Join('\n', result.Mails.Take(MostMails).Select(m => $"- {m.Sender}: {m.Subject}")) + More(result.Mails.Count, MostMails);

    private static string More(int count, int shown) => count > shown ? $"\n… and {count - shown} more." : "";
}
