using System.Text;
using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Makes titles of what is left of a sentence.</summary>
internal static class TitleText
{
    /// <summary>What is longer is no title; the sentence was something else.</summary>
    public const int Longest = 200;

    private static readonly HashSet<string> Loose =
    [
        ",", ".", ";", ":", "!", "?", "-", "–", "—", "\"", "“", "”", "'", "‘", "on", "at", "for", "by", "to", "in", "and", "with", "of",
        "from", "that", "about", "is",
        "as", "please", "(", ")", "then", "called", "named", "titled", "due", "(", "the", "a", "an", "until",
    ];

    private static readonly HashSet<string> Articles = ["a", "an", "the", "my", "our", "another", "new"];

    /// <summary>The tokens left as a phrase, loose words trimmed off its ends, first letter large.</summary>
    public static string Of(Piece piece, int from, int to, bool dropArticle, bool nameAddresses = false)
    {
        var left = piece.Left(from, to).ToList();
        while (left.Count > 0 && Loose.Contains(piece.T[left[^1]].Text) && !IsPartOfTitle(piece.T, left)) left.RemoveAt(left.Count - 1);
        while (left.Count > 0 && IsLooseStart(piece.T[left[0]].Text, dropArticle)) left.RemoveAt(0);
        return Wording.Capitalised(Joined(piece, left, nameAddresses));
    }

    /// <summary>A text as a title or search words: marks and articles trimmed.</summary>
    public static string Plain(string text)
    {
        var t = Lexer.Read(text);
        var (from, to) = (0, t.Count);
        while (from < to && (Articles.Contains(t[from].Text) || t[from].Kind == TokenKind.Mark)) from++;
        while (to > from && (t[to - 1].Kind == TokenKind.Mark || t.Is(to - 1, "please"))) to--;
        return t.Slice(from, to);
    }

    private static bool IsLooseStart(string word, bool dropArticle) => Articles.Contains(word) ? dropArticle : Loose.Contains(word);

    /// <summary>A full stop after an abbreviation and a closing bracket stay.</summary>
    private static bool IsPartOfTitle(Tokens t, List<int> left) => t.Is(left[^1], ")") && left.Any(i => t.Is(i, "("));

    private static string Joined(Piece piece, List<int> left, bool nameAddresses)
    {
        var text = new StringBuilder();
        for (var k = 0; k < left.Count; k++)
        {
            var token = piece.T[left[k]];
            if (k > 0 && (left[k] != left[k - 1] + 1 || piece.T[left[k - 1]].End != token.Start)) text.Append(' ');
            text.Append(nameAddresses && MailAddresses.IsAddress(token) ? MailAddresses.Name(token.Text)
                : piece.Text.AsSpan(token.Start, token.Length));
        }
        return text.ToString();
    }
}
