using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Answers to invitations: "accept the invitation to the review", "decline the budget meeting", "I can't make it to the lunch".</summary>
internal static class RespondReader
{
    private static readonly (string[] Words, string Response)[] Openings =
    [
        (["accept"], "accepted"), (["say", "yes", "to"], "accepted"), (["confirm"], "accepted"), (["rsvp", "yes", "to"], "accepted"), (["i'll", "attend"], "accepted"), (["i", "will", "attend"], "accepted"),
        (["i", "can", "make", "it", "to"], "accepted"), (["i'll", "be", "at"], "accepted"), (["decline"], "declined"), (["say", "no", "to"], "declined"), (["turn", "down"], "declined"), (["rsvp", "no", "to"], "declined"), (["refuse"], "declined"),
        (["i", "can't", "make", "it", "to"], "declined"), (["i", "cannot", "make", "it", "to"], "declined"), (["i", "won't", "make", "it", "to"], "declined"), (["i", "can't", "attend"], "declined"), (["i", "won't", "attend"], "declined"),
        (["i", "cannot", "attend"], "declined"), (["tentatively", "accept"], "tentative"), (["say", "maybe", "to"], "tentative"), (["i", "might", "attend"], "tentative"), (["rsvp", "maybe", "to"], "tentative"), (["i", "may", "attend"], "tentative"),
    ];

    public static RespondEvent? Read(Piece p)
    {
        if (p.IsQuestion) return null;
        foreach (var (words, response) in Openings)
        {
            if (p.T.After(p.Start, words) is not { } from || from >= p.End) continue;
            var at = p.T.Skip(from, "the", "my", "that", "this");
            if (p.T.Is(at, "invitation", "invite")) at = p.T.Skip(at + 1, "to", "for", "from");
            else if (words is ["accept"] or ["decline"] or ["confirm"] or ["refuse"] or ["turn", "down"] && !Names(p, from)) return null;
            return EventRefs.Read(p, at >= p.End ? from : at, p.End) is { } wanted ? new(at >= p.End ? new("", IsIt: true) : wanted, response) : null;
        }
        return null;
    }

    /// <summary>"accept" and "decline" are said of much else: an event must be named.</summary>
    private static bool Names(Piece p, int from) =>
        p.Has(Lexicon.EventNouns, from, p.End) || Positions.Read(p.T, from, p.End) is not null || (Lexicon.Pronouns.Contains(p.T[from].Text) && p.End == from + 1 && p.Scene.Mentions.Event is not null);
}
