using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"delete everything on my calendar tomorrow": asks with what would go, and cancels just that.</summary>
internal sealed record ClearEvents(DateMatch? When, string Words = "") : Wish
{
    private const int MostAtOnce = 7, DaysAhead = 60;

    private IReadOnlyList<EventFacts> Agreed { get; init; } = [];

    /// <summary>What is left for the next question.</summary>
    private IReadOnlyList<EventFacts> Rest { get; init; } = [];

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Agreed.Count > 0) return Cancel(scene, results);
        if (When?.Question is { } question) return new Ask($"Which day do you mean? I found that {question}.");
        if (results.Count == 0) return Search(scene);
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your calendar", results[0].Error));
        var found = results[0].Events.Where(e => Words.Length == 0 || Choice.HasAllStems(e.Title, Words)).ToList();
        var when = When is null ? "" : $" for {When.Explanation}";
        if (found.Count == 0) return new Say($"I find no {(Words.Length > 0 ? $"\"{Words}\"" : "events")} in your calendar{when}.");
        return Which(found, scene, found.Count == 1 ? "this event" : found.Count <= MostAtOnce ? $"these {found.Count} events" : $"the first {MostAtOnce} of {found.Count} events");
    }

    /// <summary>Agreed to is just what was named.</summary>
    private Ask Which(IReadOnlyList<EventFacts> found, Scene scene, string which, string before = "") =>
        new($"{before}Shall I cancel {which}?\n{string.Join('\n', found.Take(MostAtOnce).Select(e => $"- {Wording.Label(e, scene)}"))}", "Yes", "No")
        {
            IfYes = this with { Agreed = [.. found.Take(MostAtOnce)], Rest = [.. found.Skip(MostAtOnce)] },
        };

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
        if (Rest.Count == 0 || results.Any(r => !r.Ok)) return new Say(string.Join('\n', lines));
        return Which(Rest, scene, Rest.Count == 1 ? "the last one" : Rest.Count <= MostAtOnce ? $"the other {Rest.Count}" : $"the next {MostAtOnce} of {Rest.Count}", string.Join('\n', lines) + "\n");
    }
}
