using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>A stretch of a message, from one end to the next.</summary>
/// <param name="End">The position after its last token.</param>
/// <param name="IsSure">False where the one before may go on in it, as behind the full stop of an item in a list.</param>
internal readonly record struct Sentence(int Start, int End, bool IsSure);

internal static class SaidSentences
{
    private static readonly HashSet<string> Titles = ["dr", "mr", "mrs", "ms", "st", "prof"];
    private static readonly HashSet<string> Shortened = ["no", "nr", "vs", "etc", "jr", "sr", "approx", "dept", "min", "max", "incl"];

    public static List<Sentence> Of(Tokens tokens)
    {
        var (found, start, sure) = (new List<Sentence>(), 0, true);
        for (var i = 0; i < tokens.Count; i++)
        {
            var (ends, isSure) = Ends(tokens, i);
            if (!ends && i + 1 < tokens.Count) continue;
            found.Add(new(start, i + 1, sure));
            (start, sure) = (i + 1, isSure);
        }
        return found;
    }

    private static (bool Ends, bool IsSure) Ends(Tokens tokens, int i)
    {
        var breaks = i + 1 < tokens.Count && SaidTexts.BreaksBefore(tokens, i + 1) > 0;
        if (!SaidWords.SentenceEnds.Contains(tokens[i].Text)) return (breaks, !breaks);
        if (tokens[i].Text != "." || !tokens.IsGlued(i)) return (true, true);
        var (before, next) = (tokens[i - 1], tokens[i + 1]);
        if (before.Kind == TokenKind.Word && Titles.Contains(before.Text)) return (breaks, !breaks);
        var goesOn = next.Kind == TokenKind.Number || (next.Kind == TokenKind.Word && char.IsLower(tokens.Text[next.Start]));
        var isShort = before.Kind == TokenKind.Number || before.Text.Length == 1 || Shortened.Contains(before.Text) || tokens.IsGlued(i + 1);
        return !breaks && isShort && goesOn ? (false, true) : (true, before.Kind != TokenKind.Number && !tokens.IsGlued(i + 1));
    }
}
