using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>Whether a word begins a wish of the user's, rather than standing within a sentence, in somebody's mouth, in a note or behind a "not".</summary>
internal sealed class WishWords(Tokens tokens)
{
    private readonly SaidTexts texts = new(tokens, LeadIn);

    // With these a wish begins: what stands behind them is what the user wants.
    private static readonly HashSet<string> LeadIn =
    [
        "please", "kindly", "just", "now", "also", "then", "can", "could", "would", "will", "you", "i", "i'd", "we", "want", "need", "like", "to", "let's", "let", "us", "martin",
        "hey", "ok", "okay", "yes", "a", "an", "the", "new", "my", "go", "ahead",
    ];

    private static readonly HashSet<string> Joining = ["and", "then", "also", "but", "so"];

    private static readonly HashSet<string> SentenceEnds = [".", ";", "!", "?"];

    // What stands behind one of these may be a further wish, unless the sentence began with what is noted or told.
    private static readonly HashSet<string> Pauses = [",", "–", "—"];

    // A sentence that begins so goes on with a text of its own: "todo: cancel the standup", "tell Bob, move the review".
    private static readonly HashSet<string> TextFollows =
    [
        "todo", "todos", "task", "tasks", "remind", "reminder", "reminders", "note", "notes", "remember", "memo", "memorize", "write", "jot", "list", "add", "put", "create", "make", "save",
        "know", "keep", "tell", "ask", "say", "reply", "answer", "respond", "mail", "email", "message", "send", "draft", "forward", "title", "subject", "call", "name", "rename",
    ];

    // Said of what has happened; it asks for the note of it.
    private static readonly HashSet<string> Statements = ["done", "finished", "completed"];

    private static readonly HashSet<string> Denying = ["not", "never", "no", "don't", "dont", "isn't", "aren't", "wasn't", "haven't", "hasn't", "cannot", "can't", "without", "unless"];

    /// <param name="wish">A word, or several ("take back"): the others follow the first within its clause.</param>
    public bool Begin(string wish)
    {
        var words = wish.Split(' ');
        var stem = WordStems.Stem(words[0]);
        if (Statements.Contains(wish)) return IsStated(stem);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Word || WordStems.Of(tokens[i]) != stem || texts.Hold(i) || !words.Skip(1).All(w => Follows(i, w))) continue;
            var before = Before(i);
            if (before < 0 || Ends(before)) return true;
            if (tokens[before].Text == ":" && Before(before) is var name && (name < 0 || Ends(name))) return true;  // "Martin: …"
            if ((Joining.Contains(tokens[before].Text) || Pauses.Contains(tokens[before].Text)) && !FollowsText(before)) return true;
        }
        return false;
    }

    private bool Follows(int from, string word)
    {
        for (var i = from + 1; i < tokens.Count && !IsPause(tokens[i]); i++)
            if (tokens[i].Text == word) return true;
        return false;
    }

    private static bool IsPause(Token token) => token.Text == ":" || Joining.Contains(token.Text) || Pauses.Contains(token.Text) || SentenceEnds.Contains(token.Text);

    private bool IsStated(string stem) =>
        Enumerable.Range(0, tokens.Count).Any(i => tokens[i].Kind == TokenKind.Word && WordStems.Of(tokens[i]) == stem && !texts.Hold(i)) && !tokens.Text.Contains('?', StringComparison.Ordinal) && !All.Any(t => Denying.Contains(t.Text));

    /// <summary>A sentence ends here; the full stop behind a number may be that of an item in a list.</summary>
    private bool Ends(int i) => SentenceEnds.Contains(tokens[i].Text) && !(tokens[i].Text == "." && tokens[i - 1].Kind == TokenKind.Number && tokens.IsGlued(i));

    /// <summary>The message holds the words of the wish, words that only lead in, and <paramref name="others"/>; nothing else.</summary>
    public bool IsAll(IEnumerable<string> wishes, IReadOnlySet<string> others)
    {
        var words = wishes.SelectMany(w => w.Split(' ')).ToHashSet();
        return All.All(t => t.Kind == TokenKind.Mark ? t.Text.All(char.IsPunctuation) : t.Kind == TokenKind.Word && (words.Contains(t.Text) || LeadIn.Contains(t.Text) || others.Contains(t.Text)));
    }

    private IEnumerable<Token> All => Enumerable.Range(0, tokens.Count).Select(i => tokens[i]);

    /// <summary>The place before the words that only lead in.</summary>
    private int Before(int i)
    {
        var before = i - 1;
        while (before >= 0 && LeadIn.Contains(tokens[before].Text)) before--;
        return before;
    }

    /// <summary>The sentence up to here is one whose rest may be a text.</summary>
    private bool FollowsText(int end)
    {
        var start = end;
        while (start > 0 && !Ends(start - 1)) start--;
        for (var i = start; i < end; i++)
        {
            if (tokens[i].Text == ":") return true;
            var before = Before(i);
            if (TextFollows.Contains(tokens[i].Text) && (before < start || Joining.Contains(tokens[before].Text) || Pauses.Contains(tokens[before].Text))) return true;
        }
        return false;
    }
}
