using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Something done to one event that exists: it is found first, then changed.</summary>
internal abstract record ChangeEvent(EventRef Event) : Wish
{
    protected abstract string Verb { get; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Before(scene) is { } first) return first;
        var searches = results.TakeWhile(r => r.Tool == "list_events").ToList();
        var sought = EventSearch.Find(Event, Verb, scene, searches);
        if (sought.Found is not { } found) return sought.Step!;
        return results.Count > searches.Count ? Told(found, scene, results[^1]) : Change(found, scene);
    }

    public override bool IsComplete(Scene scene) => Before(scene) is null && EventSearch.Find(Event, Verb, scene, []).Step is Call;

    /// <summary>What must be asked before anything is looked for.</summary>
    protected virtual Step? Before(Scene scene) => null;

    protected abstract Step Change(EventFacts found, Scene scene);

    protected abstract Say Told(EventFacts found, Scene scene, ToolResult result);
}

/// <summary>"move the lunch to 1pm", "reschedule it for Friday", "push the call back by half an hour".</summary>
internal sealed record MoveEvent(EventRef Event, DateMatch? To) : ChangeEvent(Event)
{
    /// <summary>How much later, negative for earlier, when no time was said.</summary>
    public Period? Shift { get; init; }

    protected override string Verb => "move";

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if ((To is null || NewTime(scene) is not null) && Shift is null)
            return DateGrammar.Read(text, scene.Now, scene.Zone) is { } when ? this with { To = when } : null;
        if (EventSearch.Chosen(Event, text, scene, results) is { } chosen) return this with { Event = chosen };
        return DateGrammar.Read(text, scene.Now, scene.Zone) is { } other ? this with { To = other, Shift = null } : null;
    }

    protected override Step? Before(Scene scene) => NewTime(scene);

    private Ask? NewTime(Scene scene) => this switch
    {
        { Shift: not null } => null,
        { To: null } => new("To what time shall I move it?", "tomorrow at 9:00", "one day later"),
        { To.Kind: DateKind.Recurrence } => new("I cannot make events repeat yet. To which one time shall I move it?"),
        { To.Question: { } question } => new($"I am not sure about the new time: {question}. To what time shall I move it?"),
        { To.Kind: DateKind.Duration } => new("To what time shall I move it?", "one hour later"),
        { To: { Kind: DateKind.Window } } => new($"To what day and time shall I move it? I read: {To.Explanation}.", "Monday at 9:00"),
        { To: { IsPast: true, SaysDay: true } } => new($"{To.Explanation} is already over. To what time shall I move it?", "tomorrow at 9:00"),
        _ => null,
    };

    protected override Step Change(EventFacts found, Scene scene)
    {
        var (start, end) = Times(found, scene);
        if (start == found.Start && end == found.End) return new Say($"{Wording.Label(found, scene)}: it already stands there.");
        if (start < scene.Local && !found.IsAllDay)
            return new Ask($"{Wording.Moment(start, scene)} is already over. To what time shall I move {found.Title}?", "tomorrow at 9:00");
        var isAllDay = found.IsAllDay && To is not { SaysTime: true };
        var changes = new Dictionary<string, object>
        {
            ["startTime"] = isAllDay ? LocalTimes.Iso(start.Date) : LocalTimes.Iso(start),
            ["endTime"] = isAllDay ? LocalTimes.Iso(end.Date) : LocalTimes.Iso(end),
        };
        if (found.IsAllDay && !isAllDay) changes["isAllDay"] = false;
        return new Call("update_event", new Dictionary<string, object>
        {
            ["eventId"] = found.Id, ["scope"] = "this", ["changes"] = changes, ["notify"] = found.Attendees.Count > 0,
        });
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result)
    {
        if (!result.Ok) return new(Wording.Failed($"Moving {found.Title}", result.Error));
        var (start, end) = Times(found, scene);
        var label = result is { IsProposed: false, Events: [var moved] } ? Wording.Label(moved, scene)
            : Wording.Label(found with { Start = start, End = end, IsAllDay = found.IsAllDay && To is not { SaysTime: true } }, scene);
        return new(result.IsProposed ? Wording.Proposed($"move to {label}") : $"Moved: {label}.");
    }

    /// <summary>What was not said stays: the day, the time of day, the length.</summary>
    private (LocalDateTime Start, LocalDateTime End) Times(EventFacts found, Scene scene)
    {
        if (Shift is { } shift) return (found.Start + shift, found.End + shift);
        var to = To!;
        var start = to switch
        {
            { SaysDay: true, SaysTime: true } => to.From!.Value,
            { SaysTime: true } => found.Start.Date + to.From!.Value.TimeOfDay,
            _ => to.Date!.Value + found.Start.TimeOfDay,
        };
        start = LocalTimes.In(start, scene.Zone).Time.LocalDateTime;
        if (to is { Kind: DateKind.Range, To: { } said }) return (start, start + Period.Between(to.From!.Value, said));
        if (found.IsAllDay && to.SaysTime) return (start, start.PlusHours(1));
        return (start, start + Period.Between(found.Start, found.End));
    }
}

/// <summary>"cancel the lunch tomorrow".</summary>
internal sealed record CancelEvent(EventRef Event) : ChangeEvent(Event)
{
    protected override string Verb => "cancel";

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        EventSearch.Chosen(Event, text, scene, results) is { } chosen ? this with { Event = chosen } : null;

    protected override Step Change(EventFacts found, Scene scene) => new Call("cancel_event", new Dictionary<string, object>
    {
        ["eventId"] = found.Id, ["scope"] = "this", ["notify"] = found.Attendees.Count > 0,
    });

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed($"Cancelling {found.Title}", result.Error))
        : result.IsProposed ? new(Wording.Proposed($"cancel {Wording.Label(found, scene)}"))
        : new($"Cancelled: {Wording.Label(found, scene)}.");
}

/// <summary>"invite ana@example.com to the lunch". Inviting reaches others, so it waits for approval.</summary>
internal sealed record InviteToEvent(EventRef Event, IReadOnlyList<string> Addresses, string Names) : ChangeEvent(Event)
{
    protected override string Verb => "invite people to";

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        Addresses.Count == 0 ? Reading.MailAddresses.In(text) is { Count: > 0 } addresses ? this with { Addresses = addresses } : null
        : EventSearch.Chosen(Event, text, scene, results) is { } chosen ? this with { Event = chosen } : null;

    protected override Step? Before(Scene scene) =>
        Addresses.Count == 0 ? new Ask($"Which e-mail address shall I invite{(Names.Length > 0 ? $" for {Names}" : "")}?") : null;

    protected override Step Change(EventFacts found, Scene scene)
    {
        var added = Addresses.Except(found.Attendees, StringComparer.OrdinalIgnoreCase).ToList();
        if (added.Count == 0) return new Say($"{string.Join(", ", Addresses)} is already invited to {Wording.Label(found, scene)}.");
        return new Call("update_event", new Dictionary<string, object>
        {
            ["eventId"] = found.Id, ["scope"] = "this", ["notify"] = true,
            ["changes"] = new { attendees = found.Attendees.Concat(added).Select(email => new { email }).ToArray() },
        });
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed($"Inviting {string.Join(", ", Addresses)}", result.Error))
        : result.IsProposed ? new(Wording.Proposed($"invite {string.Join(", ", Addresses)} to {Wording.Label(found, scene)}"))
        : new($"Invited {string.Join(", ", Addresses)} to {Wording.Label(found, scene)}.");
}
