using System.Text;
using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>Which words of a message the user wrote themselves, rather than pasting or quoting them.</summary>
public static class OwnText
{
    /// <summary>A quotation of so many words may be a name: the book “The Elk”.</summary>
    private const int LongestName = 5;

    private static readonly HashSet<string> FirstPerson = ["i", "i'm", "i've", "i'd", "i'll", "my", "me", "mine", "we", "our", "us"];

    // A colon behind one of these brings a text of somebody's: "translate this: …", "Bob wrote: …".
    private static readonly HashSet<string> Foreign =
    [
        "this", "that", "following", "below", "these", "text", "letter", "poem", "story", "sentence", "paragraph", "post", "joke", "lyrics", "line", "quote", "he", "she", "they", "summarise",
        "summarize", "proofread", "rewrite", "rephrase", "correct", "improve", "reads", "got", "received", "sent", "read", "check", "fix",
        "write", "tell", "ask", "say", "reply", "answer", "respond", "send", "draft", "forward", "title", "subject", "translate",
    ];

    // A colon behind one of these is the user's own.
    private static readonly HashSet<string> Own = ["i", "my", "me", "we", "our", "us", "note", "remember", "fyi", "ps", "know"];

    /// <summary>Somewhere the message says the quote in words of the user's own; white space and the case of letters aside.</summary>
    public static bool Says(string message, string quote)
    {
        var wanted = Plain(quote, out _);
        var said = Plain(message, out var places);
        if (wanted.Length == 0) return false;
        var tokens = Lexer.Read(message);
        var texts = new SaidTexts(tokens, SaidWords.LeadIn);
        for (var at = 0; (at = said.IndexOf(wanted, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            if (IsOwn(tokens, texts, places[at], places[at + wanted.Length - 1])) return true;
        return false;
    }

    /// <param name="last">The place of the last letter.</param>
    private static bool IsOwn(Tokens tokens, SaidTexts texts, int first, int last)
    {
        var within = Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Start <= last && tokens[i].End > first && tokens[i].Kind != TokenKind.Mark).ToList();
        if (within.Count == 0 || texts.Holder(within[0]) == HeldBy.Quotes) return false;
        var quoted = within.Where(i => texts.Holder(i) == HeldBy.Quotes).ToList();
        return quoted.Count <= LongestName && !quoted.Exists(i => FirstPerson.Contains(tokens[i].Text))
            && within.TrueForAll(i => texts.Holder(i) is not (HeldBy.Pasting or HeldBy.Colon) || (texts.Holder(i) == HeldBy.Colon && !IsForeign(tokens, i)));
    }

    /// <summary>Of what stands behind a colon: one of the colons before it brings a text of somebody else's.</summary>
    private static bool IsForeign(Tokens tokens, int i)
    {
        for (var colon = 0; colon < i; colon++)
        {
            if (tokens[colon].Text is not (":" or "：") || (tokens[colon - 1].Kind == TokenKind.Number && tokens[colon + 1].Kind == TokenKind.Number && tokens.IsGlued(colon))) continue;
            var start = colon;
            while (start > 0 && !SaidWords.SentenceEnds.Contains(tokens[start - 1].Text) && SaidTexts.BreaksBefore(tokens, start) == 0) start--;
            var before = Enumerable.Range(start, colon - start).Select(k => tokens[k].Text).ToList();
            var isAddress = before.TrueForAll(SaidWords.LeadIn.Contains);
            if (!isAddress && (before.Exists(w => Foreign.Contains(w) || SaidWords.Reporting.Contains(w)) || !before.Exists(Own.Contains))) return true;
        }
        return false;
    }

    /// <summary>One space for any white space, without quotation marks around.</summary>
    /// <param name="places">Where each letter stood.</param>
    private static string Plain(string text, out List<int> places)
    {
        var plain = new StringBuilder();
        places = [];
        var (from, to) = (0, text.Length);
        while (from < to && IsAround(text[from])) from++;
        while (to > from && IsAround(text[to - 1])) to--;
        for (var i = from; i < to; i++)
        {
            if (char.IsWhiteSpace(text[i]) && plain[^1] == ' ') continue;
            plain.Append(char.IsWhiteSpace(text[i]) ? ' ' : text[i]);
            places.Add(i);
        }
        return plain.ToString();
    }

    private static bool IsAround(char c) => char.IsWhiteSpace(c) || c is '"' or '“' or '”';
}
