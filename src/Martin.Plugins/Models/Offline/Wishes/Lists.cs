using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"add milk and eggs to my shopping list": a task for each, standing on the list.</summary>
/// <param name="List">null: the tasks themselves.</param>
internal sealed record AddItems(IReadOnlyList<string> Items, string? List) : Wish
{
    /// <summary>Steps of a wish are few; whoever says more is asked for the rest.</summary>
    public const int Most = 7;

    /// <summary>The list is to be made anew.</summary>
    public bool IsNew { get; init; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Items.Count == 0)
            return new Ask(IsNew ? List is null ? "What shall the list be called, and what shall stand on it?" : $"What shall I put on the {List} list?" : $"What shall I add to your {List ?? "to-do"} list?",
                IsNew && List is null ? ["Add milk to my shopping list", "Add passport to my packing list"] : []);
        if (results.Count < Items.Count)
        {
            var arguments = new Dictionary<string, object> { ["title"] = Items[results.Count] };
            if (List is not null) arguments["list"] = List;
            return new Call("create_task", arguments);
        }
        if (results.FirstOrDefault(r => !r.Ok) is { } failed) return new Say(Wording.Failed($"Adding \"{string.Join(", ", Items)}\"", failed.Error));
        if (results.Any(r => r.IsProposed)) return new Say(Wording.Proposed($"add {string.Join(", ", Items)} to your {List ?? "to-do"} list"));
        return new Say(List is null ? $"Added to your tasks: {string.Join(", ", Items)}." : $"Added to your {List} list: {string.Join(", ", Items)}.");
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        Items.Count > 0 || IsNew && List is null ? null : ItemText.Of(text) is { Count: > 0 } items ? this with { Items = items } : null;
}

/// <summary>"what's on my shopping list?"</summary>
/// <param name="List">null: all tasks.</param>
internal sealed record ShowList(string? List, string Words = "") : Wish
{
    private const int MostShown = 30;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var scope = new TaskScope(List);
        if (results.Count == 0) return scope.Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your lists", results[0].Error));
        var items = results[0].Tasks.Where(t => t.IsOpen).ToList();
        var name = List is null ? "to-do" : List;
        if (Words.Length > 0)
        {
            var named = (scope with { Words = Words }).Of(results[0], scene);
            return new Say(named.Count == 0 ? $"No, \"{Words}\" is not on your {name} list." : $"Yes, on your {name} list: {string.Join(", ", named.Select(t => Wording.Label(t, scene)))}.");
        }
        if (items.Count == 0) return new Say($"Your {name} list is empty.");
        return new Say($"On your {name} list ({Wording.Count(items.Count, "item")}):\n" + string.Join('\n', items.Take(MostShown).Select(t => $"- {Wording.Label(t, scene)}{(List is null && t.List is { } list ? $" ({list} list)" : "")}"))
            + (items.Count > MostShown ? $"\n… and {items.Count - MostShown} more." : ""));
    }
}

/// <summary>"what lists do I have?"</summary>
internal sealed record ShowLists : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new TaskScope().Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your lists", results[0].Error));
        var open = results[0].Tasks.Where(t => t.IsOpen).ToList();
        var lists = open.Where(t => t.List is not null).GroupBy(t => t.List!, StringComparer.OrdinalIgnoreCase).OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase).ToList();
        var plain = open.Count(t => t.List is null);
        if (lists.Count == 0) return new Say(plain == 0 ? "You have no lists, and no open task." : $"You have no lists beside your {Wording.Count(plain, "open task")}.", "Add milk to my shopping list");
        return new Say("Your lists:\n" + string.Join('\n', lists.Select(g => $"- {g.Key}: {Wording.Count(g.Count(), "item")}")) + (plain == 0 ? "" : $"\n- tasks: {Wording.Count(plain, "open task")}"));
    }
}

/// <summary>"delete the list", with no name: which one?</summary>
internal sealed record ChooseList : Wish
{
    private const int MostChoices = 4;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new TaskScope().Search();
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your lists", results[0].Error));
        var names = Names(results[0]);
        return names.Count == 0 ? new Say("You have no lists beside your tasks.") : new Ask("Which list shall I delete?\n" + string.Join('\n', names.Select(n => $"- {n}")), names);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        results is [{ Ok: true } listed] && Names(listed) is var names && Choice.Of(text, names) is { } index ? new ClearTasks(new(names[index])) : null;

    private static List<string> Names(ToolResult listed) =>
        [.. listed.Tasks.Where(t => t.IsOpen).Select(t => t.List).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).Take(MostChoices)];
}
