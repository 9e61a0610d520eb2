using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"move the lunch to 1pm", "reschedule it for Friday", "push the call back by half an hour".</summary>
internal sealed record MoveEvent(EventRef Event, DateMatch? To) : ChangeEvent(Event)
{
    /// <summary>How much later, negative for earlier, when no time was said.</summary>
    public Period? Shift { get; init; }

    public override string Verb => "move";

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (NewTime(scene) is not null) return Timed(text, scene);
        return base.Answered(text, scene, results) ?? Timed(text, scene);
    }

    private MoveEvent? Timed(string text, Scene scene) => DateGrammar.Read(text, scene.Now, scene.Zone) is { } when ? this with { To = when, Shift = null } : null;

    protected override Step? Before(Scene scene, IReadOnlyList<ToolResult> results) => NewTime(scene);

    private Ask? NewTime(Scene scene) => this switch
    {
        { Shift: not null } => null,
        { To: null } => new("To what time shall I move it?", "tomorrow at 9:00", "one day later"),
        { To.Kind: DateKind.Recurrence } => new("I can move what repeats, but not make it repeat differently. To which one time shall I move it?"),
        { To.Question: { } question } => new($"I am not sure about the new time: {question}. To what time shall I move it?"),
        { To.Kind: DateKind.Duration } => new("To what time shall I move it?", "one hour later"),
        { To: { Kind: DateKind.Window } } => new($"To what day and time shall I move it? I read: {To.Explanation}.", "Monday at 9:00"),
        { To: { IsPast: true, SaysDay: true } } => new($"{To.Explanation} is already over. To what time shall I move it?", "tomorrow at 9:00"),
        _ => null,
    };

    protected override Step Change(EventFacts found, Scene scene)
    {
        if (Times(found, scene) is not var (start, end)) return new Ask("To what time shall I move it?", "tomorrow at 9:00");
        if (start == found.Start && end == found.End) return new Say($"{Wording.Label(found, scene)}: it already stands there.") { About = found };
        if (start < scene.Local && !found.IsAllDay)
            return new Ask($"{Wording.Moment(start, scene)} is already over. To what time shall I move {found.Title}?", "tomorrow at 9:00");
        var isAllDay = found.IsAllDay && To is not { SaysTime: true };
        var changes = new Dictionary<string, object>
        {
            ["startTime"] = isAllDay ? LocalTimes.Iso(start.Date) : LocalTimes.Iso(start),
            ["endTime"] = isAllDay ? LocalTimes.Iso(end.Date) : LocalTimes.Iso(end),
        };
        if (found.IsAllDay && !isAllDay) changes["isAllDay"] = false;
        return Update(found, changes);
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result)
    {
        if (!result.Ok) return new(Wording.Failed($"Moving {found.Title}", result.Error));
        var (start, end) = Times(found, scene) ?? (found.Start, found.End);
        var moved = result is { IsProposed: false, Events: [var told] } ? told : found with { Start = start, End = end, IsAllDay = found.IsAllDay && To is not { SaysTime: true } };
        return new(result.IsProposed ? Wording.Proposed($"move {moved.Title} to {Wording.When(moved, scene)}{Which(found)}") : $"Moved: {Wording.Label(moved, scene)}{Which(found)}.");
    }

    /// <summary>What was not said stays: the day, the time of day, the length. Null where no time was said at all.</summary>
    public (LocalDateTime Start, LocalDateTime End)? Times(EventFacts found, Scene scene)
    {
        if (Shift is { } shift) return (found.Start + shift, found.End + shift);
        if (To is not { From: { } from } to) return null;
        var start = to switch
        {
            { SaysDay: true, SaysTime: true } => from,
            { SaysTime: true } => found.Start.Date + Hours.Near(to, found.Start.TimeOfDay),
            _ => from.Date + found.Start.TimeOfDay,
        };
        start = LocalTimes.In(start, scene.Zone).Time.LocalDateTime;
        if (to is { Kind: DateKind.Range, To: { } said }) return (start, start + Period.Between(from, said));
        if (found.IsAllDay && to.SaysTime) return (start, start.PlusHours(1));
        return (start, start + Period.Between(found.Start, found.End));
    }
}

/// <summary>"cancel the lunch tomorrow".</summary>
internal sealed record CancelEvent(EventRef Event) : ChangeEvent(Event)
{
    public override string Verb => "cancel";

    /// <summary>The user told that it is off, and did not say what to do about it.</summary>
    public bool IsTold { get; init; }

    public override Wish? FollowedBy(Reading.Remark said, Scene scene, IReadOnlyList<ToolResult> results) =>
        said.Position is not null ? base.FollowedBy(said, scene, results) : null;  // what is gone is not changed

    protected override Step Change(EventFacts found, Scene scene) => IsTold
        ? new Ask($"Shall I cancel {Wording.Label(found, scene)}{Which(found)}?", "yes", "no") { IfYes = this with { IsTold = false, Event = Event with { Id = found.Id, IsIt = false } } }
        : new Call("cancel_event", new Dictionary<string, object>
    {
        ["eventId"] = found.Id, ["scope"] = ScopeOf(found), ["notify"] = found.Attendees.Count > 0,
    });

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed($"Cancelling {found.Title}", result.Error))
        : result.IsProposed ? new(Wording.Proposed($"cancel {Wording.Label(found, scene)}{Which(found)}"))
        : new($"Cancelled: {Wording.Label(found, scene)}{Which(found)}.", "Undo");

    protected override EventFacts? About(EventFacts found, ToolResult result) => result is { Ok: true, IsProposed: false } ? null : found;
}
