using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Something done to one event that exists: it is found first, then changed.</summary>
internal abstract record ChangeEvent(EventRef Event) : Wish
{
    /// <summary>Of what repeats: this, following or all; null when it was not said.</summary>
    public string? Scope { get; init; }

    public abstract string Verb { get; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Before(scene, results) is { } first) return first;
        var searches = Searches(results);
        var sought = EventSearch.Find(Event, Verb, scene, searches);
        if (sought.Found is not { } found) return sought.Step!;
        if (WhichOnes(found, scene) is { } ask) return ask;
        if (results.Count > Ahead + searches.Count) return Told(found, scene, results[^1]) with { About = About(found, results[^1]) };
        return Change(found, scene);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        var searches = Searches(results);
        if (searches.Count > 0 && EventSearch.Find(Event, Verb, scene, searches).Found is { } found && WhichOnes(found, scene) is { } asked)
            return (Choice.Of(text, asked.Suggestions) is { } index ? Scopes[index] : ScopeWords.Of(text)) is { } scope
                ? this with { Scope = scope, Event = new(Event.Words, Id: found.Id) } : null;
        return EventSearch.Chosen(Event, text, scene, searches) is { } chosen ? this with { Event = chosen } : null;
    }

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results)
    {
        var searches = Searches(results);
        if (EventSearch.Find(Event, Verb, scene, searches).Found is not { } found) return null;
        if (said.Position is { } position)
        {
            if (Positions.Of(position, EventSearch.Candidates(Event with { Id = null }, scene, searches), found) is not { } other || other.Id == found.Id) return null;
            var onOther = this with { Event = new("", Id: other.Id) };
            return said.Corrects ? new InTurn(new UndoLast(), onOther) : onOther;
        }
        return EventFollowUps.Of(said, found, results[^1].IsProposed ? null : results[^1].Events is [var now] ? now : found, Scope, scene);
    }

    public override bool IsComplete(Scene scene) => Before(scene, []) is null && EventSearch.Find(Event, Verb, scene, []).Step is Call;

    /// <summary>How many calls of <see cref="Before"/> come first.</summary>
    protected virtual int Ahead => 0;

    /// <summary>What must be asked or looked up before the event is looked for.</summary>
    protected virtual Step? Before(Scene scene, IReadOnlyList<ToolResult> results) => null;

    protected abstract Step Change(EventFacts found, Scene scene);

    protected abstract Say Told(EventFacts found, Scene scene, ToolResult result);

    protected virtual EventFacts? About(EventFacts found, ToolResult result) => result is { Ok: true, IsProposed: false, Events: [var now] } ? now : found;

    protected Call Update(EventFacts found, object changes) => new("update_event", new Dictionary<string, object>
    {
        ["eventId"] = found.Id, ["scope"] = ScopeOf(found), ["changes"] = changes, ["notify"] = found.Attendees.Count > 0,
    });

    /// <summary>" and all that follow", for what is told.</summary>
    protected string Which(EventFacts found) => !found.IsRepeating ? ""
        : ScopeOf(found) switch { ScopeWords.Following => ", and all that follow", ScopeWords.All => ", the whole series", _ => ", only this one" };

    protected string ScopeOf(EventFacts found) => !found.IsRepeating ? ScopeWords.This : Scope ?? (Event.Id == found.SeriesId ? ScopeWords.All : ScopeWords.This);

    private List<ToolResult> Searches(IReadOnlyList<ToolResult> results) => [.. results.Skip(Ahead).TakeWhile(r => r.Tool == "list_events")];

    private static readonly string[] Scopes = [ScopeWords.This, ScopeWords.Following, ScopeWords.All];

    /// <summary>Where an event repeats and no day of it was named, the user says how much of it is meant.</summary>
    private Ask? WhichOnes(EventFacts found, Scene scene)
    {
        if (!found.IsRepeating || Scope is not null || Event.When is { SaysDay: true } || Event.IsNext || Event.Id == found.SeriesId) return null;
        return new($"{found.Title} repeats. Shall I {Verb} only {Wording.Day(found.Start.Date, scene)}, this and all that follow, or the whole series?",
            "only this one", "this and all following", "the whole series");
    }
}

/// <summary>What a later message makes of an event that was just made or changed.</summary>
internal static class EventFollowUps
{
    /// <param name="found">The event as it was named.</param>
    /// <param name="now">As it stands now; null while the change waits for approval.</param>
    public static Wish? Of(Remark said, EventFacts found, EventFacts? now, string? scope, Scene scene)
    {
        var present = now ?? found;
        var wanted = new EventRef(present.Title, Id: found.SeriesId is { } series && scope == ScopeWords.All ? series : present.Id);
        if (said.Person is not null || said.Addresses.Count > 0) return new InviteToEvent(wanted, said.Addresses, said.Person ?? "") { Scope = scope };
        if (said.Place is { } place) return new DetailEvent(wanted, null, place) { Scope = scope };
        if (said.Title is { Length: > 0 } title) return new DetailEvent(wanted, Wording.Capitalised(title), null) { Scope = scope };
        if (said.Lasting is { } lasting) return said.Asks ? null : new ResizeEvent(wanted, lasting) { Scope = scope };
        if (said.Asks) return null;
        if (said.Shift is { } shift) return new MoveEvent(wanted, null) { Shift = shift, Scope = scope };
        if (said.Step is { } step) return Meant(new MoveEvent(wanted, null) { Shift = step, Scope = scope });
        if (said.When is not { } when) return null;
        if (said.SameTime && !said.Corrects) return MoveOrRepeat(present, when, wanted, scene);
        return Meant(new MoveEvent(wanted, when) { Scope = scope });

        // Without a "no" or "make it" it is asked, not guessed.
        Wish? Meant(MoveEvent move) => said.Corrects ? move
            : said.Adds ? null
            : new Confirm($"Shall I move {present.Title} to {To(move)}?", move);

        string To(MoveEvent move) => move.Times(present, scene) is var (start, _) ? Wording.Moment(start, scene) : "";
    }

    private static Choose? MoveOrRepeat(EventFacts present, Dates.DateMatch when, EventRef wanted, Scene scene)
    {
        // "next week" is a week later than the event, whatever week that is.
        var move = when is { Kind: Dates.DateKind.Window, From: { } from, To: { } to } ? new MoveEvent(wanted, null) { Shift = NodaTime.Period.FromDays(NodaTime.Period.DaysBetween(from.Date, to.Date)) }
            : new MoveEvent(wanted, when);
        if (when.From is null || move.Times(present, scene) is not var (start, end)) return null;
        var another = new CreateEvent(present.Title, null) { Exactly = (start, end), Location = present.Location };
        var at = Wording.Moment(start, scene);
        return new($"Shall I move {present.Title} to {at}, or add another one then?", [("Move it", move), ("Add another one", another)]);
    }
}
