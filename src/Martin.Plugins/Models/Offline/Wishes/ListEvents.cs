using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"what's on my calendar tomorrow?", "when is the lunch?", "am I free on Friday?", "what's next?"</summary>
internal sealed record ListEvents(DateMatch? When, string Words = "") : Wish
{
    private const int UsualDays = 7, DaysForWords = 60, DaysForNext = 14, MostShown = 30;

    public bool IsNext { get; init; }
    public bool AsksFree { get; init; }
    /// <summary>How long it is until the first of them.</summary>
    public bool AsksHowLong { get; init; }
    /// <summary>Only what this person is on or is named in; the tool looks for words of titles alone.</summary>
    public string? Person { get; init; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (When?.Unsettled is { } question) return new Ask($"Which day do you mean? I am not sure: {question}.", "tomorrow", "this week");
        if (results.Count > 0) return Told(scene, results[0]);
        var (from, to) = Window(scene);
        var arguments = new Dictionary<string, object> { ["from"] = LocalTimes.Iso(from), ["to"] = LocalTimes.Iso(to) };
        if (Words.Length > 0) arguments["query"] = Words;
        return new Call("list_events", arguments);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        DateGrammar.Read(text, scene.Now, scene.Zone) is { Unsettled: null, From: not null } when ? this with { When = when } : null;

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results) => said switch
    {
        { When: { Question: null, From: not null } when } => this with { When = Spans.Joined(when, When, scene), IsNext = false },
        { Step: { } step } => this with { When = Spans.Moved(When ?? DateGrammar.Read("today", scene.Now, scene.Zone)!, step), IsNext = false },
        { Person: { } person, Corrects: false } => this with { Person = person, Words = "" },
        _ => null,
    };

    private (LocalDateTime From, LocalDateTime To) Window(Scene scene)
    {
        var now = scene.Local;
        if (When is { From: { } from }) return (from, When.To ?? (AsksFree ? from.PlusHours(1) : from.Date.PlusDays(1).AtMidnight()));
        var days = IsNarrow ? DaysForWords : IsNext ? DaysForNext : UsualDays;
        return (IsNext || IsNarrow ? now : now.Date.AtMidnight(), now.Date.PlusDays(days).AtMidnight());
    }

    private Say Told(Scene scene, ToolResult result)
    {
        if (!result.Ok) return new(Wording.Failed("Looking into your calendar", result.Error));
        var events = Person is null ? result.Events : [.. result.Events.Where(IsWithPerson)];
        if (IsNext || AsksHowLong) events = [.. events.Where(e => e.Start >= scene.Local || !e.IsAllDay && e.End > scene.Local).Take(1)];
        var span = Span(scene);
        if (events.Count == 0) return new(Nothing(span)) { Events = [] };
        if (AsksHowLong) return new(HowLong(events[0], scene)) { Events = events };
        if (IsNext) return new($"Next: {Wording.Label(events[0], scene)}{At(events[0])}.") { Events = events };
        var head = AsksFree ? $"You have {Wording.Count(events.Count, "event")} {span}:" : $"{Wording.Count(events.Count, "event")} {span}:";
        return new(head + "\n" + string.Join('\n', events.Take(MostShown).Select(e => $"- {Wording.When(e, scene)}: {e.Title}{At(e)}"))
            + (events.Count > MostShown ? $"\n… and {events.Count - MostShown} more." : "")) { Events = events };
    }

    private bool IsNarrow => Words.Length > 0 || Person is not null;

    private bool IsWithPerson(EventFacts e) => Choice.HasAll(e.Title, Person!)
        || e.People.Any(p => Choice.HasAll($"{p.Name} {p.Email.Replace('@', ' ').Replace('.', ' ')}", Person!));

    private static string HowLong(EventFacts e, Scene scene)
    {
        if (e.Start <= scene.Local) return $"{Wording.Label(e, scene)}: it is on now.";
        var minutes = (long)Math.Ceiling((LocalTimes.In(e.Start, scene.Zone).Time.ToInstant() - scene.Now).TotalMinutes);
        return $"{Wording.Distance(minutes)} until {Wording.Label(e, scene)}.";
    }

    private string Nothing(string span) => this switch
    {
        { Person: { } person } => $"I find no event with {person} {span}.",
        { Words.Length: > 0 } => $"I find no event \"{Words}\" {span}.",
        { IsNext: true } => $"Nothing is planned in the next {DaysForNext} days.",
        { AsksFree: true } => $"You are free {span}: nothing is in your calendar.",
        _ => $"Nothing is in your calendar {span}.",
    };

    private static string At(EventFacts e) => e.Location is { Length: > 0 } place ? $" ({place})" : "";

    private string Span(Scene scene)
    {
        var (from, to) = Window(scene);
        if (When is null) return IsNarrow ? $"in the next {DaysForWords} days" : $"in the next {UsualDays} days";
        var first = Wording.Day(from.Date, scene);
        if (When is { SaysTime: true } or { Part: not null }) return $"on {first} from {LocalTimes.Hour(from)} to {LocalTimes.Hour(to)}";
        var last = to.PlusTicks(-1).Date;
        return last <= from.Date ? $"on {first}" : $"from {first} to {Wording.Day(last, scene)}";
    }
}
