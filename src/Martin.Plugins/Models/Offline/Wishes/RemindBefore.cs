using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"remind me 15 minutes before my 2 pm meeting": the event is found, then a reminder set by it.</summary>
internal sealed record RemindBefore(EventRef Event, Period Ahead, string? Title) : ChangeEvent(Event)
{
    protected override string Verb => "remind you of";

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        EventSearch.Chosen(Event, text, scene, results) is { } chosen ? this with { Event = chosen } : null;

    protected override Step Change(EventFacts found, Scene scene)
    {
        var at = found.Start - Ahead;
        if (at <= scene.Local) return new Ask($"{Wording.Moment(at, scene)} is already over. When shall I remind you of {found.Title}?");
        return new Call("create_task", new Dictionary<string, object> { ["title"] = Title ?? found.Title, ["dueAt"] = LocalTimes.Iso(found.Start), ["remindAt"] = LocalTimes.Iso(at) });
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed("The reminder", result.Error)) : result.IsProposed ? new(Wording.Proposed($"remind you of {found.Title}"))
        : new($"I will remind you on {Wording.Moment(found.Start - Ahead, scene)}: {Title ?? found.Title}.");
}
