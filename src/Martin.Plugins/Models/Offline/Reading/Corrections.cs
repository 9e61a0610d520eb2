using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Corrections within one message: of "tomorrow at 3, no, 4" is left "tomorrow at 4", of "with Ana, sorry, Bob" "with Bob".</summary>
internal static class Corrections
{
    private const int MostCorrections = 4;

    /// <summary>The text as it was meant in the end.</summary>
    /// <returns>With what could not be settled: words that take something back, but it is not clear what.</returns>
    public static (string Text, string? Unsettled) Settle(string text, Scene scene)
    {
        for (var i = 0; i < MostCorrections; i++)
        {
            var t = Lexer.Read(text);
            if (Cue(t) is not var (mark, after)) return (text, null);
            if ((Time(t, mark, after, scene) ?? Name(t, mark, after)) is not { } settled) return (text, IsFirm(t, mark) ? t.Slice(mark, t.Count).Trim(',', ' ') : null);
            text = settled;
        }
        return (text, null);
    }

    /// <summary>Whether the sentence does nothing but correct the one before: "No, at one."</summary>
    public static bool IsCorrection(string sentence, Scene scene)
    {
        var t = Lexer.Read(sentence);
        if (Cues.AfterCorrection(t, 0) is not { } after || t.Is(0, "make", "change")) return false;
        return DateGrammar.Read(t.Slice(Skipped(t, after), t.Count), scene.Now, scene.Zone) is { Kind: not DateKind.Duration };
    }

    /// <summary>The mark before a correcting word within the sentence, and the position after both.</summary>
    private static (int Mark, int After)? Cue(Tokens t)
    {
        for (var i = 1; i < t.Count - 1; i++)
            if (t.Is(i, ",", "-", "–", "—", "…", ".", ";") && Cues.AfterCorrection(t, Neutral(t, i + 1)) is { } after && !t.Is(Neutral(t, i + 1), "make", "change", "let's", "better"))
                return (i, Skipped(t, after));
        return null;
    }

    /// <summary>"actually" and "rather" are said of much; after the others something is taken back for certain.</summary>
    private static bool IsFirm(Tokens t, int mark) => t.Is(Neutral(t, mark + 1), "no", "wait", "sorry", "scratch", "i", "correction", "oops", "nope");

    private static int Neutral(Tokens t, int i)
    {
        while (t.Is(i, ",", "-", "–", "…", ".", "oh", "hm", "ah")) i++;
        return i;
    }

    private static int Skipped(Tokens t, int i)
    {
        for (var at = -1; at != i;)
        {
            at = i;
            i = Cues.AfterCorrection(t, i) ?? i;
            while (t.Is(i, ",", "-", "–", "—", "…", ".", "make", "it")) i++;
        }
        return i;
    }

    private static string? Time(Tokens t, int mark, int after, Scene scene)
    {
        if (Phrase.At(t, after, expected: true) is not { } phrase || (phrase.End < t.Count && !t.Is(phrase.End, ",", ".", "!", "and", "with", "for", "at", "please", "then"))) return null;
        if (DateGrammar.Read(t.Slice(after, phrase.End), scene.Now, scene.Zone) is not { } said || said.Kind == DateKind.Duration) return null;
        if (DateGrammar.Find(t, scene.Now, scene.Zone).LastOrDefault(d => d.End <= t[mark].Start && d.Kind != DateKind.Duration) is not { } before) return null;
        var (from, to) = Replaced(t, before, said, scene);
        if (to <= from) return null;
        var correction = t.Slice(after, phrase.End);
        if (t[after].Kind == TokenKind.Number || Numbers.InWords(t, after) is not null) correction = $"at {correction}";
        return $"{t.Text[..t[from].Start]}{correction}{t.Text[t[to - 1].End..t[mark].Start]}{t.Text[t[phrase.End - 1].End..]}";
    }

    /// <summary>Of the time said before, the tokens that the correction stands for: all of it, its hour or its day.</summary>
    private static (int From, int To) Replaced(Tokens t, DateMatch before, DateMatch said, Scene scene)
    {
        var (from, to) = (0, 0);
        for (var i = 0; i < t.Count; i++)
        {
            if (t[i].Start < before.Start) from = i + 1;
            if (t[i].End <= before.End) to = i + 1;
        }
        if ((said.SaysDay && said.SaysTime) || (said.SaysDay == before.SaysDay && said.SaysTime == before.SaysTime)) return (from, to);
        for (var i = from; i < to; i++)
            if (IsKind(i, to)) return (i, to);
        for (var i = to; i > from; i--)
            if (IsKind(from, i)) return (from, i);
        return (0, 0);

        bool IsKind(int start, int end) => DateGrammar.Read(t.Slice(start, end), scene.Now, scene.Zone) is { } part && part.SaysDay == said.SaysDay && part.SaysTime == said.SaysTime;
    }

    private static string? Name(Tokens t, int mark, int after)
    {
        var from = mark;
        while (IsName(t, from - 1)) from--;
        if (from == mark || !t.Is(from - 1, "with", "invite", "for", "to", "at", "and")) return null;
        after = t.Skip(after, "with", "at", "for", "to");
        var to = after;
        while (IsName(t, to)) to++;
        return to == after ? null : $"{t.Text[..t[from].Start]}{t.Slice(after, to)}{t.Text[t[to - 1].End..]}";
    }

    private static bool IsName(Tokens t, int i) => (t[i].Kind == TokenKind.Word && char.IsUpper(t.Text[t[i].Start])) || MailAddresses.IsAddress(t[i]);
}
