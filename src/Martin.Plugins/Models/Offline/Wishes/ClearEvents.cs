using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"delete everything on my calendar tomorrow": asks with what would go, and cancels just that.</summary>
internal sealed record ClearEvents(DateMatch? When, string Words = "") : Wish
{
    private const int MostNamed = 6, MostAtOnce = 7, DaysAhead = 60;

    private IReadOnlyList<EventFacts> Agreed { get; init; } = [];

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Agreed.Count > 0) return Cancel(scene, results);
        if (When?.Question is { } question) return new Ask($"Which day do you mean? I found that {question}.");
        if (results.Count == 0) return Search(scene);
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your calendar", results[0].Error));
        var found = results[0].Events.Where(e => Words.Length == 0 || Choice.HasAllStems(e.Title, Words)).ToList();
        var when = When is null ? "" : $" for {When.Explanation}";
        if (found.Count == 0) return new Say($"I find no {(Words.Length > 0 ? $"\"{Words}\"" : "events")} in your calendar{when}.");
        var names = string.Join('\n', found.Take(MostNamed).Select(e => $"- {Wording.Label(e, scene)}")) + (found.Count > MostNamed ? $"\n… and {found.Count - MostNamed} more." : "");
        return new Ask($"Shall I cancel {(found.Count == 1 ? "this event" : $"these {found.Count} events")}?\n{names}", "Yes", "No") { IfYes = this with { Agreed = [.. found.Take(MostAtOnce)] } };
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        results is [{ Ok: true } listed] && Choice.Of(text, [.. listed.Events.Select(e => Wording.Label(e, scene))]) is { } index ? this with { Agreed = [listed.Events[index]] } : null;

    private Call Search(Scene scene)
    {
        var now = scene.Local;
        var (from, to) = When is { From: { } start } ? (start, When.To ?? start.Date.PlusDays(1).AtMidnight()) : (now, now.Date.PlusDays(DaysAhead).AtMidnight());
        return new("list_events", new Dictionary<string, object> { ["from"] = LocalTimes.Iso(from), ["to"] = LocalTimes.Iso(to) });
    }

    private Step Cancel(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count < Agreed.Count)
            return new Call("cancel_event", new Dictionary<string, object> { ["eventId"] = Agreed[results.Count].Id, ["scope"] = "this", ["notify"] = Agreed[results.Count].Attendees.Count > 0 });
        var lines = Agreed.Zip(results, (e, r) => !r.Ok ? Wording.Failed($"Cancelling {e.Title}", r.Error) : r.IsProposed ? Wording.Proposed($"cancel {Wording.Label(e, scene)}") : $"Cancelled: {Wording.Label(e, scene)}.");
        return new Say(string.Join('\n', lines));
    }
}
