using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>A sentence in free wording, taken apart: the act, the words that it is done to, and what stands before ("open my shopping list and …").</summary>
internal sealed class Frame
{
    private static readonly HashSet<string> Joints = ["so", "and", "please", "you", "to", "then", ",", "just", "that", "also"];
    private static readonly HashSet<string> Opening = ["open", "find", "go", "look", "pull", "access", "check", "get", "bring", "search", "locate", "take"];
    private static readonly HashSet<string> Negations = ["don't", "dont", "not", "never", "didn't", "won't", "shouldn't", "wouldn't", "doesn't", "isn't"];
    private static readonly HashSet<string> Placing = ["add", "put", "place", "schedule", "save", "note", "enter", "cancel", "remove", "delete"];
    private static readonly HashSet<string> Conditions = ["if", "when", "unless", "whenever", "once"];

    public Frame(Piece piece)
    {
        P = piece;
        Words = [.. Enumerable.Range(0, piece.T.Count).Select(i => Vocabulary.Nearest(piece.T[i].Text))];
        To = piece.End;
        From = FrameHead.AfterLeadIn(Words, piece.Start, To);
        (Act, Verb, Object) = Head();
        // What is to be written to somebody, or is asked, may hold a "not" of its own.
        var end = Act is Act.Send or Act.Reply or Act.Forward or Act.Query ? Math.Min(To, Verb + 2) : To;
        Negation = Enumerable.Range(From, Math.Max(0, end - From)).Where(i => Negations.Contains(Words[i]) || (Words[i] == "no" && i + 1 < To && Words[i + 1] == "longer")).Append(-1).First();
    }

    public Piece P { get; }
    public string[] Words { get; }
    /// <summary>The first token after greetings and requests.</summary>
    public int From { get; }
    public int To { get; }
    public Act Act { get; private set; }
    /// <summary>Where the verb stands; -1: there is none.</summary>
    public int Verb { get; private set; }
    /// <summary>The token after the verb.</summary>
    public int Object { get; private set; }
    /// <summary>What was opened or found first, or what the sentence began with; empty: From to From.</summary>
    public int ContextEnd { get; private set; }
    /// <summary>Where the first "not" of the wish itself stands; -1: there is none.</summary>
    public int Negation { get; }
    public bool IsNegated => Negation >= 0;
    /// <summary>The verb came after what it is done to: "I need the budget talks taken off".</summary>
    public bool IsPassive { get; private set; }
    /// <summary>The act was said of "it" that the sentence names before: "i am not going to the party so remove it".</summary>
    public bool IsOfContext { get; private set; }

    public bool IsQuestion => Act == Act.Query || P.IsQuestion;

    /// <summary>It would act only on a condition, or speaks of another's wish.</summary>
    public bool IsConditional => From < To && Conditions.Contains(Words[From]) && Act != Act.Query;

    public bool Has(HashSet<string> words) => Where(words, From, To) >= 0;

    public bool Has(params ReadOnlySpan<string> words)
    {
        for (var i = From; i < To; i++)
            if (words.Contains(Words[i])) return true;
        return false;
    }

    public int Where(HashSet<string> words, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (words.Contains(Words[i])) return i;
        return -1;
    }

    public bool Is(int i, params ReadOnlySpan<string> words) => i >= From && i < To && words.Contains(Words[i]);

    /// <summary>The position after the sequence wherever it stands, else -1.</summary>
    public int After(params ReadOnlySpan<string> sequence)
    {
        for (var i = From; i + sequence.Length <= To; i++)
            if (Words.AsSpan(i, sequence.Length).SequenceEqual(sequence)) return i + sequence.Length;
        return -1;
    }

    /// <summary>The words between as they were written, a possessive ending left off.</summary>
    public string Said(int from, int to)
    {
        var text = P.T.Slice(Math.Max(from, 0), Math.Min(to, P.T.Count)).Trim();
        return text.EndsWith("'s", StringComparison.OrdinalIgnoreCase) || text.EndsWith("’s", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
    }

    private (Act, int, int) Head()
    {
        ContextEnd = From;
        if (Verbs.At(Words, From, To) is { } head)
        {
            if (head.Act == Act.Query && Opening.Contains(Words[From]) && Second(head.End) is { } second) return second;
            if (head.Act == Act.Query && Passive() is { } asked && Is(From, "is", "can", "could", "are") is false) return asked;
            return (head.Act, From, head.End);
        }
        return Passive() ?? Later() ?? (Act.None, -1, From);
    }

    /// <summary>"open the shopping list and add milk".</summary>
    private (Act, int, int)? Second(int from)
    {
        for (var i = from; i < To - 1; i++)
            if (Words[i] == "and" && Verbs.At(Words, i + 1, To) is { } verb && verb.Act is not (Act.Query or Act.None))
            {
                ContextEnd = i;
                IsOfContext = To == verb.End || Lexicon.Pronouns.Contains(Words[verb.End]);
                return (verb.Act, i + 1, verb.End);
            }
        return null;
    }

    private (Act, int, int)? Passive()
    {
        if (!Is(From, "i", "my", "all", "this", "that", "the", "want", "need", "have", "get", "can", "could", "should", "one") && P.T[From].Kind != TokenKind.Number && Numbers.Cardinal(P.T, From) is null) return null;
        for (var i = From + 1; i < To; i++)
            if (Verbs.Participle(Words[i]) is var act and not Act.None && !Is(From, "what", "when", "who"))
            {
                if (Words[i] == "taken" && !Is(i + 1, "off", "away", "out")) continue;
                if (Is(i - 1, "i", "you", "we", "have", "i've", "has", "had", "who", "he", "she", "they")) continue;  // it was done, nothing is wished
                IsPassive = true;
                ContextEnd = i;
                return (act, i, i + 1);
            }
        return null;
    }

    /// <summary>"hardware list add nails", "the choir is off this week so take it out of my diary".</summary>
    private (Act, int, int)? Later()
    {
        for (var i = From + 1; i < To; i++)
        {
            var isAfterNoun = i <= From + 3 && Nouns.All.Contains(Words[i - 1]) && !Is(From, "i", "my", "the", "a", "an");
            var isOfIt = i > From + 2 && i + 2 <= To && Lexicon.Pronouns.Contains(Words[i + 1]) && Placing.Contains(Words[i]);
            if (!isAfterNoun && !isOfIt && !Joints.Contains(Words[i - 1]) || Verbs.At(Words, i, To) is not { } verb || verb.Act is Act.None or Act.Query) continue;
            if (!isAfterNoun && Words[i - 1] is "to" && !Is(From, "i", "we", "want", "need", "time", "is")) continue;
            ContextEnd = i - (isAfterNoun || isOfIt && !Joints.Contains(Words[i - 1]) ? 0 : 1);
            IsOfContext = To == verb.End || Lexicon.Pronouns.Contains(Words[verb.End]);
            return (verb.Act, i, verb.End);
        }
        return null;
    }
}
