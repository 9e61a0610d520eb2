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

    /// <summary>Longer sentences are no questions about the calendar.</summary>
    private const int Longest = 40;

    public static Wish? Read(Piece p) => p.End - p.Start > Longest ? null : (Wish?)Brief(p) ?? Conflicts(p) ?? (Wish?)HowLong(p) ?? Next(p) ?? Free(p) ?? WhenIs(p) ?? Meets(p) ?? Listing(p);

    private static readonly string[][] Briefings =
    [
        ["brief", "me"], ["brief", "me", "on", "my", "day"], ["my", "briefing"], ["briefing"], ["the", "briefing"], ["daily", "briefing"], ["morning", "briefing"], ["how", "does", "my", "day", "look"], ["how", "is", "my", "day", "looking"],
        ["how's", "my", "day", "looking"], ["how", "is", "my", "day"], ["how's", "my", "day"], ["what", "does", "my", "day", "look", "like"], ["what's", "my", "day", "like"], ["what", "is", "my", "day", "like"],
        ["what's", "my", "day", "looking", "like"], ["summarize", "my", "day"], ["summarise", "my", "day"], ["sum", "up", "my", "day"], ["run", "me", "through", "my", "day"], ["walk", "me", "through", "my", "day"],
        ["give", "me", "a", "briefing"], ["give", "me", "my", "briefing"], ["give", "me", "an", "overview"], ["give", "me", "a", "rundown"], ["give", "me", "the", "rundown"], ["daily", "summary"],
        ["give", "me", "my", "daily", "briefing"], ["give", "me", "my", "morning", "briefing"], ["what's", "my", "briefing"], ["overview", "of", "my", "day"], ["give", "me", "a", "summary", "of", "my", "day"],
        ["what", "is", "my", "briefing"], ["give", "me", "an", "overview", "of", "my", "day"], ["catch", "me", "up"], ["my", "day"], ["my", "morning", "briefing"], ["my", "daily", "briefing"],
    ];

    private static Brief? Brief(Piece p)
    {
        foreach (var opening in Briefings)
        {
            if (p.T.After(p.Start, opening) is not { } after || !Enumerable.Range(after, Math.Max(0, p.End - after)).All(i => p.IsDated(i) || p.T.Is(i, "for", "on", "of", "please", "like", "?", "the"))) continue;
            var day = p.Dates.Where(d => p.TokenOf(d) >= after).ToList();
            if (day.Exists(d => d is not { Kind: DateKind.Date, Question: null })) continue;  // longer spans are lists
            return new(day.FirstOrDefault());
        }
        return null;
    }

    /// <summary>"do I have any conflicts this week?", "am I double booked on Friday?"</summary>
    private static ListConflicts? Conflicts(Piece p)
    {
        var t = p.T;
        var says = Enumerable.Range(p.Start, p.End - p.Start).Any(i => t.Is(i, "conflict", "conflicts", "conflicting", "clash", "clashes", "clashing", "overlap", "overlaps", "overlapping")
            || (t.Is(i, "double") && (t.Is(i + 1, "booked", "bookings", "booking") || t.Is(i + 2, "booked", "bookings", "booking"))));
        var asks = p.IsQuestion || Showing.Contains(t[p.Start].Text) || t.Is(p.Start, "am", "are", "is", "anything", "does", "my");
        if (!says || !asks || Changes(p) || p.Has(["resolve", "fix", "why", "because"], p.Start, p.End)) return null;
        return new(p.Dates.FirstOrDefault(d => d is { Kind: not DateKind.Duration, Unsettled: null, From: not null }));
    }

    /// <summary>"how long until my dentist appointment?" Of a day it is no event that is asked for.</summary>
    private static ListEvents? HowLong(Piece p)
    {
        var t = p.T;
        var at = t.After(p.Start, "how", "long") ?? t.After(p.Start, "how", "much", "time") ?? t.After(p.Start, "how", "soon", "is") ?? t.After(p.Start, "how", "many", "minutes")
            ?? t.After(p.Start, "how", "many", "hours") ?? t.After(p.Start, "how", "many", "days");
        if (at is not { } from) return null;
        while (t.Is(from, "is", "it", "do", "i", "have", "left", "there", "to", "go")) from++;
        var isUntil = t.Is(from, "until", "till", "before", "til");
        if (!isUntil && !t.Is(p.Start + 1, "soon")) return null;
        from = t.Skip(from, "until", "till", "before", "til");
        if (!t.Is(from, "my", "the", "our") || EventRefs.Read(p, from, p.End) is not { } wanted || (wanted.Words.Length == 0 && !wanted.IsNext)) return null;
        return new(wanted.When, wanted.Words) { AsksHowLong = true, IsNext = wanted.IsNext };
    }

    /// <summary>"when do I see Ana?", "when am I meeting Bob?"</summary>
    private static ListEvents? Meets(Piece p)
    {
        var at = p.T.After(p.Start, "when", "do", "i", "see") ?? p.T.After(p.Start, "when", "do", "i", "meet") ?? p.T.After(p.Start, "when", "am", "i", "meeting") ?? p.T.After(p.Start, "when", "am", "i", "seeing")
            ?? p.T.After(p.Start, "when", "will", "i", "see") ?? p.T.After(p.Start, "when", "will", "i", "meet");
        if (at is not { } from) return null;
        from = p.T.Skip(from, "with");
        var to = p.Dates.Select(p.TokenOf).Where(i => i > from).Append(p.End).Min();
        return to - from is 1 or 2 && p.T[from].Kind == TokenKind.Word && !Lexicon.Pronouns.Contains(p.T[from].Text)
            ? new(p.Dates.FirstOrDefault(d => d is { From: not null })) { Person = p.T.Slice(from, to) } : null;
    }

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
        var when = p.Dates.FirstOrDefault(d => d is { Kind: not DateKind.Duration, From: not null } or { Question: not null });
        return OnlyDates(p, at + 1) ? new ListEvents(when) { AsksFree = true } : null;
    }

    /// <summary>"when is the lunch with Ana?"</summary>
    private static ListEvents? WhenIs(Piece p)
    {
        var at = p.T.After(p.Start, "when", "is") ?? p.T.After(p.Start, "when's") ?? p.T.After(p.Start, "what", "time", "is")
            ?? p.T.After(p.Start, "when", "are");
        if (at is not { } from || !p.T.Is(from, "my", "the", "our")) return null;
        var next = p.T.Skip(from, "my", "the", "our");
        var noun = p.T.Skip(next, "next");
        if (p.T.Is(noun, "meeting", "appointment", "event", "call") && p.T.Is(noun + 1, "with") && With(p) is { } person)
            return new ListEvents(null) { Person = person, IsNext = noun > next };
        return EventRefs.Read(p, from, p.End) is { Words.Length: > 0 } wanted ? new ListEvents(wanted.When, wanted.Words) : null;
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
            if (t.After(p.Start, opening) is { } after && (p.Dates.Count > 0 || With(p) is not null || At(p, after) is not null) && OnlyDates(p, after))
                return Window(p);
        return null;
    }

    /// <summary>The place that is asked about: "what do I have at the office?"</summary>
    private static (string Name, int From, int To)? At(Piece p, int from)
    {
        for (var i = from; i < p.End - 1; i++)
        {
            if (!p.T.Is(i, "at", "in") || p.IsDated(i) || p.IsDated(i + 1)) continue;
            var name = p.T.Skip(i + 1, "the");
            if (!Places.IsPlace(p.T, name)) continue;
            var end = name;
            while (end < p.End && end - i <= 4 && !p.IsDated(end) && !p.T.Is(end, "on", "for", "with", "?")) end++;
            return (p.T.Slice(name, end), i, end);
        }
        return null;
    }

    private static bool Changes(Piece p) =>
        p.Has(["delete", "remove", "cancel", "add", "move", "clear", "change", "send", "invite", "share"], p.Start, p.End);

    private static ListEvents Window(Piece p)
    {
        var dates = p.Dates.Where(d => d.Kind != DateKind.Duration).ToList();
        var when = dates.Count == 0 ? null : dates.Aggregate((one, other) => DateGrammar.Joined(one, other, p.Scene.Now, p.Scene.Zone));
        var place = At(p, p.Start);
        return new(when is { SaysDay: false, SaysTime: true } ? null : when, place?.Name ?? "") { Person = With(p) };
    }

    /// <summary>"meetings with Ana": the name narrows the list.</summary>
    private static string? With(Piece p)
    {
        for (var i = p.Start; i < p.End; i++)
            if (p.T.Is(i, "with") && p.T[i + 1].Kind == TokenKind.Word && !Lexicon.Pronouns.Contains(p.T[i + 1].Text))
                return p.T.Slice(i + 1, NameEnd(p, i + 1));
        return null;
    }

    private static int NameEnd(Piece p, int from) =>
        from + 1 < p.End && p.T[from + 1].Kind == TokenKind.Word && !p.IsDated(from + 1) && char.IsUpper(p.Text[p.T[from + 1].Start]) ? from + 2 : from + 1;

    private static bool IsNarrowing(Piece p, int i)
    {
        for (var w = p.Start; w < p.End; w++)
            if (p.T.Is(w, "with") && i >= w && i < NameEnd(p, w + 1))
                return p.T[w + 1].Kind == TokenKind.Word && !Lexicon.Pronouns.Contains(p.T[w + 1].Text);
        return At(p, p.Start) is { } place && i >= place.From && i < place.To;
    }

    private static int DateTokens(Piece p) => Enumerable.Range(p.Start, p.End - p.Start).Count(i => p.IsDated(i));

    private static bool OnlyDates(Piece p, int from) =>
        Enumerable.Range(from, Math.Max(0, p.End - from)).All(i => p.IsDated(i) || Fillers.Contains(p.T[i].Text) || IsNarrowing(p, i));
}
