using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>To how many things the words of a wish may be done.</summary>
internal static class SaidTargets
{
    /// <summary>As many as are named.</summary>
    public const int Many = int.MaxValue;

    private static readonly HashSet<string> All = ["all", "every", "each", "everything", "them", "these", "those"];

    private static readonly HashSet<string> Plurals =
        ["tasks", "todos", "reminders", "events", "meetings", "appointments", "mails", "emails", "messages", "newsletters", "memories", "facts", "notes", "alarms", "calls", "items", "things"];

    private static readonly HashSet<string> Separators = ["and", ",", "&", "plus", "or"];

    // "from my tasks" says where and not how many.
    private static readonly HashSet<string> Whereabouts = ["from", "of", "in", "on", "to", "among", "off"];

    /// <summary>Of something new: what is listed.</summary>
    public static int Listed(SaidClause clause)
    {
        var (parts, tells) = (0, false);
        for (var i = 0; i <= clause.Tokens.Count; i++)
        {
            var token = clause.Tokens[i];
            if (i == clause.Tokens.Count || Separators.Contains(token.Text)) (parts, tells) = (parts + (tells ? 1 : 0), false);
            else if (token.Kind == TokenKind.Word && !IsSaidByTheWay(token.Text) && !clause.SaidTimes.Holds(token.Start)) tells = true;
        }
        return Math.Max(1, parts);
    }

    /// <summary>Of what is there: one, or what is listed, unless the words say more.</summary>
    public static int Of(SaidClause clause, IEnumerable<string> names)
    {
        var tokens = clause.Tokens;
        var given = names.Select(n => Lexer.Read(n)).SelectMany(n => Enumerable.Range(0, n.Count).Select(i => n[i].Text)).ToHashSet();
        var most = Listed(clause);
        for (var i = 0; i < tokens.Count; i++)
        {
            var word = tokens[i].Text;
            if (clause.SaidTimes.Holds(tokens[i].Start)) continue;
            if (All.Contains(word)) return Many;
            if (!given.Contains(word) && IsPlural(word, given) && !IsWhereabouts(tokens, i)) return CountBefore(tokens, i) is { } count ? Math.Max(most, count) : Many;
        }
        return most;
    }

    private static bool IsPlural(string word, HashSet<string> given) =>
        Plurals.Contains(word) || (word.Length > 3 && word.EndsWith('s') && (given.Contains(word[..^1]) || (word.EndsWith("es", StringComparison.Ordinal) && given.Contains(word[..^2]))));

    private static bool IsWhereabouts(Tokens tokens, int i) =>
        Whereabouts.Contains(tokens[i - 1].Text) || (tokens.Is(i - 1, "my", "the", "our") && Whereabouts.Contains(tokens[i - 2].Text) && !tokens.Is(i - 3, "all", "most", "both", "some"));

    /// <summary>"the two tasks", "3 reminders", "both report tasks".</summary>
    private static int? CountBefore(Tokens tokens, int i)
    {
        for (var k = i - 1; k >= Math.Max(0, i - 3); k--)
            if (Numbers.Cardinal(tokens, k) is { Value: > 0 } count && count.End <= i) return count.Value;
            else if (tokens.Is(k, "both")) return 2;
        return null;
    }

    private static bool IsSaidByTheWay(string word) => SaidClause.IsSmall(word) || SaidWords.LeadIn.Contains(word) || SaidWords.Attributes.Contains(word);
}
