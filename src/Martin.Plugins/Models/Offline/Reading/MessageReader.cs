using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Reading.Frames;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Reads a message into wishes: cut into sentences, these at each "and" after which a whole wish follows.</summary>
internal static class MessageReader
{
    private const int MostWishes = 8, MostSentences = 12;

    /// <summary>Characters; what is longer is no wish but a text, and is taken only where one was asked for.</summary>
    public const int Longest = 4_000;

    /// <summary>Longer sentences are no list of wishes, and are not looked through for one.</summary>
    private const int LongestList = 1000;

    private static readonly HashSet<string> StartsAnother =
    [
        "schedule", "remind", "add", "create", "book", "cancel", "move", "reschedule", "delete", "remove", "show", "list", "what", "what's", "set",
        "mark", "postpone", "complete", "invite", "put", "tell", "when", "make", "plan", "arrange", "organise", "organize", "find", "undo", "brief",
        "accept", "decline", "how", "do", "am", "call",
    ];

    /// <summary>After the words of a task, "and cancel …" is rather more of the task; these begin something of their own.</summary>
    private static readonly HashSet<string> StartsAfterTask =
        ["schedule", "remind", "add", "create", "show", "list", "what", "what's", "when", "tell", "invite"];

    public static IReadOnlyList<Wish> Read(string text, Scene scene)
    {
        text = Typos.InDates(SpokenText.Plain(text));
        var read = ReadAsIs(text, scene);
        if (read.Any(w => w.IsUnderstood) || text.Length > LongestList || Typos.InAll(text) is var set && set == text) return read;
        // Only what makes no sense as it stands is taken for a slip.
        return ReadAsIs(set, scene) is var meant && meant.Any(w => w.IsUnderstood) ? meant : read;
    }

    private static List<Wish> ReadAsIs(string text, Scene scene)
    {
        var sentences = Settled(Sentences(text), scene);
        if (sentences.Count == 0) return [new NotUnderstood("I got an empty message. " + Wording.Greeting, Wording.Examples)];
        if (sentences.Count > MostSentences) return [Whole(text, scene)];
        var wishes = new List<Wish>();
        var left = new List<string>();
        foreach (var (sentence, unsettled) in sentences)
        {
            if (unsettled is not null) return [new NotUnderstood($"I am not sure what \"{unsettled}\" changes, so I have done nothing. Please say it once more as a whole.")];
            var read = Clauses(sentence, scene).Select(clause => ReadOne(clause, scene)).ToList();
            if (read.TrueForAll(w => !w.IsUnderstood)) left.Add(sentence);
            wishes.AddRange(read);
        }
        return Settled(text, wishes, left, scene);
    }

    /// <summary>The sentences as they were meant in the end: a correction belongs to what it corrects.</summary>
    private static List<(string Text, string? Unsettled)> Settled(List<string> sentences, Scene scene)
    {
        var joined = new List<string>();
        foreach (var sentence in sentences)
            if (sentences.Count > 1 && sentence.Length < 100 && IsPolite(sentence)) continue;
            else if (joined.Count > 0 && sentence.Length < 100 && Corrections.IsCorrection(sentence, scene)) joined[^1] = $"{joined[^1].TrimEnd('.', '!', ' ')}, {sentence}";
            else joined.Add(sentence);
        if (joined.Count == 0 && sentences.Count > 0) joined.Add(sentences[0]);
        return [.. joined.Select(s => s.Length > LongestList ? (s, null) : Corrections.Settle(s, scene))];
    }

    /// <summary>"Hi Martin!", "Please.": nothing by itself.</summary>
    private static bool IsPolite(string sentence)
    {
        var t = Lexer.Read(sentence);
        return t.Count > 0 && Lexicon.AfterPoliteness(t, 0) >= t.Count && !Lexicon.IsYes(sentence);
    }

    /// <summary>A message that is only partly understood is not acted on where the rest may change its meaning.</summary>
    private static List<Wish> Settled(string text, List<Wish> wishes, List<string> left, Scene scene)
    {
        var acting = wishes.Where(w => w.IsUnderstood && w is not Spoken).ToList();
        if (acting.Count == 0) return wishes.Count == 1 ? wishes : left.Count == 0 ? [wishes[0]] : [Whole(text, scene)];
        var isDoubtful = !wishes[0].IsUnderstood || left.Count > 1 || left.Exists(s => Nearest.IsNegated(Lexer.Read(s))) || wishes.Exists(IsRefusal);
        if (isDoubtful) return [Whole(text, scene)];
        if (acting.Count > MostWishes)
            return [new Spoken($"These are {acting.Count} wishes at once; I take up to {MostWishes} in a message. I have done nothing yet.")];
        return left.Count == 0 ? acting : [.. acting, new Spoken($"I left out what I did not understand: \"{left[0]}\".")];
    }

