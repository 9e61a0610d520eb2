using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>Finds and resolves English dates and times in a text. Forward-looking unless the words say past; linear in the text's length.</summary>
public static class DateGrammar
{
    /// <summary>All date phrases in the text, in order, not overlapping.</summary>
    /// <param name="weekStart">Monday or Sunday.</param>
    public static IReadOnlyList<DateMatch> Find(string text, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday) =>
        Find(Lexer.Read(text), now, zone, weekStart);

    public static IReadOnlyList<DateMatch> Find(Tokens tokens, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday)
    {
        var found = new List<DateMatch>();
        for (var i = 0; i < tokens.Count;)
        {
            if (tokens[i].Kind is not (TokenKind.Word or TokenKind.Number) && !tokens.Is(i, "@") || Phrase.At(tokens, i) is not { } phrase) { i++; continue; }
            found.Add(Match(tokens, i, phrase, now, zone, weekStart));
            i = phrase.End;
        }
        return found;
    }

    /// <summary>The text as one date phrase, where a date is expected: a bare "3" is a time. Null when it is something else or more.</summary>
    public static DateMatch? Read(string text, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday)
    {
        var tokens = Lexer.Read(text);
        var start = 0;
        while (tokens.Is(start, "to", "at", "on", "for", "no", ",", "maybe", "make", "it", "ok", "okay", "say", "let's", "around", "how", "about",
            "please")
            && Phrase.At(tokens, start) is null) start++;
        if (Phrase.At(tokens, start, expected: true) is not { } phrase) return null;
        var end = phrase.End;
        while (tokens.Is(end, ".", "!", "?", ",", "please", "thanks", "then", "instead")) end++;
        return end == tokens.Count ? Match(tokens, start, phrase, now, zone, weekStart) : null;
    }

    /// <summary>Two phrases of one text that fill each other up, as "a lunch at noon … tomorrow".</summary>
    public static DateMatch Joined(DateMatch one, DateMatch other, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday) =>
        DateResolver.Resolve(one.Pieces.Or(other.Pieces), now, zone, weekStart) with { Start = one.Start, Length = one.Length };

    /// <summary>An hour that may be of either half of the day, as one of that part: dinner at 7. Any other time is left as it is.</summary>
    public static DateMatch Within(DateMatch match, DayPart part, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday) =>
        match.Pieces is { Part: null, Clock: { IsOpen: true, Hour: >= 5 and <= 11 } }
            ? DateResolver.Resolve(match.Pieces with { Part = part }, now, zone, weekStart) with { Start = match.Start, Length = match.Length } : match;

    private static DateMatch Match(Tokens tokens, int start, Parsed<Pieces> phrase, Instant now, DateTimeZone zone, IsoDayOfWeek weekStart) =>
        DateResolver.Resolve(phrase.Value, now, zone, weekStart) with { Start = tokens[start].Start, Length = tokens[phrase.End - 1].End - tokens[start].Start };
}
