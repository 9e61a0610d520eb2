using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>The words of a message that belong to one wish.</summary>
/// <param name="At">Where its own word stands.</param>
/// <param name="End">The position after its last word.</param>
internal readonly record struct WishClause(int At, int Start, int End);

/// <summary>Where wishes of the user's begin and end in a message: not within a sentence, in somebody's mouth, in a note or behind a "not".</summary>
internal sealed class WishWords
{
    /// <summary>Sentences behind a wish that may only add when, and how urgent.</summary>
    private const int MostAdded = 2;

    private readonly Tokens tokens;
    private readonly SaidTexts texts;
    private readonly List<Sentence> sentences;
    private readonly Func<int, bool> isTime;

    // From here on the message is another's, as far as one can tell.
    private readonly int foreign;

    /// <param name="isTime">Whether a token belongs to a date or a time.</param>
    public WishWords(Tokens tokens, Func<int, bool> isTime)
    {
        (this.tokens, this.isTime) = (tokens, isTime);
        texts = new(tokens, SaidWords.LeadIn);
        sentences = SaidSentences.Of(tokens);
        foreign = Math.Min(ForeignLine(), PointedAt());
    }

    /// <summary>What the message wishes with these words.</summary>
    /// <param name="wishes">Words, or several ("take back"): the others follow the first within its clause.</param>
    public IEnumerable<WishClause> Of(IReadOnlyList<string> wishes)
    {
        for (var n = 0; n < sentences.Count; n++)
            for (var i = sentences[n].Start; i < sentences[n].End; i++)
                if (tokens[i].Kind == TokenKind.Word && wishes.FirstOrDefault(w => Stands(w, i)) is { } wish
                    && (SaidWords.Statements.Contains(wish) ? Stated(i, sentences[n]) : Clause(i, n)) is { } clause) yield return clause;
    }

    /// <summary>The message holds the words of the wish, words that only lead in, and <paramref name="others"/>; nothing else.</summary>
    public bool IsAll(IEnumerable<string> wishes, IReadOnlySet<string> others)
    {
        var words = wishes.SelectMany(w => w.Split(' ')).ToHashSet();
        return Range(0, tokens.Count).All(t => t.Kind == TokenKind.Mark ? t.Text.All(char.IsPunctuation)
            : t.Kind == TokenKind.Word && (words.Contains(t.Text) || SaidWords.LeadIn.Contains(t.Text) || SaidWords.Articles.Contains(t.Text) || others.Contains(t.Text)));
    }

    /// <summary>A word outside of held texts, at which what is said takes another turn.</summary>
    public int? FirstOf(IReadOnlySet<string> words, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (!texts.Hold(i) && words.Contains(tokens[i].Text)) return i;
        return null;
    }

    private bool Stands(string wish, int i)
    {
        var words = wish.Split(' ');
        return (tokens[i].Text == words[0] || (SaidWords.Nouns.Contains(words[0]) && tokens[i].Text == $"{words[0]}s")) && words.Skip(1).All(w => Follows(i, w));
    }

    private bool Follows(int from, string word)
    {
        for (var i = from + 1; i < tokens.Count && !IsPause(tokens[i]); i++)
            if (tokens[i].Text == word) return true;
        return false;
    }

    private static bool IsPause(Token token) =>
        token.Text == ":" || SaidWords.Joining.Contains(token.Text) || SaidWords.Pauses.Contains(token.Text) || SaidWords.SentenceEnds.Contains(token.Text);

    private WishClause? Clause(int i, int n)
    {
        if (StartOf(i, sentences[n]) is not { } start) return null;
        var end = sentences[n].End;
        for (var k = i + 1; k < end; k++)
            if (IsKnown(k) && StartOf(k, sentences[n]) is { } next && next > i) return new(i, start, next);
        for (var more = n + 1; more < sentences.Count && more <= n + MostAdded && IsAddition(sentences[more]); more++) end = sentences[more].End;
        return new(i, start, end);
    }

    /// <summary>Where the clause of a wish begins whose word stands here; null: it is none.</summary>
    private int? StartOf(int i, Sentence sentence)
    {
        if ((!sentence.IsSure && !IsListed(sentence)) || i >= foreign || texts.Hold(i)) return null;
        var before = i - 1;
        while (before >= sentence.Start && Leads(before, IsNoun(tokens[i].Text))) before--;
        if (before < sentence.Start) return sentence.Start;
        var sign = tokens[before].Text;
        if (sign == ":") return OnlyLeads(sentence.Start, before) ? sentence.Start : null;  // "Martin: …"
        if (!SaidWords.Joining.Contains(sign) && !SaidWords.Pauses.Contains(sign)) return null;
        if (OnlyLeads(sentence.Start, before)) return sentence.Start;
        return !FollowsText(sentence.Start, before) && (GoesOnFromWish(sentence.Start, before) || (sign is not "and" && OnlyTells(sentence.Start, before))) ? before + 1 : null;
    }

    private bool Leads(int i, bool toNoun) => isTime(i) || (toNoun && SaidWords.Articles.Contains(tokens[i].Text)) || (SaidWords.LeadIn.Contains(tokens[i].Text) && tokens[i].Text switch
    {
        // "I would delete it" and "you will delete it" tell; "I would like you to" and "you can delete it" wish.
        "can" or "could" or "would" or "will" when tokens.Is(i - 1, "i", "we") => tokens.Is(i + 1, "like"),
        "would" or "will" or "want" or "need" or "like" => !tokens.Is(i - 1, "you"),
        _ => true,
    });

    private bool OnlyLeads(int from, int to) =>
        Enumerable.Range(from, to - from).All(i => Leads(i, toNoun: false) || SaidWords.Pauses.Contains(tokens[i].Text) || SaidWords.Joining.Contains(tokens[i].Text));

