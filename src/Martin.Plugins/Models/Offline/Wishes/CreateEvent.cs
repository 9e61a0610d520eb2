using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"schedule lunch with Ana tomorrow at noon": an event, with guests only where inviting was asked for.</summary>
internal sealed record CreateEvent(string Title, DateMatch? When) : Wish
{
    private static readonly Period UsualLength = Period.FromHours(1);

    public Period? Lasting { get; init; }
    public bool IsAllDay { get; init; }
    public string? Location { get; init; }
    public IReadOnlyList<string> Guests { get; init; } = [];
    /// <summary>Who is to be invited beside those, by names that are looked up.</summary>
    public IReadOnlyList<string> GuestNames { get; init; } = [];
    /// <summary>Addresses that were said without a wish to invite.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
    /// <summary>Two times were said that do not go together.</summary>
    public string? Conflict { get; init; }
    /// <summary>The time where it was not said but chosen.</summary>
    public (LocalDateTime Start, LocalDateTime End)? Exactly { get; init; }
    /// <summary>How often, where that was said apart from the time: an answer that names a time is of that series.</summary>
    public string? Adverb { get; init; }
    /// <summary>Martin chooses a free time within what was said.</summary>
    public bool IsAnytime { get; init; }

    public override bool StandsAlone => GuestNames.Count == 0;

