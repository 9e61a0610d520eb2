using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"painting the fence depends on buying paint": both are found, then the first waits for the second.</summary>
internal sealed record DependTask(TaskScope First, TaskScope Second, string? FirstId = null, string? SecondId = null) : Wish
{
    private const int MostChoices = 4;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new TaskScope().Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your tasks", results[0].Error));
        var (first, second) = (Found(First, FirstId, results[0], scene), Found(Second, SecondId, results[0], scene));
        foreach (var (found, scope) in ((List<TaskFacts>, TaskScope)[])[(first, First), (second, Second)])
            if (found.Count != 1) return found.Count == 0 ? new Say($"I find no {scope.Named}.") : new Ask($"Which task is \"{scope.Words}\"?\n" + string.Join('\n', Labels(found, scene).Select(l => $"- {l}")), Labels(found, scene));
        if (first[0].Id == second[0].Id) return new Say($"\"{first[0].Title}\" cannot wait for itself.");
        if (results.Count == 1)
            return new Call("update_task", new Dictionary<string, object>
            {
                ["taskId"] = first[0].Id, ["changes"] = new Dictionary<string, object> { ["dependsOn"] = first[0].DependsOn.Append(second[0].Id).Distinct().ToArray() },
            });
        return new Say(!results[1].Ok ? Wording.Failed("That", results[1].Error) : results[1].IsProposed ? Wording.Proposed($"let {first[0].Title} wait for {second[0].Title}")
            : $"\"{first[0].Title}\" now waits for \"{second[0].Title}\".");
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results is not [{ Ok: true } listed, ..]) return null;
        if (Found(First, FirstId, listed, scene) is { Count: > 1 } first) return Choice.Of(text, Labels(first, scene)) is { } one ? this with { FirstId = first[one].Id } : null;
        return Found(Second, SecondId, listed, scene) is { Count: > 1 } second && Choice.Of(text, Labels(second, scene)) is { } other ? this with { SecondId = second[other].Id } : null;
    }

    private static List<TaskFacts> Found(TaskScope scope, string? id, ToolResult listed, Scene scene) => id is null ? scope.Of(listed, scene) : [.. listed.Tasks.Where(t => t.Id == id)];

    private static List<string> Labels(List<TaskFacts> tasks, Scene scene) => [.. tasks.Take(MostChoices).Select(t => Wording.Label(t, scene))];
}
