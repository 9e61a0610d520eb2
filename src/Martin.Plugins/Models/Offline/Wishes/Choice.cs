using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Which of several things a text means.</summary>
internal static class Choice
{
    private static readonly HashSet<string> Empty =
    [
        "the", "a", "an", "my", "our", "with", "for", "to", "of", "on", "at", "in", "and", "one", "please", "that", "this", "event", "task", "it",
        "about", "from", "meeting", "appointment", "reminder", "calendar",
    ];

    /// <summary>The index of the label chosen by its text, by an ordinal ("the second one", "2", "the last"), or by words that only it has.</summary>
    public static int? Of(string text, IReadOnlyList<string> labels)
    {
        var exact = Enumerable.Range(0, labels.Count).Where(i => string.Equals(labels[i], text.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        if (exact.Count > 0) return exact.Count == 1 ? exact[0] : null;
        if (Position(text, labels.Count) is { } position) return position;
        var fitting = Enumerable.Range(0, labels.Count).Where(i => HasAll(labels[i], text)).ToList();
        return fitting.Count == 1 && Words(text).Count > 0 ? fitting[0] : null;
    }

    /// <summary>Whether the title has every word that says something; of only empty words, all of them.</summary>
    public static bool HasAll(string title, string words) => Words(words).IsSubsetOf(All(title));

    public static bool HasAny(string title, string words) => Words(words).Overlaps(All(title));

    /// <summary>As <see cref="HasAll"/>, one and many being the same word.</summary>
    public static bool HasAllStems(string title, string words) => Words(words).Select(Stem).ToHashSet().IsSubsetOf(All(title).Select(Stem));

    private static string Stem(string word) =>
        word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y" : word.Length > 4 && word.EndsWith("es", StringComparison.Ordinal) ? word[..^2]
        : word.Length > 3 && word.EndsWith('s') ? word[..^1] : word.Length > 4 && word.EndsWith('e') ? word[..^1] : word;

    private static int? Position(string text, int count)
    {
        var t = Lexer.Read(text);
        var at = t.Skip(t.Skip(0, "no", "please"), "the");
        if (t.Is(at, "last") && IsEnd(t, at + 1)) return count - 1;
        if ((Numbers.Ordinal(t, at) ?? Numbers.Cardinal(t, t.Skip(at, "number"))) is not { } n || !IsEnd(t, n.End)) return null;
        return n.Value >= 1 && n.Value <= count ? n.Value - 1 : null;
    }

    private static bool IsEnd(Tokens t, int i)
    {
        i = t.Skip(i, "one", "event", "task");
        i = t.Skip(t.Skip(i, "please"), ".", "!");
        return i >= t.Count;
    }

    private static HashSet<string> Words(string text)
    {
        var all = All(text);
        var telling = all.Where(w => !Empty.Contains(w)).ToHashSet();
        return telling.Count > 0 ? telling : all;
    }

    private static HashSet<string> All(string text)
    {
        var tokens = Lexer.Read(text);
        return [.. Enumerable.Range(0, tokens.Count).Select(i => tokens[i]).Where(t => t.Kind is not TokenKind.Mark).Select(t => t.Text)];
    }
}
