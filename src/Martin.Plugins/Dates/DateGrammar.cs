using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>Finds and resolves English dates and times in a text. Forward-looking unless the words say past; linear in the text's length.</summary>
public static class DateGrammar
{
    /// <summary>All date phrases in the text, in order, not overlapping.</summary>
    public static IReadOnlyList<DateMatch> Find(string text, Instant now, DateTimeZone zone) => Find(Lexer.Read(text), now, zone);

    public static IReadOnlyList<DateMatch> Find(Tokens tokens, Instant now, DateTimeZone zone)
    {
        var found = new List<DateMatch>();
        for (var i = 0; i < tokens.Count;)
        {
            if (Phrase.At(tokens, i) is not { } phrase) { i++; continue; }
            found.Add(Match(tokens, i, phrase, now, zone));
            i = phrase.End;
        }
        return found;
    }

    /// <summary>The text as one date phrase, where a date is expected: a bare "3" is a time. Null when it is something else or more.</summary>
    public static DateMatch? Read(string text, Instant now, DateTimeZone zone)
    {
        var tokens = Lexer.Read(text);
        var start = 0;
        while (tokens.Is(start, "to", "at", "on", "for", "no", ",", "maybe", "make", "it", "ok", "okay", "say", "let's", "around", "how", "about",
            "please")
            && Phrase.At(tokens, start) is null) start++;
        if (Phrase.At(tokens, start, expected: true) is not { } phrase) return null;
        var end = phrase.End;
        while (tokens.Is(end, ".", "!", "?", ",", "please", "thanks", "then", "instead")) end++;
        return end == tokens.Count ? Match(tokens, start, phrase, now, zone) : null;
    }

    /// <summary>Two phrases of one text that fill each other up, as "a lunch at noon … tomorrow".</summary>
    public static DateMatch Joined(DateMatch one, DateMatch other, Instant now, DateTimeZone zone) =>
        DateResolver.Resolve(one.Pieces.Or(other.Pieces), now, zone) with { Start = one.Start, Length = one.Length };

    private static DateMatch Match(Tokens tokens, int start, Parsed<Pieces> phrase, Instant now, DateTimeZone zone) =>
        DateResolver.Resolve(phrase.Value, now, zone) with { Start = tokens[start].Start, Length = tokens[phrase.End - 1].End - tokens[start].Start };
}
