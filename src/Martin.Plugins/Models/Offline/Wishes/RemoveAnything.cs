using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"delete the fundraiser": a task, an item of a list or an event; it is looked for among them all. Only what has every word that was said, and is the only one, goes at once.</summary>
internal sealed record RemoveAnything(string Words) : Wish
{
    private const int MostChoices = 4, DaysAhead = 60;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new TaskScope().Search();
        if (results.Count == 1) return new Call("list_events", new Dictionary<string, object>
        {
            ["from"] = Dates.LocalTimes.Iso(scene.Local), ["to"] = Dates.LocalTimes.Iso(scene.Local.Date.PlusDays(DaysAhead).AtMidnight()), ["query"] = Words,
        });
        if (results.Take(2).FirstOrDefault(r => !r.Ok) is { } failed) return new Say(Wording.Failed("Looking for it", failed.Error));
        var found = Found(scene, results);
        if (found is [var only]) return only.Wish.Next(scene, [.. results.Skip(2)]);
        if (found.Count == 0) return new Say($"I find no task, item or event \"{Words}\".");
        return new Ask("Which one shall I delete?\n" + string.Join('\n', found.Take(MostChoices).Select(f => $"- {f.Label}")), [.. found.Take(MostChoices).Select(f => f.Label)]);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count < 2) return null;
        var found = Found(scene, results);
        return Choice.Of(text, [.. found.Select(f => f.Label)]) is { } index ? found[index].Wish : null;
    }

    private List<(string Label, Wish Wish)> Found(Scene scene, IReadOnlyList<ToolResult> results) =>
    [
        .. new TaskScope(Words: Words).Of(results[0], scene).Select(t => (Wording.Label(t, scene), (Wish)new DeleteTask(new("", Id: t.Id)))),
        .. results[1].Events.Where(e => Choice.HasAll(e.Title, Words)).GroupBy(e => e.SeriesId ?? e.Id).Select(g => g.First()).Select(e => (Wording.Label(e, scene), (Wish)new CancelEvent(new("", Id: e.Id)))),
    ];
}
