using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Questions about the calendar. Reading does no harm, so these are met a little more freely than changes.</summary>
internal static class AgendaReader
{
    private static readonly string[][] Openings =
    [
        ["what", "do", "i", "have"], ["what", "have", "i", "got"], ["do", "i", "have", "anything"], ["have", "i", "got", "anything"],
        ["is", "there", "anything"], ["anything"], ["what's", "on"], ["what", "is", "on"], ["whats", "on"], ["what's", "up"], ["what's", "happening"],
        ["what", "is", "happening"], ["what's", "planned"], ["what", "is", "planned"], ["what's", "going", "on"], ["what", "am", "i", "doing"],
        ["what", "does", "my"], ["how", "does", "my"], ["how", "is", "my"], ["how's", "my"], ["what", "are", "my", "plans"],
        ["what", "plans", "do", "i", "have"], ["what's"], ["what", "does"], ["do", "i", "have", "any", "plans"],
    ];

    private static readonly HashSet<string> Fillers =
    [
        "on", "for", "planned", "scheduled", "plan", "the", "look", "looking", "like", "day", "week", "going", "in", "at", "my", "happening", "up",
        "anything", "do", "?", "!", ".", ",", "today", "have", "i", "is", "to", "coming", "there", "so", "busy", "full",
    ];

    private static readonly HashSet<string> Plurals = ["meetings", "events", "appointments", "calls", "plans", "engagements", "commitments"];

    private static readonly HashSet<string> Showing =
        ["what", "what's", "whats", "show", "list", "view", "see", "check", "tell", "give", "open", "any", "do", "how", "which", "display", "read",
            "get", "find", "have", "when"];

    public static ListEvents? Read(Piece p) => Next(p) ?? Free(p) ?? WhenIs(p) ?? Listing(p);

    private static ListEvents? Next(Piece p)
    {
        var t = p.T;
        var at = t.After(p.Start, "what's") ?? t.After(p.Start, "whats") ?? t.After(p.Start, "what", "is") ?? t.After(p.Start, "what", "comes")
            ?? t.After(p.Start, "when", "is")
            ?? t.After(p.Start, "when's") ?? t.After(p.Start, "show") ?? p.Start;
        at = t.Skip(t.Skip(at, "me"), "my", "the");
        if (!t.Is(at, "next", "coming") || p.Dates.Count > 0) return null;
        at = t.Skip(t.Skip(at + 1, "up"), "meeting", "event", "appointment", "thing");
        if (t.Is(at, "on", "in") && p.Where(Lexicon.Calendars, at, at + 3) is { } noun) at = noun + 1;
        return t.Skip(at, "?") >= p.End || t.Is(at, "?") ? new ListEvents(null) { IsNext = true } : null;
    }

    private static ListEvents? Free(Piece p)
    {
        if (p.T.After(p.Start, "am", "i") is not { } at || !p.T.Is(at, "free", "busy", "available")) return null;
        var when = p.Dates.FirstOrDefault(d => d.Kind != DateKind.Duration);
        return OnlyDates(p, at + 1) ? new ListEvents(when) { AsksFree = true } : null;
    }

    /// <summary>"when is the lunch with Ana?"</summary>
    private static ListEvents? WhenIs(Piece p)
    {
        var at = p.T.After(p.Start, "when", "is") ?? p.T.After(p.Start, "when's") ?? p.T.After(p.Start, "what", "time", "is")
            ?? p.T.After(p.Start, "when", "are");
        if (at is not { } from || !p.T.Is(from, "my", "the", "our")
            || EventRefs.Read(p, from, p.End) is not { Words.Length: > 0 } wanted)
            return null;
        return new ListEvents(wanted.When, wanted.Words);
    }

    private static ListEvents? Listing(Piece p)
    {
        var t = p.T;
        var isCalendar = p.Has(Lexicon.Calendars, p.Start, p.End);
        var isPlural = p.Has(Plurals, p.Start, p.End);
        var asks = Showing.Contains(t[p.Start].Text);
        if ((isCalendar || isPlural) && (asks || (p.IsQuestion && !t.Is(p.Start, "schedule"))) && !Changes(p)) return Window(p);
        if (isCalendar && p.End - p.Start <= 1 + DateTokens(p) + 2 && t.Is(t.Skip(p.Start, "my"), "calendar", "schedule", "agenda")
            && OnlyDates(p, t.Skip(p.Start, "my") + 1))
            return Window(p);
        foreach (var opening in Openings)
            if (t.After(p.Start, opening) is { } after && p.Dates.Count > 0 && OnlyDates(p, after))
                return Window(p);
        return null;
    }

    private static bool Changes(Piece p) =>
        p.Has(["delete", "remove", "cancel", "add", "move", "clear", "change", "send", "invite", "share"], p.Start, p.End);

    private static ListEvents Window(Piece p)
    {
        var dates = p.Dates.Where(d => d.Kind != DateKind.Duration).ToList();
        var when = dates.Count == 0 ? null : dates.Aggregate((one, other) => DateGrammar.Joined(one, other, p.Scene.Now, p.Scene.Zone));
        return new(when is { SaysDay: false, SaysTime: true } ? null : when, With(p));
    }

    /// <summary>"meetings with Ana": the name narrows the list.</summary>
    private static string With(Piece p)
    {
        for (var i = p.Start; i < p.End; i++)
            if (p.T.Is(i, "with") && p.T[i + 1].Kind == TokenKind.Word && !Lexicon.Pronouns.Contains(p.T[i + 1].Text))
                return p.T.Slice(i + 1, i + 2);
        return "";
    }

    private static int DateTokens(Piece p) => Enumerable.Range(p.Start, p.End - p.Start).Count(i => p.IsDated(i));

    private static bool OnlyDates(Piece p, int from) =>
        Enumerable.Range(from, Math.Max(0, p.End - from)).All(i => p.IsDated(i) || Fillers.Contains(p.T[i].Text));

}
