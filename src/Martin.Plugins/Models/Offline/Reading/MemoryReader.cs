using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>What the user wants to be remembered, told again or forgotten.</summary>
internal static class MemoryReader
{
    private const int LongestFact = 500;

    /// <summary>By one of these a sentence is told from a thing to be done: "remember the milk" is no fact.</summary>
    private static readonly HashSet<string> Verbs =
    [
        "is", "are", "was", "were", "am", "i'm", "likes", "like", "loves", "love", "hates", "hate", "prefers", "prefer", "has", "have", "had", "lives", "live",
        "works", "work", "needs", "need", "wants", "want", "can", "can't", "cannot", "don't", "doesn't", "won't", "will", "drinks", "drink", "eats", "eat",
        "speaks", "speak", "knows", "goes", "go", "takes", "take", "plays", "play", "owns", "own", "drives", "drive", "studies", "study", "moved", "married",
        "it's", "she's", "he's", "they're", "we're", "never", "always", "usually",
    ];

    private static readonly string[][] Remembering =
    [
        ["remember", "that"], ["remember", ":"], ["remember"], ["memorize", "that"], ["memorise", "that"], ["memorize"], ["memorise"], ["note", "that"],
        ["keep", "in", "mind", "that"], ["keep", "in", "mind", ":"], ["don't", "forget", "that"], ["do", "not", "forget", "that"],
    ];

    private static readonly string[][] Recalling =
    [
        ["what", "do", "you", "remember", "about"], ["what", "do", "you", "know", "about"], ["do", "you", "remember"], ["what", "did", "i", "tell", "you", "about"],
        ["what", "have", "i", "told", "you", "about"], ["what", "do", "you", "remember", "of"], ["recall"],
    ];

    private static readonly string[][] RecallingAll =
        [["what", "do", "you", "remember"], ["what", "do", "you", "know", "about", "me"], ["what", "have", "i", "told", "you"], ["what", "did", "i", "tell", "you"]];

    private static readonly string[][] Forgetting =
        [["forget", "what", "you", "know", "about"], ["forget", "what", "i", "said", "about"], ["forget", "that"], ["forget", "about"], ["forget"]];

    public static Wish? Read(Piece p) => All(p) ?? Remember(p) ?? Recall(p) ?? Forget(p);

    private static Wish? Remember(Piece p)
    {
        if (p.IsQuestion || After(p, Remembering) is not { } from || from >= p.End) return null;
        if (p.T.Is(from, "to", "when", "what", "how", "who", "where", "why", "me", "it", "this", "everything")) return null;
        var text = p.T.Slice(from, p.End).ReplaceLineEndings(" ").Trim();
        if (text.Length is 0 or > LongestFact) return null;
        var isSaid = p.T.Is(from - 1, "that", ":");
        if (isSaid || p.Has(Verbs, from, p.End)) return new RememberFact(Wording.Capitalised(text));
        return new NotUnderstood($"Is \"{text}\" something to know, or something to do?", $"Remember that: {text}", $"Remind me to {EventRefs.Lowered(text)}");
    }

    private static RecallFacts? Recall(Piece p) =>
        After(p, Recalling) is { } from && Words(p, from) is { Length: > 0 } words ? new RecallFacts(words) : null;

    /// <summary>All of it, which begins like a question about something.</summary>
    private static RecallFacts? All(Piece p) => After(p, RecallingAll) is { } all && all >= p.End ? new RecallFacts(null) : null;

    private static Wish? Forget(Piece p)
    {
        if (p.IsQuestion || After(p, Forgetting) is not { } from || from >= p.End) return null;
        if (p.T.Is(from, "it", "to", "that") && from + 1 >= p.End || p.T.Is(from, "to")) return null;
        if (p.T.Is(from, "everything", "all"))
            return new Spoken("I forget one thing at a time, so that nothing is lost by a misunderstanding. What shall I forget?", "What do you remember?");
        return Words(p, from) is { Length: > 0 } words ? new ForgetFact(words) : null;
    }

    private static string Words(Piece p, int from) => TitleText.Plain(p.T.Slice(from, p.End)) is { Length: <= TitleText.Longest } words ? words : "";

    /// <summary>The position after the first of the beginnings that fits.</summary>
    private static int? After(Piece p, string[][] beginnings) => beginnings.Select(b => p.T.After(p.Start, b)).FirstOrDefault(at => at is not null);
}
