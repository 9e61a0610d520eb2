using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Some of the user's tasks: what stands on a list, what reminds, what has these words.</summary>
/// <param name="List">The name of a list; null: wherever they stand.</param>
internal sealed record TaskScope(string? List = null, bool Reminds = false, DateMatch? When = null, string Words = "")
{
    /// <summary>"item", "reminder" or "task".</summary>
    public string Kind => List is not null ? "item" : Reminds ? "reminder" : "task";

    public string Where => List is not null ? $" on your {List} list" : "";

    /// <summary>"reminder at …", for what was not found.</summary>
    public string Named => $"{(Reminds ? "reminder" : List is null ? "task" : "item")}{(Words.Length > 0 ? $" \"{Words}\"" : "")}{(When is null ? "" : $" for {When.Explanation}")}{Where}";

    public Call Search()
    {
        var arguments = new Dictionary<string, object>();
        if (List is not null) arguments["list"] = List;
        return new("list_tasks", arguments);
    }

    public List<TaskFacts> Of(ToolResult listed, Scene scene)
    {
        var open = listed.Tasks.Where(t => t.IsOpen && (!Reminds || t.RemindAt is not null) && IsAtTime(t, scene)).ToList();
        if (Words.Length == 0) return open;
        var all = open.Where(t => Choice.HasAll(t.Title, Words)).ToList();
        if (all.Count > 0) return all;
        var stems = open.Where(t => Choice.HasAllStems(t.Title, Words)).ToList();
        return stems;
    }

    /// <summary>Those that share a word with what was said.</summary>
    public List<TaskFacts> Near(ToolResult listed) => Words.Length == 0 ? [] : [.. listed.Tasks.Where(t => t.IsOpen && (!Reminds || t.RemindAt is not null) && Choice.HasAny(t.Title, Words))];

    /// <summary>An hour said without its half of the day is either.</summary>
    private bool IsAtTime(TaskFacts task, Scene scene)
    {
        if (When is not { From: { } from } when) return true;
        if ((Reminds ? task.RemindAt : task.DueAt) is not { } at) return false;
        if (when.SaysDay || !when.SaysTime)
        {
            var end = when is { SaysTime: true } || when.To is null ? from.Date.PlusDays(1).AtMidnight() : when.To.Value;
            if (at < (when.SaysTime ? from.Date.AtMidnight() : from) || at >= end) return false;
        }
        return !when.SaysTime || when.To is not null && at >= from && at < when.To || at.TimeOfDay == from.TimeOfDay || when.Ambiguities.Count > 0 && at.TimeOfDay == from.TimeOfDay.PlusHours(12);
    }
}

/// <summary>Something done to one of them: found by list_tasks, then changed; of several, the one that is chosen.</summary>
internal abstract record OnTask(TaskScope Scope, string? Id = null) : Wish
{
    private const int MostChoices = 4;

    protected abstract string Verb { get; }

