using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>An event as spoken of: by words of its title, by its day, as "it", or by the id the user chose from a list.</summary>
internal sealed record EventRef(string Words, DateMatch? When = null, bool IsIt = false, bool IsNext = false, string? Id = null);

/// <summary>Either the event meant, or the step that brings nearer to it.</summary>
internal readonly record struct Sought<T>(T? Found, Step? Step) where T : class
{
    public static implicit operator Sought<T>(T found) => new(found, null);

    public static implicit operator Sought<T>(Step step) => new(null, step);
}

/// <summary>Finds the one event that is meant: one call to list_events, then a choice, a question or a no.</summary>
internal static class EventSearch
{
    /// <summary>How far ahead an event is looked for when no day is named.</summary>
    private const int DaysAhead = 60;
    private const int MostChoices = 4;

    /// <param name="verb">What is to be done with it, for questions: "move".</param>
    public static Sought<EventFacts> Find(EventRef wanted, string verb, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (wanted.When?.Unsettled is { } question) return new Ask($"Which day do you mean? I found that {question}.");
        if (wanted is { IsIt: true, Id: null })
            return scene.Mentions.Event is { } latest ? Find(wanted with { Id = latest.Id }, verb, scene, results)
                : new Ask($"Which event shall I {verb}?");
        if (wanted is { Words: "", When: null, Id: null, IsNext: false }) return new Ask($"Which event shall I {verb}?");
        if (results.Count == 0) return ListCall(wanted, scene, withQuery: true);
        if (!results[^1].Ok) return new Say(Wording.Failed("Looking into your calendar", results[^1].Error));
        if (wanted.Id is { } id)
            return (results[0].Events.FirstOrDefault(e => e.Id == id) ?? results[0].Events.FirstOrDefault(e => e.SeriesId == id)) is { } known ? known
                : new Say("I no longer find that event in your calendar.");
        var matching = Once(Matching(results[^1].Events, wanted), scene);
        if (matching.Count == 0) return Nearest(wanted, verb, scene, results);
        if (matching.Count == 1 || wanted.IsNext) return matching[0];
        return matching.FirstOrDefault(e => e.Id == scene.Mentions.Event?.Id) is { } mentioned ? mentioned : Which(matching, verb, scene);
    }

    /// <summary>The reference with the user's choice filled in, or null when the text chooses none of the candidates.</summary>
    public static EventRef? Chosen(EventRef wanted, string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results is not [.., { Ok: true } listed])
            return text.Trim().Length is > 0 and < 100 ? wanted with { Words = TitleText.Plain(text), IsIt = false } : null;
        var candidates = Candidates(wanted, scene, results);
        var labels = candidates.Select(e => Wording.Label(e, scene)).ToList();
        return Choice.Of(text, labels) is { } index ? wanted with { Id = candidates[index].Id, IsIt = false } : null;
    }

    /// <summary>The events among which the reference chooses.</summary>
    public static List<EventFacts> Candidates(EventRef wanted, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.LastOrDefault(r => r is { Ok: true, Tool: "list_events" }) is not { } listed) return [];
        var candidates = Once(Matching(listed.Events, wanted), scene);
        if (candidates.Count == 0) candidates = Once([.. listed.Events.Where(e => Choice.HasAny(e.Title, wanted.Words))], scene);
        return candidates;
    }

    /// <summary>What repeats stands in a choice by its next occurrence.</summary>
    private static List<EventFacts> Once(List<EventFacts> events, Scene scene) =>
        [.. events.GroupBy(e => e.SeriesId ?? e.Id).Select(g => g.FirstOrDefault(e => e.Start >= scene.Local) ?? g.First())];

    public static Call ListCall(EventRef wanted, Scene scene, bool withQuery)
    {
        var now = scene.Local;
        var (from, to) = wanted is { When: { SaysDay: true, From: { } start } when, Id: null }
            ? (start.Date.AtMidnight(), when.To ?? start.Date.PlusDays(1).AtMidnight())
            : (wanted.Id is null ? now : now.Date.AtMidnight(), now.Date.PlusDays(DaysAhead).AtMidnight());
        if (to <= from) to = from.Date.PlusDays(1).AtMidnight();
        var arguments = new Dictionary<string, object> { ["from"] = LocalTimes.Iso(from), ["to"] = LocalTimes.Iso(to) };
        if (withQuery && wanted is { Words.Length: > 0, Id: null }) arguments["query"] = wanted.Words;
        return new("list_events", arguments);
    }

    /// <summary>Events whose title has all the words; those at the time said, if a time was said.</summary>
    private static List<EventFacts> Matching(IReadOnlyList<EventFacts> events, EventRef wanted)
    {
        var all = events.Where(e => Choice.HasAll(e.Title, wanted.Words));
        return wanted.When is { SaysTime: true, From: { } time } when
            ? [.. all.Where(e => e.Start.TimeOfDay == time.TimeOfDay && (!when.SaysDay || e.Start.Date == time.Date))] : [.. all];
    }

    /// <summary>Nothing has that title: the same days once more without the words, and the nearest as a question.</summary>
    private static Sought<EventFacts> Nearest(EventRef wanted, string verb, Scene scene, IReadOnlyList<ToolResult> results)
    {
        var where = wanted.When is { SaysDay: true, From: { } day } ? $" on {Wording.Day(day.Date, scene)}" : "";
        if (wanted.Words.Length > 0 && results.Count == 1) return ListCall(wanted, scene, withQuery: false);
        var near = results[^1].Events.Where(e => wanted.Words.Length > 0 && Choice.HasAny(e.Title, wanted.Words)).ToList();
        var what = wanted.Words.Length > 0 ? $"event \"{wanted.Words}\"" : "such event";
        if (near.Count == 0) return new Say($"I find no {what}{where} in your calendar.");
        return Which(near, verb, scene, $"I find no \"{wanted.Words}\"{where}. ");
    }

    private static Ask Which(IReadOnlyList<EventFacts> events, string verb, Scene scene, string before = "")
    {
        var labels = events.Take(MostChoices).Select(e => Wording.Label(e, scene)).ToList();
        return new($"{before}Which one shall I {verb}?\n" + string.Join('\n', labels.Select(l => $"- {l}")), labels) { Events = [.. events.Take(MostChoices)] };
    }
}
