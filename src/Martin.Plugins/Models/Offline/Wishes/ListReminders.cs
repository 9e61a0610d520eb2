using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"when will you ring on Friday?", "what reminders are left today?"</summary>
internal sealed record ListReminders(TaskScope Scope, bool IsNext = false) : Wish
{
    private const int MostShown = 30;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Scope.When?.Question is { } question) return new Ask($"I am not sure about the time: {question}. Which time do you mean?");
        if (results.Count == 0) return Scope.Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your reminders", results[0].Error));
        var found = Scope.Of(results[0], scene).OrderBy(t => t.RemindAt).ToList();
        var coming = found.Where(t => t.RemindAt >= scene.Local).ToList();
        if (IsNext) return new Say(coming.Count == 0 ? "No reminder is coming up." : $"Next: {coming[0].Title}, {Wording.Moment(coming[0].RemindAt!.Value, scene)}.");
        if (found.Count == 0) return new Say($"You have no {Scope.Named}.");
        return new Say($"You have {Wording.Count(found.Count, "reminder")}{(Scope.When is null ? "" : $" for {Scope.When.Explanation}")}:\n"
            + string.Join('\n', found.Take(MostShown).Select(t => $"- {Wording.Moment(t.RemindAt!.Value, scene)}: {t.Title}")) + (found.Count > MostShown ? $"\n… and {found.Count - MostShown} more." : ""));
    }
}
