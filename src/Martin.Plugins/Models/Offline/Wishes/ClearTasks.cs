using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"clear my shopping list", "remove all alarms": asks with what would go, and deletes just that.</summary>
internal sealed record ClearTasks(TaskScope Scope) : Wish
{
    /// <summary>A turn has so many rounds; the rest is asked about anew.</summary>
    public const int MostAtOnce = 7;

    /// <summary>What the user has agreed to, as it was named to them.</summary>
    private IReadOnlyList<TaskFacts> Agreed { get; init; } = [];

    /// <summary>What is left for the next question.</summary>
    private IReadOnlyList<TaskFacts> Rest { get; init; } = [];

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Agreed.Count > 0) return Delete(scene, results);
        if (Scope.When?.Question is { } question) return new Ask($"I am not sure about the time: {question}. Which ones do you mean?");
        if (results.Count == 0) return Scope.Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your tasks", results[0].Error));
        var found = Scope.Of(results[0], scene);
        if (found.Count == 0) return new Say(Scope.List is { } list && Scope is { Words: "", When: null } ? $"There is nothing on your {list} list." : $"I find no {Scope.Named}.");
        return Which(found, scene, found.Count == 1 ? $"this {Scope.Kind}" : found.Count <= MostAtOnce ? $"all {Wording.Count(found.Count, Scope.Kind)}" : $"the first {MostAtOnce} of {Wording.Count(found.Count, Scope.Kind)}");
    }

    /// <summary>Agreed to is just what was named.</summary>
    private Ask Which(IReadOnlyList<TaskFacts> found, Scene scene, string which, string before = "") =>
        new($"{before}Shall I delete {which}{Scope.Where}?\n{string.Join('\n', found.Take(MostAtOnce).Select(t => $"- {Wording.Label(t, scene)}"))}", "Yes", "No")
        {
            IfYes = this with { Agreed = [.. found.Take(MostAtOnce)], Rest = [.. found.Skip(MostAtOnce)] },
        };

    private Step Delete(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count < Agreed.Count) return new Call("delete_task", new Dictionary<string, object> { ["taskId"] = Agreed[results.Count].Id });
        var gone = Named(results, r => r is { Ok: true, IsProposed: false });
        var waiting = Named(results, r => r is { Ok: true, IsProposed: true });
        var lines = new List<string>();
        if (gone.Length > 0) lines.Add($"Deleted{Scope.Where}: {gone}.");
        if (waiting.Length > 0) lines.Add(Wording.Proposed($"delete{Scope.Where}: {waiting}"));
        if (results.FirstOrDefault(r => !r.Ok) is { } failed) lines.Add(Wording.Failed("The rest", failed.Error));
        else if (Rest.Count > 0) return Which(Rest, scene, Rest.Count == 1 ? "the last one" : Rest.Count <= MostAtOnce ? $"the other {Rest.Count}" : $"the next {MostAtOnce} of {Rest.Count}", string.Join('\n', lines) + "\n");
        return new Say(string.Join('\n', lines));
    }

    private string Named(IReadOnlyList<ToolResult> results, Func<ToolResult, bool> fits) => string.Join(", ", Agreed.Zip(results).Where(p => fits(p.Second)).Select(p => p.First.Title));
}
