namespace Martin.Plugins.Dates.Grammar;

/// <summary>Cuts a text into tokens in one pass.</summary>
public static class Lexer
{
    private const int LongestNumber = 9;

    public static Tokens Read(string text)
    {
        var items = new List<Token>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i])) { i++; continue; }
            var end = i + 1;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            if (!TryReadAddress(text, i, end, items)) ReadRun(text, i, end, items);
            i = end;
        }
        return new Tokens(text, items);
    }

    private static void ReadRun(string text, int i, int end, List<Token> items)
    {
        while (i < end)
        {
            var start = i++;
            if (IsLetter(text[start]))
            {
                while (i < end && (IsLetter(text[i]) || (IsApostrophe(text[i]) && i + 1 < end && IsLetter(text[i + 1])))) i++;
                items.Add(new(TokenKind.Word, Folded(text[start..i]), start, i - start));
            }
            else if (char.IsAsciiDigit(text[start]))
            {
                while (i < end && char.IsAsciiDigit(text[i])) i++;
                var digits = text[start..i];
                items.Add(new(TokenKind.Number, digits, start, i - start,
                    digits.Length <= LongestNumber ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : -1));
            }
            else
                items.Add(new(TokenKind.Mark, text[start].ToString(), start, 1));
        }
    }

    /// <summary>A mail address or URL is one token, so that "may@example.com" is no month.</summary>
    private static bool TryReadAddress(string text, int start, int end, List<Token> items)
    {
        while (start < end && IsWrapping(text[start])) start++;
        while (end > start && IsWrapping(text[end - 1])) end--;
        var run = text.AsSpan(start, end - start);
        var at = run.IndexOf('@');
        var isMail = at > 0 && run[at..].Contains('.') && IsLetterOrDigit(run[at - 1]);
        if (!isMail && !run.Contains("://", StringComparison.Ordinal)) return false;
        items.Add(new(TokenKind.Address, run.ToString(), start, end - start));
        return true;
    }

    private static string Folded(string word)
    {
        word = word.Replace('’', '\'').ToLowerInvariant();
        return word.EndsWith("'s", StringComparison.Ordinal) && word is not ("what's" or "let's" or "how's" or "when's" or "it's" or "that's")
            ? word[..^2]
            : word;
    }

    private static bool IsApostrophe(char c) => c is '\'' or '’';

    private static bool IsLetter(char c) => char.IsLetter(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark;

    private static bool IsLetterOrDigit(char c) => char.IsLetterOrDigit(c);

    private static bool IsWrapping(char c) => c is ',' or ';' or '.' or '!' or '?' or '(' or ')' or '<' or '>' or '"' or '\'' or ':' or '[' or ']';
}
