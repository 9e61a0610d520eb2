using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>A list as spoken of, and where it stands in the sentence.</summary>
/// <param name="Name">null: no name was said, or it is the list of tasks.</param>
/// <param name="IsTasks">Said as "to-do list" or "tasks".</param>
/// <param name="From">With the preposition and article before it.</param>
internal sealed record ListName(string? Name, bool IsTasks, bool IsMany, int From, int To)
{
    private const int MostWords = 4;

    private static readonly HashSet<string> Before =
    [
        .. ("to on in into onto from off of for with my the our a an this that these those any some new another all every existing current available active open saved whole entire blank empty is are was what what's whats which how many "
            + "me kind kinds show display read tell list lists give create make start begin add put delete remove clear erase get update check see name i have has do does left there item items number two three four five one first second "
            + "last it please cancel trash edit and named called , : . see view open find print following").Split(' '),
    ];

    private static readonly HashSet<string> Tasks = ["to do", "todo", "to dos", "todos", "to - do", "task", "tasks", "things to do", "thing to do", "do"];

    public static ListName? In(Frame f)
    {
        for (var i = f.From; i < f.To; i++)
        {
            if (Nouns.Lists.Contains(f.Words[i]) && !IsVerb(f, i)) return At(f, i);
            if (f.Is(i, "groceries", "grocery") && !f.Has(Nouns.Lists) && f.Is(i - 1, "my", "the", "to", "on", "from") && !f.Is(i + 1, "store", "shop", "delivery")) return new("grocery", false, false, Start(f, i), i + 1);
            if (f.After("to", "do") == i + 2 && f.Is(i - 1, "my", "the") && !f.Has(Nouns.Lists)) return new(null, true, false, Start(f, i), i + 2);
        }
        return null;
    }

    /// <summary>"list my alarms": the verb.</summary>
    private static bool IsVerb(Frame f, int i) => i == f.From && f.Words[i] == "list" && i + 1 < f.To && !f.Is(i + 1, "to", "of", "new", "called", "remove", "add", "please", "items");

    private static ListName At(Frame f, int noun)
    {
        var isMany = f.Words[noun] is "lists" or "checklists";
        var start = noun;
        while (start > f.From && noun - start < MostWords && !Before.Contains(f.Words[start - 1]) && !f.P.IsDated(start - 1)) start--;
        var isToDo = f.Is(noun - 1, "do") && f.Is(noun - 2, "to") || f.Is(noun - 1, "do") && f.Is(noun - 2, "-");
        // "the must read list", "my to buy list"
        if (start == noun && f.Is(noun - 2, "must", "to") && !isToDo && f.Is(noun - 3, "my", "the", "our", "a") && f.P.T[noun - 1].Kind == Dates.Grammar.TokenKind.Word) start = noun - 2;
        if (isToDo) start = noun - (f.Is(noun - 2, "-") ? 3 : 2);
        var words = string.Join(' ', Enumerable.Range(start, noun - start).Select(k => f.P.T[k].Text));
        var end = noun + 1;
        if (words.Length == 0 && f.Is(end, "called", "named", "titled", "of", "for", ":") && After(f, end + 1) is { } after) (words, end) = after;
        else if (words.Length == 0 && f.Is(end, "to") && f.Is(end + 1, "do")) return new(null, true, false, Start(f, start), end + 2);
        else if (words.Length == 0 && f.Is(end, "things", "thing") && f.Is(end + 1, "to") && f.Is(end + 2, "do")) return new(null, true, false, Start(f, start), end + 3);
        var isTasks = Tasks.Contains(words);
        return new(words.Length == 0 || isTasks ? null : Canonical(words), isTasks, isMany, Start(f, start), end);
    }

    private static (string, int)? After(Frame f, int from)
    {
        while (f.Is(from, "my", "the", "a", "an", "all")) from++;
        var end = from;
        while (end < f.To && end - from < MostWords && !f.P.IsDated(end) && !f.Is(end, "please", "for", "from", "by", "with", "i", "that", "to", "and", "which", ",", ".", "on", "in", "we")) end++;
        return end == from ? null : (string.Join(' ', Enumerable.Range(from, end - from).Select(k => f.P.T[k].Text)), end);
    }

    private static int Start(Frame f, int at)
    {
        while (f.Is(at - 1, "my", "the", "our", "a", "an", "this", "that", "new", "open", "existing", "blank", "empty", "brand", "another", "fresh")) at--;
        return f.Is(at - 1, "to", "on", "in", "into", "onto", "from", "off", "of") ? at - 1 : at;
    }

    /// <summary>One name for one list, however it is said.</summary>
    public static string Canonical(string name) => name switch
    {
        "groceries" or "grocery shopping" or "grocery store" or "food shopping" => "grocery",
        "shopping cart" or "shop" => "shopping",
        _ => name,
    };
}