    private static bool IsRefusal(Wish wish) => wish is Spoken { Text: "All right, I leave it." };

    private static NotUnderstood Whole(string text, Scene scene) => Nearest.To(new Piece(text, scene));

    private static Wish ReadOne(string text, Scene scene)
    {
        var piece = new Piece(text, scene);
        foreach (var reader in Readers)
            if (reader(piece.Fresh()) is { } wish)
                return wish;
        return FrameReader.Read(piece.Fresh()) ?? Nearest.To(piece.Fresh());
    }

    private static readonly Func<Piece, Wish?>[] Readers =
        [SmallTalkReader.Read, MailMentionReader.Read, MemoryReader.Read, FrameReader.ReadFirst, MailWishReader.Read, RespondReader.Read, FreeTimeReader.Read, TaskReader.Read, TaskChangeReader.Read, ChangeReader.Read, AgendaReader.Read, EventReader.Read];

    /// <summary>Lines and sentences. A full stop inside a time, number or abbreviation ends none.</summary>
    private static List<string> Sentences(string text)
    {
        var found = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !(text[i] is '\n' or '\r' or ';' || (text[i] is '.' or '!' or '?' && IsEndOfSentence(text, i)))) continue;
            var sentence = text[start..Math.Min(text.Length, i + 1)].Trim().TrimEnd(';').Trim();
            if (sentence.Any(c => !char.IsWhiteSpace(c) && c is not ('.' or '!' or '?' or '-' or '*' or '•'))) found.Add(sentence);
            start = i + 1;
        }
        return found;
    }

    private static bool IsEndOfSentence(string text, int i)
    {
        if (i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1])) return false;
        if (text[i] != '.') return true;
        var word = i;
        while (word > 0 && char.IsLetter(text[word - 1])) word--;
        var isLetter = i - word == 1; // "p.m." ends a sentence only before a capital
        return isLetter ? text.AsSpan(i + 1).TrimStart() is [var next, ..] && char.IsUpper(next) : !Abbreviations.Contains(text[word..i]);
    }

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "dr", "mr", "mrs", "ms", "st", "prof", "jr", "sr", "vs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "e.g", "i.e", "approx",
    };

    /// <summary>Cuts a sentence at "and", "then" and commas, where what follows is a whole wish on its own.</summary>
    private static List<string> Clauses(string sentence, Scene scene)
    {
        if (sentence.Length > LongestList) return [sentence];
        var t = Lexer.Read(sentence);
        var clauses = new List<string>();
        var start = 0;
        for (var i = 1; i < t.Count && clauses.Count <= MostWishes; i++)
        {
            if (!t.Is(i, "and", "then", ",", "also") || t.Is(i - 1, "and", "then", ",", "also")) continue;
            var next = Lexicon.AfterPoliteness(t, i);
            if (!StartsAnother.Contains(t[next].Text)) continue;
            var end = NextStart(t, next + 1);
            var before = ReadOne(t.Slice(start, i), scene);
            if (before is CreateTask && !StartsAfterTask.Contains(t[next].Text) || !before.IsUnderstood || !before.IsComplete(scene)) continue;
            if (t.Is(next, "invite") && !InvitesToOther(t, next, end)) continue;
            if (ReadOne(t.Slice(next, end), scene) is not { IsUnderstood: true } following || !following.IsComplete(scene)) continue;
            clauses.Add(t.Slice(start, i));
            start = next;
        }
        clauses.Add(t.Slice(start, t.Count));
        return clauses;
    }

    private static int NextStart(Tokens t, int from)
    {
        for (var i = from; i < t.Count; i++)
            if (t.Is(i, "and", "then", ",", "also") && StartsAnother.Contains(t[Lexicon.AfterPoliteness(t, i)].Text))
                return i;
        return t.Count;
    }

    /// <summary>"… and invite her" belongs to the event before; "… and invite Bob to the standup" does not.</summary>
    private static bool InvitesToOther(Tokens t, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (t.Is(i, "to") && !Lexicon.Pronouns.Contains(t[i + 1].Text))
                return true;
        return false;
    }
}
