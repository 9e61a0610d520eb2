using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Names of people and subjects, by the words around them.</summary>
internal static class Names
{
    private const int MostWords = 4;

    /// <summary>Words that no name goes on with.</summary>
    private static readonly HashSet<string> Ends =
    [
        .. ("a an the this that these those my our your his her their me i i'm i'll we you he she it they is are was were be been am do does did have has had will would can could should to of for from in on at by with and or but if as about "
            + "regarding concerning saying say says answering replying up saved asking ask telling tell wishing letting that how what what's whats when where who whether which why because so than then there here again please thanks thank now today tomorrow yesterday "
            + "tonight recently lately currently nowadays right get got give gives show find check open add save store put new old latest last recent newest unread any some all every subject starting using via through over regarding email emails mail "
            + "mails e-mail message messages inbox contact contacts number phone address information info details detail list calendar work works working live lives living still old years year located staying travelling traveling , . ; : ? ! ( ) \"").Split(' '),
    ];

    /// <summary>What stands for nobody that could be found.</summary>
    private static readonly HashSet<string> Nobody =
    [
        "someone", "somebody", "people", "person", "whom", "friend", "friends", "contact", "contacts", "address", "addresses", "email", "mail", "message", "everyone", "all", "them", "him", "her", "it", "this", "that", "new", "someone's", "colleagues", "colleague",
        "member", "members", "recipient", "name", "group", "following", "me", "myself", "us", "anyone", "anybody", "favorites", "favourites", "use", "work", "later", "talk", "future", "wife's",
    ];

    /// <summary>The words from there up to what ends a name; dates end it too.</summary>
    public static (string? Name, int End) From(Frame f, int i, int to)
    {
        var start = i;
        while (start < to && f.Is(start, "my", "the", "a", "an", "our", "friend", "colleague", "mr", "mrs", "ms", "dr", "aunt", "uncle", "his", "her") && start - i < 2) start++;
        if (start > i && f.Is(start - 1, "mr", "mrs", "ms", "dr", "aunt", "uncle")) start--;
        var end = start;
        while (end < to && end - start < MostWords && (f.P.T[end].Kind is TokenKind.Word or TokenKind.Number || f.Words[end] == ".") && !Ends.Contains(f.P.T[end].Text) && !f.P.IsDated(end))
        {
            end++;
            if (IsPossessive(f.P.T, end - 1)) break;
        }
        while (end > start && f.Words[end - 1] == ".") end--;
        var name = f.Said(start, end);
        return end == start || Nobody.Contains(name.ToLowerInvariant()) || Nobody.Contains(f.P.T[end - 1].Text) ? (null, end) : (name, end);
    }

    /// <summary>The words right before the position that make a name.</summary>
    public static string? Before(Frame f, int to, int from)
    {
        var start = to;
        while (start > from && to - start < MostWords && f.P.T[start - 1].Kind == TokenKind.Word && !Ends.Contains(f.P.T[start - 1].Text) && !f.P.IsDated(start - 1) && Verbs.At(f.Words, start - 1, to) is null) start--;
        if (start == to) return null;
        var name = f.Said(start, to);
        return Nobody.Contains(name.ToLowerInvariant()) || Nobody.Contains(f.P.T[to - 1].Text) ? null : name;
    }

    /// <summary>"john's email": whose the thing at the position is; an adjective or two may stand between.</summary>
    public static string? Owner(Frame f, int thing, int from)
    {
        for (var i = thing - 1; i >= Math.Max(from, thing - 5); i--)
            if (IsPossessive(f.P.T, i)) return Before(f, i + 1, from);
        return null;
    }

    public static bool IsPossessive(Tokens t, int i)
    {
        if (t[i].Kind != TokenKind.Word) return false;
        var word = t.Text.AsSpan(t[i].Start, t[i].Length);
        return word.Length > 2 && (word.EndsWith("'s", StringComparison.OrdinalIgnoreCase) || word.EndsWith("’s", StringComparison.OrdinalIgnoreCase)) && t[i].Text is not ("what's" or "let's" or "how's" or "when's" or "it's" or "that's");
    }

    /// <summary>The name after the first of these words.</summary>
    public static string? AfterAny(Frame f, int from, params ReadOnlySpan<string> words)
    {
        for (var i = from; i < f.To - 1; i++)
            if (f.Is(i, words) && From(f, i + 1, f.To).Name is { } name) return name;
        return null;
    }
}
