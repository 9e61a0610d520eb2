using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"do I have any conflicts this week?": what overlaps, and what could be moved where.</summary>
internal sealed record ListConflicts(DateMatch? When) : Wish
{
    private const int MostShown = 5, MostOffered = 3;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (When?.Question is { } question) return new Ask($"Which days do you mean? I am not sure: {question}.", "this week", "next week");
        if (results.Count > 0) return Told(scene, results[0]);
        var arguments = new Dictionary<string, object>();
        if (When is { From: { } from })
        {
            arguments["from"] = LocalTimes.Iso(from);
            arguments["to"] = LocalTimes.Iso(When.To ?? from.Date.PlusDays(1).AtMidnight());
        }
        return new Call("list_conflicts", arguments);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results is not [{ Ok: true } found, ..]) return DateGrammar.Read(text, scene.Now, scene.Zone) is { From: not null } days ? new ListConflicts(days) : null;
        var offers = Offers(found, scene);
        var index = offers.FindIndex(o => string.Equals(o.Label, text.Trim(), StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : offers[index].Wish;
    }

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results) => said switch
    {
        { When: { From: not null } when } => new ListConflicts(when),
        { Step: { } step } when When is not null => new ListConflicts(Spans.Moved(When, step)),
        _ => null,
    };

    private Step Told(Scene scene, ToolResult result)
    {
        if (!result.Ok) return new Say(Wording.Failed("Looking for conflicts", result.Error));
        var span = When is null ? "" : $" {When.Explanation}";
        if (result.Conflicts.Count == 0) return new Say($"You have no conflicts{span}.");
        var lines = result.Conflicts.Take(MostShown).Select(c => $"- {Wording.Label(c.Events[0], scene)} and {Wording.Label(c.Events[1], scene)}");
        var text = $"You have {Wording.Count(result.Conflicts.Count, "conflict")}{span}:\n" + string.Join('\n', lines)
            + (result.Conflicts.Count > MostShown ? $"\n… and {result.Conflicts.Count - MostShown} more." : "");
        var offers = Offers(result, scene);
        return offers.Count == 0 ? new Say(text) { Events = Met(result) }
            : new Ask($"{text}\nShall I move one of them?", [.. offers.Select(o => o.Label)]) { IsOffer = true, Events = Met(result), IfYes = offers is [var only] ? only.Wish : null };
    }

    private static List<EventFacts> Met(ToolResult result) => [.. result.Conflicts.SelectMany(c => c.Events).DistinctBy(e => e.Id)];

    private static List<(string Label, Wish Wish)> Offers(ToolResult result, Scene scene)
    {
        var offers = new List<(string, Wish)>();
        foreach (var conflict in result.Conflicts.Take(MostOffered))
            if (conflict is { NewStart: { } start, MovableId: { } id } && conflict.Events.FirstOrDefault(e => e.Id == id) is { } movable
                && DateGrammar.Read($"{LocalTimes.Iso(start.Date)} at {LocalTimes.Hour(start)}", scene.Now, scene.Zone) is { From: not null } when)
                offers.Add(($"Move {movable.Title} to {Wording.Moment(start, scene)}", new MoveEvent(new(movable.Title, Id: id), when) { Scope = ScopeWords.This }));
        return offers;
    }
}
