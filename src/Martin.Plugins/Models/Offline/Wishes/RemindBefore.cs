using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"remind me 15 minutes before my 2 pm meeting": the event is found, then a reminder set by it.</summary>
internal sealed record RemindBefore(EventRef Event, Period Earlier, string? Title) : ChangeEvent(Event)
{
    public override string Verb => "remind you of";

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        DateGrammar.Read(text, scene.Now, scene.Zone) is { SaysTime: true } time && results.All(r => r.Events.Count == 0) ? new CreateTask(ByClockTitle, time, Reminds: true)
        : EventSearch.Chosen(Event, text, scene, results) is { } chosen ? this with { Event = chosen } : null;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var step = base.Next(scene, results);
        if (step is not Say || results.Count == 0 || results[^1].Tool != "list_events" || !results[^1].Ok) return results is [.., { Tool: "create_task" } made] && IsByClock(results) ? ByClock(scene, made) : step;
        var named = Event.Words.Length > 0 ? Event.Words : "such an event";
        return Event.When is { SaysTime: true, From: { } start, Question: null } && start - Earlier > scene.Local
            ? new Call("create_task", new Dictionary<string, object> { ["title"] = ByClockTitle, ["dueAt"] = LocalTimes.Iso(start), ["remindAt"] = LocalTimes.Iso(start - Earlier) })
            : new Ask($"I find no {named} in your calendar. When shall I remind you?", "tomorrow at 9:00");
    }

    private string ByClockTitle => Title ?? Wording.Capitalised(Event.Words.Length > 0 ? Event.Words : "appointment");

    /// <summary>The event is not there, but its hour was said.</summary>
    private bool IsByClock(IReadOnlyList<ToolResult> results) => Event.When is { SaysTime: true } && results.Where(r => r.Tool == "list_events").All(r => r.Events.Count == 0);

    private Say ByClock(Scene scene, ToolResult made) =>
        !made.Ok ? new(Wording.Failed("The reminder", made.Error)) : new($"I will remind you on {Wording.Moment(Event.When!.From!.Value - Earlier, scene)}: {ByClockTitle}. I found it not in your calendar.");

    protected override Step Change(EventFacts found, Scene scene)
    {
        var at = found.Start - Earlier;
        if (at <= scene.Local) return new Ask($"{Wording.Moment(at, scene)} is already over. When shall I remind you of {found.Title}?");
        return new Call("create_task", new Dictionary<string, object> { ["title"] = Title ?? found.Title, ["dueAt"] = LocalTimes.Iso(found.Start), ["remindAt"] = LocalTimes.Iso(at) });
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed("The reminder", result.Error)) : result.IsProposed ? new(Wording.Proposed($"remind you of {found.Title}"))
        : new($"I will remind you on {Wording.Moment(found.Start - Earlier, scene)}: {Title ?? found.Title}.");
}
