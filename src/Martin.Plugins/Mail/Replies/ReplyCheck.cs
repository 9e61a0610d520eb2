using System.Text.RegularExpressions;

namespace Martin.Plugins.Mail.Replies;

/// <summary>Holds an answer against what its writer was told: what looks like a fact and stands nowhere there was made up.</summary>
public static partial class ReplyCheck
{
    /// <param name="sources">All that the writer was told.</param>
    /// <returns>The text with each such fact as a blank to be checked, and how many there are.</returns>
    public static (string Text, int Doubtful) Mark(string text, IReadOnlyList<string> sources)
    {
        var known = Plain(string.Join('\n', sources));
        var doubtful = 0;
        var marked = Fact().Replace(text, fact =>
        {
            if (fact.Value.StartsWith('[') || known.Contains(Plain(fact.Value), StringComparison.Ordinal)) return fact.Value;
            doubtful++;
            return $"[check: {fact.Value}]";
        });
        return (marked, doubtful);
    }

    /// <summary>Places that the user has to fill in or check.</summary>
    public static int Blanks(string text) => Blank().Count(text);

    private static string Plain(string text) => Space().Replace(text.ToLowerInvariant().Replace('’', '\'').TrimEnd('.', ','), "");

    // A blank as it is; addresses; amounts, times and other numbers of two digits or more; days and months by name.
    [GeneratedRegex(@"\[[^\]\n]{1,200}\]|https?://[^\s>\])]+|[\w.+-]+@[\w-]+\.[\w.-]*\w|[$€£]\s?\d[\d.,]*|\b\d{1,2}([:.]\d{2})?\s?(am|pm|a\.m\.|p\.m\.)|\b\d{1,2}[:.]\d{2}\b|\b\d[\d.,/-]*\d\b|\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(january|february|march|april|june|july|august|september|october|november|december)\b|\b(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Fact();

    [GeneratedRegex(@"\[[^\]\n]{1,200}\]")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
