using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>A task as spoken of: by words of its title, as "it", or by the id the user chose from a list.</summary>
internal sealed record TaskRef(string Words, bool IsIt = false, string? Id = null);

/// <summary>Finds the one task that is meant, as <see cref="EventSearch"/> does for events. Completed tasks are not looked at.</summary>
internal static class TaskSearch
{
    private const int MostChoices = 4;

    public static Sought<TaskFacts> Find(TaskRef wanted, string verb, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (wanted is { IsIt: true, Id: null })
            return scene.Mentions.Task is { } latest ? Find(wanted with { Id = latest.Id }, verb, scene, results)
                : new Ask($"Which task shall I {verb}?");
        if (wanted is { Words: "", Id: null }) return new Ask($"Which task shall I {verb}?");
        if (results.Count == 0) return ListCall(wanted, withQuery: true);
        if (results.FirstOrDefault(r => !r.Ok) is { } failed) return new Say(Wording.Failed("Looking into your tasks", failed.Error));
        if (wanted.Id is { } id)
            return results[0].Tasks.FirstOrDefault(t => t.Id == id) is { } known ? known : new Say("I no longer find that task.");
        var matching = Matching(results[^1], wanted);
        if (matching.Count == 1) return matching[0];
        if (matching.Count > 1)
        {
            var same = matching.Where(t => string.Equals(t.Title, wanted.Words, StringComparison.OrdinalIgnoreCase)).ToList();
            return same.Count == 1 ? same[0] : Which(matching, verb, scene);
        }
        if (results.Count == 1) return ListCall(wanted, withQuery: false);
        var near = results[^1].Tasks.Where(t => t.IsOpen && Choice.HasAny(t.Title, wanted.Words)).ToList();
        return near.Count == 0 ? new Say($"I find no open task \"{wanted.Words}\".")
            : Which(near, verb, scene, $"I find no task \"{wanted.Words}\". ");
    }

    public static TaskRef? Chosen(TaskRef wanted, string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results is not [.., { Ok: true } listed])
            return text.Trim().Length is > 0 and < 100 ? wanted with { Words = TitleText.Plain(text), IsIt = false } : null;
        var candidates = Matching(listed, wanted);
        if (candidates.Count == 0) candidates = [.. listed.Tasks.Where(t => t.IsOpen)];
        var labels = candidates.Select(t => Wording.Label(t, scene)).ToList();
        return Choice.Of(text, labels) is { } index ? wanted with { Id = candidates[index].Id, IsIt = false } : null;
    }

    private static Call ListCall(TaskRef wanted, bool withQuery) => new("list_tasks",
        withQuery && wanted.Id is null ? new Dictionary<string, object> { ["query"] = wanted.Words } : []);

    private static List<TaskFacts> Matching(ToolResult listed, TaskRef wanted) =>
        [.. listed.Tasks.Where(t => t.IsOpen && Choice.HasAll(t.Title, wanted.Words))];

    private static Ask Which(IReadOnlyList<TaskFacts> tasks, string verb, Scene scene, string before = "")
    {
        var labels = tasks.Take(MostChoices).Select(t => Wording.Label(t, scene)).ToList();
        return new($"{before}Which one shall I {verb}?\n" + string.Join('\n', labels.Select(l => $"- {l}")), labels);
    }
}