    public override bool Restates(Wish other) => other is CreateEvent event_ && string.Equals(event_.Title, Title, StringComparison.OrdinalIgnoreCase);

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Missing(scene) is { } ask) return ask;
        var guests = Invited.Find(scene, results);
        if (guests.Step is { } step) return step;
        if (results.Count > guests.Calls) return Told(scene, results[guests.Calls]);
        return IsAnytime ? Meeting(scene, guests.Addresses) : Event(scene, guests.Addresses);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Missing(scene) is null)
            return Invited.Answered(text, scene, results) is { } invited ? this with { Guests = invited.Addresses, GuestNames = invited.Names } : null;
        if (Title.Length == 0 && IsTitleAsked)
            return TitleText.Plain(text) is { Length: > 0 and <= TitleText.Longest } title ? this with { Title = Wording.Capitalised(title) } : null;
        if (Lexicon.IsAnytime(text)) return this with { IsAnytime = true };
        if (When is not null && Lexicon.IsAllDay(text)) return this with { IsAllDay = true };
        if (DateGrammar.Read(text, scene.Now, scene.Zone) is not { } when) return null;
        if (when.Kind == DateKind.Duration) return this with { Lasting = when.Lasting };
        if (Adverb is not null && When is { Question: not null }) return this with { When = Repeats.Of(Adverb, when, scene), Conflict = null };
        var isOpen = When is { Question: null, IsPast: false } && Conflict is null;
        return this with { When = isOpen ? DateGrammar.Joined(when, When!, scene.Now, scene.Zone) : when, Conflict = null };
    }

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.LastOrDefault(r => r.Tool is "create_event" or "schedule_meeting") is not { Ok: true } made) return null;
        if (said is { Adds: true, Corrects: false, Asks: false, When: { } another } && When is not null) return this with { When = DateGrammar.Joined(another, When, scene.Now, scene.Zone) };
        if (made.IsProposed)
            return Changed(said, scene) is { } anew ? new Confirm("The first proposal stays until you reject it. Shall I make a new one with that?", anew) : null;
        var (start, end) = Times(scene);
        var present = made.Events is [var one] ? one : new EventFacts("", Title, start, end, IsAllDay, Location, Guests);
        return EventFollowUps.Of(said, present, present, present.IsRepeating ? ScopeWords.All : null, scene);
    }

    private Guests Invited => new(Guests, GuestNames);

    /// <summary>The wish as the remark has it, to be proposed once more.</summary>
    private CreateEvent? Changed(Remark said, Scene scene) => said switch
    {
        { Asks: true } => null,
        { Addresses.Count: > 0 } => this with { Guests = [.. Guests, .. said.Addresses] },
        { Person: { } person } => this with { GuestNames = [.. GuestNames, person] },
        { When: { } when } when When is not null => this with { When = DateGrammar.Joined(when, When, scene.Now, scene.Zone), Exactly = null },
        { Lasting: { } lasting } => this with { Lasting = lasting },
        { Place: { } place } => this with { Location = place },
        { Title: { Length: > 0 } title } => this with { Title = Wording.Capitalised(title) },
        _ => null,
    };

    private Call Event(Scene scene, IReadOnlyList<string> guests)
    {
        var (start, end) = Times(scene);
        var arguments = new Dictionary<string, object>
        {
            ["title"] = Title,
            ["startTime"] = IsAllDay ? LocalTimes.Iso(start.Date) : LocalTimes.Iso(start),
            ["endTime"] = IsAllDay ? LocalTimes.Iso(end.Date) : LocalTimes.Iso(end),
            ["timeZone"] = scene.Zone.Id,
        };
        if (IsAllDay) arguments["isAllDay"] = true;
        if (Location is not null) arguments["location"] = Location;
        if (guests.Count > 0) arguments["attendees"] = guests.Select(email => new { email }).ToArray();
        if (When is { Kind: DateKind.Recurrence, Rule: { Length: > 0 } rule }) arguments["recurrence"] = new[] { rule.StartsWith("RRULE", StringComparison.Ordinal) ? rule : $"RRULE:{rule}" };
        return new("create_event", arguments);
    }

    private Call Meeting(Scene scene, IReadOnlyList<string> guests)
    {
        var from = When?.From is { } said && said > scene.Local ? said : scene.Local;
        var arguments = new Dictionary<string, object>
        {
            ["title"] = Title, ["durationMinutes"] = (int)Lengths.Minutes(Lasting ?? UsualLength), ["from"] = LocalTimes.Iso(from),
            ["to"] = LocalTimes.Iso(When is { From: { } start } ? When.To ?? start.Date.PlusDays(1).AtMidnight() : from.Date.PlusDays(7).AtMidnight()),
        };
        if (guests.Count > 0) arguments["attendees"] = guests.Select(email => new { email }).ToArray();
        if (Location is not null) arguments["location"] = Location;
        return new("schedule_meeting", arguments);
    }

    private bool IsTitleAsked => When?.Question is null && Conflict is null && !IsRuleUnknown;

    private bool IsRuleUnknown => When is { Kind: DateKind.Recurrence } and ({ Rule: null or "" } or { Question: not null });

    private Ask? Missing(Scene scene)
    {
        if (Exactly is not null) return Title.Length == 0 ? new("What shall I call it?", "Meeting", "Lunch") : null;
        if (IsRuleUnknown)
            return new($"I am not sure how it repeats{(When!.Question is { } doubt ? $": {doubt}" : "")}, so I have added nothing. When shall it be?", Adverb is null ? "tomorrow at 9:00" : "Monday at 9:00");
        if (Conflict is { } conflict) return new($"You named more than one time ({conflict}). When shall {Named} be?");
        if (When?.Question is { } question) return new($"I am not sure about the time: {question}. When shall {Named} be?");
        if (Title.Length == 0) return new("What shall I call it?", "Meeting", "Lunch");
        if (IsAnytime) return When is { IsPast: true } ? new($"{When.Explanation} is already over. When shall {Named} be?", "tomorrow") : null;
        if (When is null) return new($"When shall {Named} be?", "tomorrow at 9:00", "tomorrow at 12:00", "Friday at 15:00");
        if (When.Kind == DateKind.Recurrence) return When.SaysTime || IsAllDay ? null : new($"At what time shall {Named} be?", Hours(When.Part));
        if (!When.SaysDay && !When.SaysTime && When.Part is null) return new($"When shall {Named} be?", "tomorrow at 9:00", "tomorrow at 12:00");
        if (When.IsPast) return new($"{When.Explanation} is already over. When shall {Named} be?", "tomorrow at 9:00");
        if (When is { Kind: DateKind.Window, Part: null } && !IsAllDay)
            return new($"On which day and at what time shall {Named} be?", "Monday at 9:00", "Friday at 15:00", "find a free time");
        return !When.SaysTime && !IsAllDay ? new($"At what time on {Wording.Day(When.Date!.Value, scene)} shall {Named} be?", Hours(When.Part)) : null;
    }

    private string Named => Title.Length == 0 ? "it" : $"\"{Title}\"";

    private static string[] Hours(DayPart? part) => part switch
    {
        DayPart.Morning => ["at 9:00", "at 10:00", "at 11:00"],
        DayPart.Afternoon => ["at 14:00", "at 15:00", "at 16:00"],
        DayPart.Evening or DayPart.Night => ["at 18:00", "at 19:00", "at 20:00"],
        _ => ["at 9:00", "at 12:00", "at 15:00", "all day"],
    };

    private (LocalDateTime Start, LocalDateTime End) Times(Scene scene)
    {
        if (Exactly is { } exactly) return exactly;
        if (When?.From is not { } start) return (scene.Local, scene.Local);
        if (IsAllDay) return (start.Date.AtMidnight(), When.Kind == DateKind.Window && When.Part is null ? When.To!.Value : start.Date.PlusDays(1).AtMidnight());
        if (When is { SaysTime: true, To: { } end } && When.Kind is DateKind.Range or DateKind.Recurrence && end.Date <= start.Date.PlusDays(1) && Lasting is null) return (start, end);
        var lasting = Lasting ?? When.Lasting ?? UsualLength;
        return (start, lasting.HasDateComponent ? start + lasting
            : (LocalTimes.In(start, scene.Zone).Time + Duration.FromMinutes(Lengths.Minutes(lasting))).LocalDateTime);
    }

    private Say Told(Scene scene, ToolResult result)
    {
        if (!result.Ok) return new(Wording.Failed($"Adding {Named}", result.Error));
        if (result.IsProposed) return new(Wording.Proposed(result.Summary ?? $"add {Named}"));
        var label = result.Events is [var made] ? Wording.Label(made, scene) : result.Summary ?? Title;
        if (When is { Kind: DateKind.Recurrence, Explanation: var repeats }) label += $", repeating ({repeats.Split(", the first on")[0]})";
        if (Location is not null) label += $", at {Location}";
        if (Others is not [var first, ..]) return new($"Done: {label}.");
        return new($"Done: {label}. I have invited nobody.", $"Invite {first} to it");
    }
}
