using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"turn off the alarm on weekdays at 7": what repeats stands in the calendar among other things that do, so it is asked about by its name.</summary>
internal sealed record RemoveRepeating(DateMatch When, string Words) : Wish
{
    private const int DaysAhead = 60, MostChoices = 4;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var now = scene.Local;
        if (results.Count == 0) return new Call("list_events", new Dictionary<string, object> { ["from"] = LocalTimes.Iso(now), ["to"] = LocalTimes.Iso(now.Date.PlusDays(DaysAhead).AtMidnight()) });
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your calendar", results[0].Error));
        var found = Found(results[0]);
        if (found.Count == 0) return new Say($"I find no repeating reminder{(Words.Length > 0 ? $" \"{Words}\"" : "")} ({When.Explanation}) in your calendar.");
        if (found is [var one]) return new Ask($"Shall I cancel the whole series \"{one.Title}\", next on {Wording.Moment(one.Start, scene)}?", "yes", "no") { IfYes = Cancelled(one) };
        var labels = Labels(found, scene);
        return new Ask("Which series shall I cancel?\n" + string.Join('\n', labels.Select(l => $"- {l}")), labels);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        results is [{ Ok: true } listed] && Found(listed) is { Count: > 1 } found && Choice.Of(text, Labels(found, scene)) is { } index ? Cancelled(found[index]) : null;

    /// <summary>The next occurrence of each series at that hour.</summary>
    private List<EventFacts> Found(ToolResult listed) =>
        [.. listed.Events.Where(e => e.IsRepeating && IsAtHour(e.Start.TimeOfDay) && (Words.Length == 0 || Choice.HasAllStems(e.Title, Words))).DistinctBy(e => e.SeriesId ?? e.Id).Take(MostChoices)];

    private bool IsAtHour(LocalTime time) => When is not { SaysTime: true, From: { } from } || time == from.TimeOfDay || When.Ambiguities.Count > 0 && time == from.TimeOfDay.PlusHours(12);

    private static List<string> Labels(List<EventFacts> found, Scene scene) => [.. found.Select(e => Wording.Label(e, scene))];

    private static CancelEvent Cancelled(EventFacts found) => new(new EventRef(found.Title, Id: found.SeriesId ?? found.Id)) { Scope = Reading.ScopeWords.All };
}
