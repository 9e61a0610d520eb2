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
    /// <summary>Someone is to be invited whose address was not said.</summary>
    public string? GuestWithoutAddress { get; init; }
    /// <summary>Addresses that were said without a wish to invite.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
    /// <summary>Two times were said that do not go together.</summary>
    public string? Conflict { get; init; }

    public override bool StandsAlone => true;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count > 0) return Told(scene, results[0]);
        if (Missing(scene) is { } ask) return ask;
        var zone = scene.Zone.Id;
        var (start, end) = Times(scene);
        var arguments = new Dictionary<string, object>
        {
            ["title"] = Title,
            ["startTime"] = IsAllDay ? LocalTimes.Iso(start.Date) : LocalTimes.Iso(start),
            ["endTime"] = IsAllDay ? LocalTimes.Iso(end.Date) : LocalTimes.Iso(end),
            ["timeZone"] = zone,
        };
        if (IsAllDay) arguments["isAllDay"] = true;
        if (Location is not null) arguments["location"] = Location;
        if (Guests.Count > 0) arguments["attendees"] = Guests.Select(email => new { email }).ToArray();
        return new Call("create_event", arguments);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (GuestWithoutAddress is not null)
            return MailAddresses.In(text) is { Count: > 0 } addresses ? this with { Guests = [.. Guests, .. addresses], GuestWithoutAddress = null }
                : Lexicon.IsNobody(text) ? this with { GuestWithoutAddress = null } : null;
        if (Title.Length == 0)
            return TitleText.Plain(text) is { Length: > 0 and <= TitleText.Longest } title ? this with { Title = Wording.Capitalised(title) } : null;
        if (When is not null && Lexicon.IsAllDay(text)) return this with { IsAllDay = true };
        if (DateGrammar.Read(text, scene.Now, scene.Zone) is not { } when) return null;
        if (when.Kind == DateKind.Duration) return this with { Lasting = when.Lasting };
        var isOpen = When is { Question: null, IsPast: false } && Conflict is null;
        return this with { When = isOpen ? DateGrammar.Joined(when, When!, scene.Now, scene.Zone) : when, Conflict = null };
    }

    private Ask? Missing(Scene scene)
    {
        if (When?.Kind == DateKind.Recurrence)
            return new("I cannot plan repeating events yet, so I have added nothing. When shall I put it in once?", "tomorrow at 9:00");
        if (Conflict is { } conflict) return new($"You named more than one time ({conflict}). When shall {Named} be?");
        if (When?.Question is { } question) return new($"I am not sure about the time: {question}. When shall {Named} be?");
        if (Title.Length == 0) return new("What shall I call it?", "Meeting", "Lunch");
        if (When is null) return new($"When shall {Named} be?", "tomorrow at 9:00", "tomorrow at 12:00", "Friday at 15:00");
        if (!When.SaysDay && !When.SaysTime && When.Part is null) return new($"When shall {Named} be?", "tomorrow at 9:00", "tomorrow at 12:00");
        if (When.IsPast) return new($"{When.Explanation} is already over. When shall {Named} be?", "tomorrow at 9:00");
        if (When is { Kind: DateKind.Window, Part: null } && !IsAllDay)
            return new($"On which day and at what time shall {Named} be?", "Monday at 9:00", "Friday at 15:00");
        if (!When.SaysTime && !IsAllDay) return new($"At what time on {Wording.Day(When.Date!.Value, scene)} shall {Named} be?", Hours(When.Part));
        return GuestWithoutAddress is { } guest ? new($"Which e-mail address shall I invite for {guest}?", "nobody") : null;
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
        var start = When!.From!.Value;
        if (IsAllDay) return (start, When.Kind == DateKind.Window && When.Part is null ? When.To!.Value : start.Date.PlusDays(1).AtMidnight());
        if (When.To is { } end && When.Kind == DateKind.Range) return (start, end);
        var lasting = Lasting ?? UsualLength;
        return (start, lasting.HasDateComponent ? start + lasting
            : (LocalTimes.In(start, scene.Zone).Time + Duration.FromMinutes(Lengths.Minutes(lasting))).LocalDateTime);
    }

    private Say Told(Scene scene, ToolResult result)
    {
        if (!result.Ok) return new(Wording.Failed($"Adding {Named}", result.Error));
        if (result.IsProposed) return new(Wording.Proposed(result.Summary ?? $"add {Named}"));
        var label = result.Events is [var made] ? Wording.Label(made, scene) : result.Summary ?? Title;
        if (Others is not [var first, ..]) return new($"Done: {label}.");
        return new($"Done: {label}. I have invited nobody.", $"Invite {first} to it");
    }
}
