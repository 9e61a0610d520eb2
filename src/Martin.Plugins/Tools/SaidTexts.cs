using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>In what kind of text a word of a message stands.</summary>
internal enum HeldBy { Nothing, Quotes, Colon, Pasting }

/// <summary>
/// Where a message holds a text (to be noted, told or read) rather than the user's own wishes: in quotation marks or brackets, from a colon on,
/// and behind a blank line, where people paste.
/// </summary>
internal sealed class SaidTexts
{
    private readonly HeldBy[] held;

    /// <param name="leadIn">A colon behind nothing but these is an address: "Martin: …".</param>
    public SaidTexts(Tokens tokens, IReadOnlySet<string> leadIn)
    {
        held = new HeldBy[tokens.Count];
        var (open, isNamed, colon, pasted) = ("", false, false, false);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            pasted |= BreaksBefore(tokens, i) > 1;
            held[i] = pasted ? HeldBy.Pasting : colon ? HeldBy.Colon : open.Length > 0 ? HeldBy.Quotes : HeldBy.Nothing;
            if (token.Kind != TokenKind.Mark) isNamed |= !leadIn.Contains(token.Text);
            else if (open.Length > 0) open = QuoteMarks.Closes(open, token.Text) ? "" : open;
            else if (QuoteMarks.Opens(tokens, i)) open = token.Text;
            else if (token.Text is ":" or "：") colon |= isNamed && !IsOfClock(tokens, i);
        }
    }

    public bool Hold(int i) => held[i] != HeldBy.Nothing;

    public HeldBy Holder(int i) => held[i];

    /// <summary>Line breaks between a token and the one before it.</summary>
    public static int BreaksBefore(Tokens tokens, int i)
    {
        var breaks = 0;
        for (var at = i == 0 ? tokens[0].Start : tokens[i - 1].End; at < tokens[i].Start; at++)
            if (tokens.Text[at] is '\n' or '\u2028' or '\u2029' or '\u0085' or '\v' or '\f' || (tokens.Text[at] == '\r' && tokens.Text[at + 1] != '\n')) breaks++;
        return breaks;
    }

    private static bool IsOfClock(Tokens tokens, int i) =>
        tokens[i - 1].Kind == TokenKind.Number && tokens[i + 1].Kind == TokenKind.Number && tokens.IsGlued(i) && tokens.IsGlued(i + 1);
}
