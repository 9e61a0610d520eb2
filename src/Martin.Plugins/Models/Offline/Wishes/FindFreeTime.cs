using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"when am I free on Thursday?", "find an hour with Ana next week": free times, one of which can be taken.</summary>
internal sealed record FindFreeTime(DateMatch? When, Period? Lasting, Guests Guests, string? Constraints = null) : Wish
{
    private const int MostShown = 4, UsualMinutes = 60;

    /// <summary>What it is for, where that was said.</summary>
    public string Title { get; init; } = "";

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (When?.Question is { } question) return new Ask($"Which days do you mean? I am not sure: {question}.", "this week", "next week");
        if (When is { IsPast: true }) return new Ask($"{When.Explanation} is already over. Which days do you mean?", "this week", "next week");
        var guests = Guests.Find(scene, results);
        if (guests.Step is { } step) return step;
        return results.Count > guests.Calls ? Told(scene, results[guests.Calls], guests.Addresses) : Search(scene, guests.Addresses);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        var guests = Guests.Find(scene, results);
        if (guests.Step is not null && Guests.Answered(text, scene, results) is { } known) return this with { Guests = known };
        if (results.Count <= guests.Calls || guests.Step is not null)
            return DateGrammar.Read(text, scene.Now, scene.Zone) is { From: not null } days ? this with { When = days } : null;
        var slots = Shown(results[guests.Calls]);
        if (Chosen(text, slots, scene) is not { } slot) return null;
        return new CreateEvent(Title.Length > 0 ? Title : Guests.Names.Count > 0 ? $"Meeting with {string.Join(" and ", Guests.Names)}"
            : guests.Addresses.Count > 0 ? $"Meeting with {string.Join(" and ", guests.Addresses.Select(MailAddresses.Name))}" : "", null) { Exactly = (slot.Start, slot.End), Guests = guests.Addresses };
    }

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results) => said switch
    {
        { When: { From: not null } when } => this with { When = Spans.Joined(when, When, scene) },
        { Step: { } step } when When is not null => this with { When = Spans.Moved(When, step) },
        { Lasting: { } lasting } => this with { Lasting = lasting },
        { Addresses.Count: > 0 } => this with { Guests = Guests with { Addresses = [.. Guests.Addresses, .. said.Addresses] } },
        { Person: { } person } => this with { Guests = Guests with { Names = [.. Guests.Names, person] } },
        _ => null,
    };

    private Call Search(Scene scene, IReadOnlyList<string> guests)
    {
        var from = When?.From is { } said && said > scene.Local ? said : scene.Local;
        var arguments = new Dictionary<string, object>
        {
            ["durationMinutes"] = Minutes, ["from"] = LocalTimes.Iso(from),
            ["to"] = LocalTimes.Iso(When is { From: { } start } ? When.To ?? start.Date.PlusDays(1).AtMidnight() : from.Date.PlusDays(7).AtMidnight()),
        };
        if (guests.Count > 0) arguments["attendees"] = guests.Select(email => new { email }).ToArray();
        if (Constraints is not null) arguments["constraints"] = Constraints;
        return new("find_free_time", arguments);
    }

    private int Minutes => (int)(Lasting is { } said ? Lengths.Minutes(said) : UsualMinutes);

    private Step Told(Scene scene, ToolResult result, IReadOnlyList<string> guests)
    {
        if (!result.Ok) return new Say(Wording.Failed("Looking for a free time", result.Error));
        var slots = Shown(result);
        var span = When is null ? "in the next 7 days" : When.Explanation;
        if (slots.Count == 0) return new Say($"I find no free time for {Wording.Length(Minutes)} {span}. {result.Note}".TrimEnd());
        var labels = slots.Select(s => Label(s, scene)).ToList();
        var whom = guests.Count > 0 ? " for all of you" : "";
        return new Ask($"Free for {Wording.Length(Minutes)}{whom}:\n" + string.Join('\n', labels.Select(l => $"- {l}")) + "\nShall I take one of them?", labels) { IsOffer = true };
    }

    /// <summary>The best ones, in the order of time.</summary>
    private static List<SlotFacts> Shown(ToolResult result) => [.. result.Slots.Take(MostShown).OrderBy(s => s.Start)];

    private static SlotFacts? Chosen(string text, List<SlotFacts> slots, Scene scene)
    {
        if (Choice.Of(Taking(text), [.. slots.Select(s => Label(s, scene))]) is { } index) return slots[index];
        if (DateGrammar.Read(Taking(text), scene.Now, scene.Zone) is not { From: { } said } when) return null;
        var fitting = slots.Where(s => (!when.SaysDay || s.Start.Date == said.Date) && (!when.SaysTime || s.Start.TimeOfDay == said.TimeOfDay)).ToList();
        return fitting.Count == 1 ? fitting[0] : null;
    }

    /// <summary>"take the second one", "book it for Tuesday": which one it is stands behind.</summary>
    private static string Taking(string text)
    {
        var t = Lexer.Read(text);
        var at = Lexicon.AfterPoliteness(t, 0);
        at = t.Skip(at, "take", "book", "use", "schedule", "choose", "pick");
        return t.Slice(t.Skip(at, "it"), Lexicon.BeforePoliteness(t, t.Count));
    }

    private static string Label(SlotFacts slot, Scene scene) => $"{Wording.Day(slot.Start.Date, scene)}, {LocalTimes.Hour(slot.Start)}–{LocalTimes.Hour(slot.End)}";
}

/// <summary>Spans of time that a later message changes.</summary>
internal static class Spans
{
    /// <summary>What was not said anew stays: "and Thursday?" after "am I free on Friday at 3?".</summary>
    public static DateMatch Joined(DateMatch said, DateMatch? before, Scene scene)
    {
        var fits = before is { Kind: not DateKind.Window } && said.Kind != DateKind.Window
            && ((said is { SaysDay: true, SaysTime: false } && before.SaysTime) || (said is { SaysDay: false, SaysTime: true } && before.SaysDay));
        return fits ? DateGrammar.Joined(said, before!, scene.Now, scene.Zone) : said;
    }

    public static DateMatch Moved(DateMatch when, Period step)
    {
        var from = when.From!.Value + step;
        var to = when.To is { } end ? end + step : (LocalDateTime?)null;
        var last = to?.PlusTicks(-1).Date ?? from.Date;
        var named = last <= from.Date ? LocalTimes.Day(from.Date) : $"{LocalTimes.Day(from.Date)} to {LocalTimes.Day(last)}";
        return when with { From = from, To = to, IsPast = false, Explanation = named };
    }
}