    private static bool IsNoun(string word) => SaidWords.Nouns.Contains(word) || (word.EndsWith('s') && SaidWords.Nouns.Contains(word[..^1]));

    private bool IsKnown(int i) =>
        tokens[i].Kind == TokenKind.Word && (SaidWords.Changing.Contains(tokens[i].Text) || SaidWords.Reading.Contains(tokens[i].Text) || IsNoun(tokens[i].Text));

    /// <summary>The sentence began with a wish, and nothing behind that denies, asks or tells what another wants.</summary>
    private bool GoesOnFromWish(int from, int to)
    {
        var first = from;
        while (first < to && Leads(first, toNoun: true)) first++;
        if (first == to || !IsKnown(first) || texts.Hold(first) || !IsClean(first + 1, to)) return false;
        // "Read Bob's plan to drop by and delete …" is one plan.
        return !SaidWords.Reading.Contains(tokens[first].Text) || Range(first + 1, to).All(t => t.Text != "to");
    }

    /// <summary>The sentence told how things are: "the rent is paid, …".</summary>
    private bool OnlyTells(int from, int to) =>
        SaidWords.Telling.Contains(tokens[from].Text) && Range(from, to).Any(t => SaidWords.Being.Contains(t.Text)) && IsClean(from, to) && !Range(from, to).Any(t => SaidWords.Texts.Contains(t.Text));

    private bool IsClean(int from, int to) => !Range(from, to).Any(t =>
        SaidWords.Denying.Contains(t.Text) || SaidWords.Conditional.Contains(t.Text) || SaidWords.Reporting.Contains(t.Text) || SaidWords.Asking.Contains(t.Text));

    private WishClause? Stated(int i, Sentence sentence)
    {
        if (i >= foreign || texts.Hold(i) || tokens[sentence.End - 1].Text is "?" or "？" || SaidWords.Questioning.Contains(tokens[sentence.Start].Text) || !IsClean(sentence.Start, sentence.End)) return null;
        var first = sentence.Start;
        while (first < i && Leads(first, toNoun: true)) first++;
        if (SaidWords.Noting.Contains(tokens[first].Text)) return null;
        var (start, end) = (i, i);
        while (start > sentence.Start && !SaidWords.Pauses.Contains(tokens[start - 1].Text)) start--;
        while (end < sentence.End && !SaidWords.Pauses.Contains(tokens[end].Text)) end++;
        for (var k = start; k < end; k++)
            if (k != i && IsKnown(k) && StartOf(k, sentence) is { } wish) (start, end) = k < i ? (Math.Max(start, wish), end) : (start, Math.Min(end, wish));
        return new(i, start, end);
    }

    /// <summary>It says nothing but when, and how urgent.</summary>
    private bool IsAddition(Sentence sentence) =>
        sentence.IsSure && sentence.Start < foreign && Enumerable.Range(sentence.Start, sentence.End - sentence.Start)
            .All(i => !texts.Hold(i) && (isTime(i) || (tokens[i].Kind == TokenKind.Mark ? tokens[i].Text is "." or "," or "!" : SaidWords.Attributes.Contains(tokens[i].Text))));

    /// <summary>The sentence up to here is one whose rest may be a text.</summary>
    private bool FollowsText(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (tokens[i].Text == ":" && !isTime(i)) return true;
            var before = i - 1;
            while (before >= start && Leads(before, toNoun: true)) before--;
            if (SaidWords.TextFollows.Contains(tokens[i].Text) && (before < start || SaidWords.Joining.Contains(tokens[before].Text) || SaidWords.Pauses.Contains(tokens[before].Text))) return true;
        }
        return false;
    }

    /// <summary>A line of a list of wishes: whatever a line says beside, what stands on the next is as likely to be pasted.</summary>
    private bool IsListed(Sentence sentence) =>
        sentence.Start > 0 && SaidTexts.BreaksBefore(tokens, sentence.Start) == 1 && sentences.TrueForAll(s => s.Start >= sentence.Start || !FollowsText(s.Start, s.End));

    private int ForeignLine()
    {
        var isOwn = IsOwnLine(0);
        for (var i = 1; i < tokens.Count; i++)
        {
            if (SaidTexts.BreaksBefore(tokens, i) == 0) continue;
            if (!isOwn || !IsOwnLine(i)) return i;
            isOwn = true;
        }
        return tokens.Count;
    }

    /// <summary>It begins with something to be changed, or only greets.</summary>
    private bool IsOwnLine(int start)
    {
        for (var i = start; i < tokens.Count && (i == start || SaidTexts.BreaksBefore(tokens, i) == 0); i++)
            if (!Leads(i, toNoun: true) && !SaidWords.Pauses.Contains(tokens[i].Text)) return SaidWords.Changing.Contains(tokens[i].Text);
        return true;
    }

    /// <summary>Behind a sentence that points at a text: "Translate this. …"</summary>
    private int PointedAt()
    {
        foreach (var sentence in sentences)
        {
            var last = sentence.End - 1;
            while (last > sentence.Start && tokens[last].Kind == TokenKind.Mark) last--;
            if (SaidWords.Pointing.Contains(tokens[last].Text)
                && Range(sentence.Start, last).Any(t => SaidWords.TextFollows.Contains(t.Text) || SaidWords.Reading.Contains(t.Text) || SaidWords.Reporting.Contains(t.Text))) return sentence.End;
        }
        return tokens.Count;
    }

    private IEnumerable<Token> Range(int from, int to) => Enumerable.Range(from, Math.Max(0, to - from)).Select(i => tokens[i]);
}
