using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Something done to one task that exists: it is found first, then changed.</summary>
internal abstract record ChangeTask(TaskRef Task) : Wish
{
    protected abstract string Verb { get; }

    protected abstract string Done { get; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Before(scene) is { } first) return first;
        var searches = results.TakeWhile(r => r.Tool == "list_tasks").ToList();
        var sought = TaskSearch.Find(Task, Verb, scene, searches);
        if (sought.Found is not { } found) return sought.Step!;
        if (results.Count == searches.Count) return Change(found);
        var result = results[^1];
        if (!result.Ok) return new Say(Wording.Failed($"That ({Verb} \"{found.Title}\")", result.Error));
        var label = result is { Tasks: [var changed] } ? Wording.Label(changed, scene) : found.Title;
        return new Say(result.IsProposed ? Wording.Proposed($"{Verb} {found.Title}") : $"{Done}: {label}.");
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        TaskSearch.Chosen(Task, text, scene, results) is { } chosen ? this with { Task = chosen } : null;

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results) =>
        results is [.., { Ok: true, IsProposed: false, Tasks: [{ IsOpen: true } now] }] && results[^1].Tool != "delete_task" ? TaskFollowUps.Of(said, now, scene) : null;

    public override bool IsComplete(Scene scene) => Before(scene) is null && TaskSearch.Find(Task, Verb, scene, []).Step is Call;

    protected virtual Step? Before(Scene scene) => null;

    protected abstract Call Change(TaskFacts found);
}

/// <summary>What a later message makes of a task that was just made or changed.</summary>
internal static class TaskFollowUps
{
    public static Wish? Of(Remark said, TaskFacts task, Scene scene)
    {
        if (said.Asks || said.When is not { } when) return null;
        var postpone = new PostponeTask(new(task.Title, Id: task.Id), when);
        return said.Corrects ? postpone : said.Adds ? null : new Confirm($"Shall I move \"{task.Title}\" to {when.Explanation}?", postpone);
    }
}

/// <summary>"mark call the bank as done".</summary>
internal sealed record CompleteTask(TaskRef Task) : ChangeTask(Task)
{
    protected override string Verb => "complete";

    protected override string Done => "Done";

    protected override Call Change(TaskFacts found) => new("complete_task", new Dictionary<string, object> { ["taskId"] = found.Id });
}

/// <summary>"delete the task call the bank".</summary>
internal sealed record DeleteTask(TaskRef Task) : ChangeTask(Task)
{
    protected override string Verb => "delete";

    protected override string Done => "Deleted";

    protected override Call Change(TaskFacts found) => new("delete_task", new Dictionary<string, object> { ["taskId"] = found.Id });
}

/// <summary>What a reminder is about, told after it was set.</summary>
internal sealed record RenameTask(TaskRef Task, string Title) : ChangeTask(Task)
{
    protected override string Verb => "rename";

    protected override string Done => "Noted";

    protected override Call Change(TaskFacts found) => new("update_task", new Dictionary<string, object>
    {
        ["taskId"] = found.Id, ["changes"] = new Dictionary<string, object> { ["title"] = Title },
    });
}

/// <summary>"make call the bank high priority".</summary>
internal sealed record PrioritiseTask(TaskRef Task, string Priority) : ChangeTask(Task)
{
    protected override string Verb => "prioritise";

    protected override string Done => $"Now {Priority} priority";

    protected override Call Change(TaskFacts found) => new("update_task", new Dictionary<string, object>
    {
        ["taskId"] = found.Id, ["changes"] = new Dictionary<string, object> { ["priority"] = Priority },
    });
}

/// <summary>"postpone call the bank to Friday": the time of day stays when only a day is said; its reminder moves along.</summary>
internal sealed record PostponeTask(TaskRef Task, DateMatch? To) : ChangeTask(Task)
{
    protected override string Verb => "postpone";

    protected override string Done => "Postponed";

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        Before(scene) is null ? base.Answered(text, scene, results)
        : DateGrammar.Read(text, scene.Now, scene.Zone) is { } when ? this with { To = when } : null;

    protected override Step? Before(Scene scene) => To switch
    {
        null or { Kind: DateKind.Duration } => new Ask("Until when shall I postpone it?", "tomorrow", "Monday", "next week on Monday"),
        { Unsettled: { } question } => new Ask($"I am not sure about the new time: {question}. Until when shall I postpone it?"),
        { IsPast: true } => new Ask($"{To.Explanation} is already over. Until when shall I postpone it?", "tomorrow"),
        { Kind: DateKind.Window, Part: null } => new Ask($"To which day shall I postpone it? I read: {To.Explanation}.", "Monday"),
        _ => null,
    };

    protected override Call Change(TaskFacts found)
    {
        var due = Moved(found.DueAt ?? To!.Date!.Value + Wording.EndOfDay);
        var changes = new Dictionary<string, object> { ["dueAt"] = LocalTimes.Iso(due) };
        if (found.RemindAt is { } remind)
            changes["remindAt"] = LocalTimes.Iso(found.DueAt is { } old ? due + Period.Between(old, remind) : Moved(remind));
        return new("update_task", new Dictionary<string, object> { ["taskId"] = found.Id, ["changes"] = changes });
    }

    private LocalDateTime Moved(LocalDateTime old) => To switch
    {
        { SaysDay: true, SaysTime: true } => To.From!.Value,
        { SaysTime: true } => old.Date + Hours.Near(To, old.TimeOfDay),
        { Part: { } part } => To.Date!.Value + DayParts.Usual(part),
        _ => To!.Date!.Value + old.TimeOfDay,
    };
}
