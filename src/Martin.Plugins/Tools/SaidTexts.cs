using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>Where a message holds a text (to be noted, told or read) rather than the user's own wishes: in quotation marks, and from a colon on.</summary>
internal sealed class SaidTexts
{
    // With what each of them may be closed: „German“, “English”, »either« «way».
    private static readonly Dictionary<string, string> Closing = new()
    {
        ["\""] = "\"", ["“"] = "”\"", ["„"] = "“”\"", ["”"] = "”", ["«"] = "»", ["»"] = "«»", ["‹"] = "›", ["›"] = "‹›", ["‘"] = "’", ["'"] = "'", ["`"] = "`", ["「"] = "」", ["『"] = "』",
    };

    private readonly bool[] held;

    /// <param name="leadIn">A colon behind nothing but these is an address: "Martin: …".</param>
    public SaidTexts(Tokens tokens, IReadOnlySet<string> leadIn)
    {
        held = new bool[tokens.Count];
        var (open, isNamed, colon) = ("", false, false);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            held[i] = colon || open.Length > 0;
            if (token.Kind != TokenKind.Mark) isNamed |= !leadIn.Contains(token.Text);
            else if (open.Length > 0) open = open.Contains(token.Text, StringComparison.Ordinal) ? "" : open;
            else if (Closing.TryGetValue(token.Text, out var closing) && (token.Text is not "'" || IsClosed(tokens, i))) open = closing;
            else if (token.Text == ":") colon |= isNamed && !IsOfClock(tokens, i);
        }
    }

    public bool Hold(int i) => held[i];

    // One that stands alone is an apostrophe.
    private static bool IsClosed(Tokens tokens, int i) => !tokens.IsGlued(i) && Enumerable.Range(i + 1, tokens.Count - i - 1).Any(k => tokens[k].Text == "'");

    private static bool IsOfClock(Tokens tokens, int i) =>
        tokens[i - 1].Kind == TokenKind.Number && tokens[i + 1].Kind == TokenKind.Number && tokens.IsGlued(i) && tokens.IsGlued(i + 1);
}
