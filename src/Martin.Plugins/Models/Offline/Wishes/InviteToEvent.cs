using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"invite ana@example.com to the lunch", "and Ana too". Inviting reaches others, so it waits for approval.</summary>
internal sealed record InviteToEvent(EventRef Event, IReadOnlyList<string> Addresses, string Names) : ChangeEvent(Event)
{
    public override string Verb => "invite people to";

    private Guests Who => new(Addresses, Guests.Split(Names));

    private bool IsKnown => Names.Length == 0 && Addresses.Count > 0;

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Anew(scene, results) is var (anew, left)) return anew.Answered(text, scene, left);
        if (IsKnown) return base.Answered(text, scene, results);
        if (Known(scene, results) is var (known, rest)) return known.Answered(text, scene, rest);
        if (Who.Answered(text, scene, results) is { } who) return who is { Addresses.Count: 0, Names.Count: 0 } ? null : this with { Addresses = who.Addresses, Names = string.Join(", ", who.Names) };
        return Names.Length == 0 && Reading.MailAddresses.In(text) is { Count: > 0 } said ? this with { Addresses = said } : null;
    }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Anew(scene, results) is var (anew, left)) return anew.Next(scene, left);
        if (IsKnown) return base.Next(scene, results);
        if (Names.Length == 0) return new Ask("Which e-mail address shall I invite?");
        return Known(scene, results) is var (known, rest) ? known.Next(scene, rest) : Who.Find(scene, results).Step!;
    }

    public override bool IsComplete(Scene scene) => IsKnown ? base.IsComplete(scene) : Names.Length > 0;

    public override Wish? FollowedBy(Reading.Remark said, Scene scene, IReadOnlyList<ToolResult> results) =>
        Anew(scene, results) is var (anew, left) ? anew.FollowedBy(said, scene, left) : IsKnown ? base.FollowedBy(said, scene, results) : Known(scene, results) is var (known, rest) ? known.FollowedBy(said, scene, rest) : null;

    /// <summary>The wish with all addresses, and the results that are left for it, once the look-ups are done.</summary>
    private (InviteToEvent Wish, IReadOnlyList<ToolResult> Left)? Known(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var found = Who.Find(scene, results);
        return found.Step is null ? (this with { Addresses = found.Addresses, Names = "" }, [.. results.Skip(found.Calls)]) : null;
    }

    /// <summary>"invite ana@example.com to lunch tomorrow at noon", and there is none: it is made for that, once the user approves. The results are those left for it.</summary>
    private (CreateEvent Wish, IReadOnlyList<ToolResult> Left)? Anew(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (!IsKnown || Event is not { Words.Length: > 0, Id: null, When: { SaysDay: true, SaysTime: true, IsPast: false, Unsettled: null } when }) return null;
        var searches = results.TakeWhile(r => r is { Ok: true, Tool: "list_events" }).ToList();
        return searches.Count > 0 && EventSearch.Find(Event, Verb, scene, searches).Step is Say
            ? (new(Wording.Capitalised(Event.Words), Reading.Times.AsUsual(when, Event.Words, scene)) { Guests = Addresses }, [.. results.Skip(searches.Count)]) : null;
    }

    protected override Step Change(EventFacts found, Scene scene)
    {
        var added = Addresses.Except(found.Attendees, StringComparer.OrdinalIgnoreCase).ToList();
        if (added.Count == 0) return new Say($"{string.Join(", ", Addresses)} is already invited to {Wording.Label(found, scene)}.") { About = found };
        return new Call("update_event", new Dictionary<string, object>
        {
            ["eventId"] = found.Id, ["scope"] = ScopeOf(found), ["notify"] = true,
            ["changes"] = new { attendees = found.Attendees.Concat(added).Select(email => new { email }).ToArray() },
        });
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed($"Inviting {string.Join(", ", Addresses)}", result.Error))
        : result.IsProposed ? new(Wording.Proposed($"invite {string.Join(", ", Addresses)} to {Wording.Label(found, scene)}{Which(found)}"))
        : new($"Invited {string.Join(", ", Addresses)} to {Wording.Label(found, scene)}.");
}
