using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"clear my shopping list", "remove all alarms": asks with what would go, and deletes just that.</summary>
internal sealed record ClearTasks(TaskScope Scope) : Wish
{
    private const int MostNamed = 6;

    /// <summary>A turn has so many rounds; the rest is asked about anew.</summary>
    public const int MostAtOnce = 7;

    /// <summary>What the user has agreed to, as it was named to them.</summary>
    private IReadOnlyList<TaskFacts> Agreed { get; init; } = [];

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Agreed.Count > 0) return Delete(results);
        if (Scope.When?.Question is { } question) return new Ask($"I am not sure about the time: {question}. Which ones do you mean?");
        if (results.Count == 0) return Scope.Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your tasks", results[0].Error));
        var found = Scope.Of(results[0], scene);
        if (found.Count == 0) return new Say(Scope.List is { } list && Scope is { Words: "", When: null } ? $"There is nothing on your {list} list." : $"I find no {Scope.Named}.");
        var names = string.Join('\n', found.Take(MostNamed).Select(t => $"- {Wording.Label(t, scene)}")) + (found.Count > MostNamed ? $"\n… and {found.Count - MostNamed} more." : "");
        return new Ask($"Shall I delete {(found.Count == 1 ? $"this {Scope.Kind}" : $"all {Wording.Count(found.Count, Scope.Kind)}")}{Scope.Where}?\n{names}", "Yes", "No")
        {
            IfYes = this with { Agreed = [.. found.Take(MostAtOnce)] },
        };
    }

    private Step Delete(IReadOnlyList<ToolResult> results)
    {
        if (results.Count < Agreed.Count) return new Call("delete_task", new Dictionary<string, object> { ["taskId"] = Agreed[results.Count].Id });
        var gone = Enumerable.Range(0, Agreed.Count).Where(i => results[i].Ok).Select(i => Agreed[i].Title).ToList();
        var text = gone.Count == 0 ? "" : $"Deleted{Scope.Where}: {string.Join(", ", gone)}.";
        return new Say(gone.Count == Agreed.Count ? text : $"{text} {Wording.Failed("The rest", results.First(r => !r.Ok).Error)}".Trim());
    }
}
