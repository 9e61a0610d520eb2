using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"what are my tasks?", "what is due this week?"</summary>
internal sealed record ListTasks(DateMatch? When, bool Completed = false) : Wish
{
    private const int MostShown = 30;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (When?.Unsettled is { } question) return new Ask($"Which day do you mean? I am not sure: {question}.", "today", "this week");
        if (results.Count > 0) return Told(scene, results[0]);
        var arguments = new Dictionary<string, object>();
        if (Completed) arguments["status"] = "completed";
        if (When is { From: { } from } when) arguments["dueBefore"] = LocalTimes.Iso(when.To ?? from);
        return new Call("list_tasks", arguments);
    }

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results) => said switch
    {
        { When: { Question: null, From: not null } when } => this with { When = when },
        { Step: { } step } when When is { From: not null } => this with { When = Spans.Moved(When, step) },
        _ => null,
    };

    private Say Told(Scene scene, ToolResult result)
    {
        if (!result.Ok) return new(Wording.Failed("Looking into your tasks", result.Error));
        var tasks = result.Tasks.Where(t => Completed || t.IsOpen).ToList();
        var kind = Completed ? "completed task" : "open task";
        var until = When is { From: { } from } when ? $" due by {Wording.Day((when.To?.PlusSeconds(-1) ?? from).Date, scene)}" : "";
        if (tasks.Count == 0) return new($"You have no {kind}s{until}.");
        return new($"You have {Wording.Count(tasks.Count, kind)}{until}:\n" + string.Join('\n', tasks.Take(MostShown).Select(t => Line(t, scene)))
            + (tasks.Count > MostShown ? $"\n… and {tasks.Count - MostShown} more." : "")) { Tasks = tasks };
    }

    private static string Line(TaskFacts t, Scene scene) =>
        $"- {Wording.Label(t, scene)}{(t.Priority is "high" or "urgent" ? $" ({t.Priority} priority)" : "")}";
}
