using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Questions for free times: "when am I free on Thursday?", "find an hour with Ana next week, not before 10".</summary>
internal static class FreeTimeReader
{
    private static readonly string[][] Openings =
    [
        ["when", "am", "i", "free"], ["when", "am", "i", "available"], ["when", "do", "i", "have", "time"], ["when", "can", "i", "meet"], ["when", "can", "we", "meet"], ["when", "could", "i", "meet"],
        ["when", "could", "we", "meet"], ["when", "are", "we", "free"], ["when", "are", "we", "both", "free"], ["when", "would", "i", "be", "free"], ["what", "times", "am", "i", "free"], ["what", "time", "am", "i", "free"], ["which", "times", "am", "i", "free"],
        ["show", "my", "availability"], ["what's", "my", "availability"], ["what", "is", "my", "availability"], ["my", "availability"], ["show", "me", "my", "availability"], ["do", "i", "have", "time"],
        ["do", "i", "have", "any", "time"], ["do", "i", "have", "any", "free", "time"], ["do", "i", "have", "free", "time"], ["is", "there", "time"], ["when", "do", "i", "have", "free", "time"], ["any", "free", "time"],
        ["is", "there", "any", "free", "time"],
    ];

    /// <summary>What is longer says more than can be read here.</summary>
    private const int Longest = 40;

    private static readonly string[] Slots = ["slot", "slots", "time", "times", "gap", "gaps", "window", "windows"];

    /// <summary>With one of these a condition on the times begins.</summary>
    private static readonly string[] Conditions = ["not", "before", "after", "ideally", "preferably", "avoid", "avoiding", "except"];

    private static readonly HashSet<string> Fillers =
    [
        "free", "available", "for", "a", "an", "the", "in", "on", "at", "me", "my", "us", "some", "any", "time", "times", "slot", "slots", "gap", "meeting", "call", "to", "meet", "have", "is", "there", "i", "we", "of", "?", ",", ".", "both",
        "together", "calendar", "schedule", "when", "between", "now", "and", "all", "open", "spare", "good",
    ];

    public static FindFreeTime? Read(Piece p)
    {
        var t = p.T;
        if (p.End - p.Start > Longest || Body(p) is not { } from) return null;
        var condition = Enumerable.Range(from, Math.Max(0, p.End - from)).Where(i => t.Is(i, Conditions)).DefaultIfEmpty(p.End).First();
        var lengths = Enumerable.Range(p.Start, condition - p.Start).Select(i => Lengths.At(t, i)).OfType<Parsed<NodaTime.Period>>().Where(l => l.Value.HasTimeComponent).ToList();
        var when = p.DatesIn(p.Start, condition).FirstOrDefault(d => d is { Kind: DateKind.Date or DateKind.Window, From: not null } || d.Question is not null);
        var guests = People(p, from, condition);
        var said = p.DatesIn(p.Start, condition);
        var spanned = new bool[t.Count];
        foreach (var date in said)
            for (var i = 0; i < t.Count; i++)
                spanned[i] |= t[i].Start >= date.Start && t[i].End <= date.End;
        for (var i = from; i < condition; i++)
            if (!spanned[i] && !Fillers.Contains(t[i].Text) && !Lexicon.EventNouns.Contains(t[i].Text) && !guests.Places.Contains(i) && !IsLength(t, i, from))
                return null;  // it says more than is understood
        return new(when, lengths.Count > 0 ? lengths[0].Value : null, guests.Who, condition < p.End ? t.Slice(condition, p.End) : null) { Title = Title(p, from, condition, guests.Who) };
    }

    /// <summary>"find a time for lunch with Ana": what is then put into the calendar.</summary>
    private static string Title(Piece p, int from, int to, Guests who)
    {
        if (p.Where(Lexicon.EventNouns, from, to) is not { } noun) return "";
        var people = string.Join(" and ", who.Names.Concat(who.Addresses.Select(MailAddresses.Name)));
        return Wording.Capitalised(p.T.Slice(noun, noun + 1)) + (people.Length > 0 ? $" with {people}" : "");
    }

    /// <summary>The position after what asks for a free time.</summary>
    private static int? Body(Piece p)
    {
        var t = p.T;
        foreach (var opening in Openings)
            if (t.After(p.Start, opening) is { } after)
                return after;
        if (t.After(p.Start, "when", "do", "i", "have") is { } have && Lengths.At(t, have) is not null) return have;
        if (t.After(p.Start, "do", "i", "have") is { } lasting && Lengths.At(t, lasting) is { } length && t.Is(length.End, "free", "spare", "available")) return lasting;
        var find = t.Is(p.Start, "find", "suggest", "give") ? t.Skip(p.Start + 1, "me", "us") : t.After(p.Start, "look", "for") ?? t.After(p.Start, "is", "there") ?? t.After(p.Start, "are", "there") ?? t.Skip(p.Start, "any", "free");
        if (find == p.Start && !t.Is(p.Start, "free")) return null;
        var at = t.Skip(t.Skip(find, "a", "an", "the", "some", "any"), "free", "open", "good", "suitable");
        var isFree = at > find && t.Is(at - 1, "free", "open");
        // "find a time", "find an hour", but not "find a call" or "find 20 dollars".
        if (t.Is(at, Slots) && (isFree || t.Is(p.Start, "find", "suggest", "look") && (p.Dates.Count > 0 || p.Has(["meet", "with"], at, p.End)))) return at;
        if (!t.Is(p.Start, "find", "suggest")) return null;
        return Lengths.At(t, find) is { Value.HasTimeComponent: true } ? find : Lengths.At(t, at) is { Value.HasTimeComponent: true } ? at : null;
    }

    private static bool IsLength(Tokens t, int i, int from)
    {
        for (var k = Math.Max(from, i - 5); k <= i; k++)
            if (Lengths.At(t, k) is { } length && i < length.End)
                return true;
        return t.Is(i, "-") || t[i].Kind == TokenKind.Number && Lengths.At(t, i) is not null;
    }

    private static (Guests Who, HashSet<int> Places) People(Piece p, int from, int to)
    {
        var places = new HashSet<int>();
        var names = new List<string>();
        for (var i = from; i < to; i++)
        {
            if (MailAddresses.IsAddress(p.T[i])) places.Add(i);
            if (!p.T.Is(i, "with", "and") || p.IsDated(i + 1) || (p.T.Is(i, "and") && names.Count == 0)) continue;
            places.Add(i);
            var start = i + 1;
            var end = start;
            while (end < to && end - start < 3 && p.T[end].Kind == TokenKind.Word && !p.IsDated(end) && !Fillers.Contains(p.T[end].Text)) end++;
            if (end == start) continue;
            for (var k = start; k < end; k++) places.Add(k);
            names.Add(p.T.Slice(start, end));
        }
        return (new(MailAddresses.In(p.T, from, to), names), places);
    }
}