    protected abstract string Done { get; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return Scope.Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your tasks", results[0].Error));
        var found = Candidates(results[0], scene);
        if (found.Count == 0) return new Say($"I find no {Scope.Named}.");
        if (Before(scene) is { } first) return first;
        if (found.Count > 1 || Id is null && (IsVague || Scope.Of(results[0], scene).Count == 0)) return Which(found, scene);
        if (results.Count == 1) return Change(found[0], scene);
        if (!results[1].Ok) return new Say(Wording.Failed($"That ({Verb} \"{found[0].Title}\")", results[1].Error));
        return new Say(results[1].IsProposed ? Wording.Proposed($"{Verb} {found[0].Title}") : $"{Done}: {Label(results[1] is { Tasks: [var changed] } ? changed : found[0], scene)}.");
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Before(scene) is not null) return AnsweredBefore(text, scene);
        if (results is not [{ Ok: true } listed, ..]) return null;
        var found = Candidates(listed, scene);
        return found.Count == 1 && Reading.Lexicon.IsYes(text) ? this with { Id = found[0].Id }
            : Choice.Of(text, [.. found.Select(t => Label(t, scene))]) is { } index ? this with { Id = found[index].Id } : null;
    }

    /// <summary>"this item", "my alarm": even the only one there is asked about.</summary>
    protected virtual bool IsVague => Scope is { Words: "", When: null };

    protected virtual Step? Before(Scene scene) => Scope.When?.Question is { } question ? new Ask($"I am not sure about the time: {question}. Which one do you mean?") : null;

    protected virtual Wish? AnsweredBefore(string text, Scene scene) => null;

    protected abstract Step Change(TaskFacts found, Scene scene);

    protected static string Label(TaskFacts task, Scene scene) =>
        task.RemindAt is { } at && task.DueAt is null ? $"{task.Title}, {Wording.Moment(at, scene)}" : Wording.Label(task, scene);

    private List<TaskFacts> Candidates(ToolResult listed, Scene scene)
    {
        if (Id is not null) return [.. listed.Tasks.Where(t => t.Id == Id)];
        var found = Scope.Of(listed, scene);
        return found.Count > 0 ? found : Scope.Near(listed);
    }

    private Ask Which(List<TaskFacts> found, Scene scene)
    {
        var labels = found.Take(MostChoices).Select(t => Label(t, scene)).ToList();
        return found.Count == 1 ? new Ask($"Shall I {Verb} \"{labels[0]}\"{Scope.Where}?", "Yes", "No")
            : new Ask($"Which one shall I {Verb}?\n" + string.Join('\n', labels.Select(l => $"- {l}")) + (found.Count > MostChoices ? $"\n… and {found.Count - MostChoices} more." : ""), labels);
    }
}

/// <summary>"strike rice off the shopping list", "cancel the 6:45 alarm".</summary>
internal sealed record RemoveTask(TaskScope Scope) : OnTask(Scope)
{
    protected override string Verb => "delete";

    protected override string Done => "Deleted";

    protected override Call Change(TaskFacts found, Scene scene) => new("delete_task", new Dictionary<string, object> { ["taskId"] = found.Id });
}

/// <summary>"cross milk off my shopping list".</summary>
internal sealed record FinishTask(TaskScope Scope) : OnTask(Scope)
{
    protected override string Verb => "complete";

    protected override string Done => "Done";

    protected override Call Change(TaskFacts found, Scene scene) => new("complete_task", new Dictionary<string, object> { ["taskId"] = found.Id });
}

/// <summary>"put the 6:45 alarm off to half past".</summary>
internal sealed record MoveReminder(TaskScope Scope, DateMatch? To) : OnTask(Scope)
{
    protected override string Verb => "move";

    protected override string Done => "Moved";

    protected override Step? Before(Scene scene) => base.Before(scene) ?? To switch
    {
        null => new Ask("To what time shall I move it?", "tomorrow at 7:00", "one hour later"),
        { Unsettled: { } question } => new Ask($"I am not sure about the new time: {question}. To what time shall I move it?"),
        { SaysTime: false } => new Ask("To what time shall I move it?", "7:00", "8:00"),
        _ => null,
    };

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) => base.Answered(text, scene, results) ?? AnsweredBefore(text, scene);

    protected override Wish? AnsweredBefore(string text, Scene scene) => DateGrammar.Read(text, scene.Now, scene.Zone) is { } when ? this with { To = when } : null;

    protected override Step Change(TaskFacts found, Scene scene)
    {
        var to = To!.From!.Value;
        var time = To.SaysDay || found.RemindAt is not { } old ? to : old.Date + Hours.Near(To, old.TimeOfDay);
        if (time <= scene.Local) return new Ask($"{Wording.Moment(time, scene)} is already over. To what time shall I move it?", "tomorrow at 7:00", "in one hour");
        var changes = new Dictionary<string, object> { ["remindAt"] = LocalTimes.Iso(time) };
        // A deadline of its own stays.
        if (found.DueAt is { } due && due == found.RemindAt) changes["dueAt"] = LocalTimes.Iso(time);
        return new Call("update_task", new Dictionary<string, object> { ["taskId"] = found.Id, ["changes"] = changes });
    }
}
