using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"remember that Ana is allergic to peanuts": kept in the user's own words.</summary>
internal sealed record RememberFact(string Content) : Wish
{
    public override bool StandsAlone => true;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new Call("save_memory", new Dictionary<string, object> { ["content"] = Content });
        var result = results[0];
        return new Say(!result.Ok ? Wording.Failed("Remembering that", result.Error) : result.IsProposed ? Wording.Proposed($"remember “{Content}”") : $"I will remember: {Content}");
    }
}

/// <summary>"what do you know about Ana?"; null: whatever there is.</summary>
internal sealed record RecallFacts(string? About) : Wish
{
    private const int MostNear = 3;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new Call("recall", new Dictionary<string, object> { ["query"] = About ?? "me" });
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into what I remember", results[0].Error));
        var memories = results[0].Memories;
        if (About is null) return memories.Count == 0 ? Nothing() : new Say($"I remember:\n{Lines(memories)}");
        var named = memories.Where(m => Choice.HasAny(m.Content, About)).ToList();
        if (named.Count > 0) return new Say($"I remember:\n{Lines(named)}");
        return memories.Count == 0 ? Nothing() : new Say($"I remember nothing that names \"{About}\". The nearest:\n{Lines(memories.Take(MostNear))}");
    }

    private static string Lines(IEnumerable<MemoryFacts> memories) => string.Join('\n', memories.Select(m => $"- {m.Content}{(m.Since is { } day ? $" (you said so on {day})" : "")}"));

    private static Say Nothing() => new("I remember nothing about that. Say \"remember that …\" and I will.");
}

/// <summary>"forget that Ana is allergic": found first, then forgotten; it can be undone.</summary>
internal sealed record ForgetFact(string Words, string? Id = null) : Wish
{
    private const int MostChoices = 4;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new Call("recall", new Dictionary<string, object> { ["query"] = Words });
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into what I remember", results[0].Error));
        var fitting = Fitting(results[0]);
        if (fitting.Count == 0) return new Say($"I remember nothing about \"{Words}\".");
        if (fitting.Count > 1) return new Ask("Which one shall I forget?\n" + string.Join('\n', fitting.Take(MostChoices).Select(m => $"- {m.Content}")), [.. fitting.Take(MostChoices).Select(m => m.Content)]);
        if (results.Count == 1) return new Call("delete_memory", new Dictionary<string, object> { ["memoryId"] = fitting[0].Id });
        var result = results[^1];
        return new Say(!result.Ok ? Wording.Failed("Forgetting that", result.Error) : result.IsProposed ? Wording.Proposed($"forget “{fitting[0].Content}”") : $"Forgotten: {fitting[0].Content}");
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        results is [{ Ok: true } found, ..] && Fitting(found) is var fitting && Choice.Of(text, [.. fitting.Select(m => m.Content)]) is { } index
            ? this with { Id = fitting[index].Id } : null;

    private List<MemoryFacts> Fitting(ToolResult found)
    {
        if (Id is not null) return [.. found.Memories.Where(m => m.Id == Id)];
        var all = found.Memories.Where(m => Choice.HasAll(m.Content, Words)).ToList();
        return all.Count > 0 ? all : [.. found.Memories.Where(m => Choice.HasAny(m.Content, Words))];
    }
}
