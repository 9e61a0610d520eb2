namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Reads a word with a slip of the pen as the word that it is one letter away from. Short words stay as they are: too many lie near each other.</summary>
internal static class Vocabulary
{
    private const int Shortest = 5;

    /// <summary>Words of their own that lie near a known one.</summary>
    private static readonly HashSet<string> Others =
        ["cancer", "reminded", "crate", "talks", "taste", "melting", "greeting", "matting", "lasts", "lisp", "merging", "remote", "removes", "evens", "ahead", "chance", "charge", "clears", "clearly", "cleaner", "grades", "updates", "moves", "stops", "shows",
            "reads", "finds", "sends", "makes", "takes", "tasty", "asks", "planes", "planet", "plants", "plane", "plain", "parts", "classy", "glasses", "dates", "mating", "meaning", "heating", "beating", "seating", "eating", "sheet", "shout",
            "mailed", "emailed", "labels", "bills", "calls", "leave", "story", "stored", "hecks", "chick", "cheek", "chess", "chest", "displace", "state", "skate", "latte", "recall", "fetched", "reacts", "edits", "exit", "vision", "visits",
            "party's", "partly", "pastry", "dinners", "winner", "diner", "liner", "bunch", "crunch", "hunch", "launch", "punch", "wrote", "convert", "converts", "spend", "drive", "clock", "clocks", "stream", "passion", "mission", "lessen", "reason", "season", "person", "demos", "views", "reviewed", "flights"];

    private static readonly HashSet<string> Known = [.. Nouns.All.Concat(Verbs.All)];
    private static readonly ILookup<char, string> ByFirst = Known.Where(w => w.Length >= Shortest).ToLookup(w => w[0]);

    public static string Nearest(string word)
    {
        if (word.Length < Shortest || Known.Contains(word) || Others.Contains(word)) return word;
        string? near = null;
        foreach (var known in ByFirst[word[0]])
        {
            if (!IsOneSlip(word, known)) continue;
            if (near is not null) return word;  // it may be either
            near = known;
        }
        return near ?? word;
    }

    /// <summary>One letter too many, too few, another, or two that changed places; an ending "s" is a form of the word and no slip.</summary>
    private static bool IsOneSlip(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 1) return false;
        var start = 0;
        while (start < Math.Min(one.Length, other.Length) && one[start] == other[start]) start++;
        var a = one.AsSpan(start);
        var b = other.AsSpan(start);
        if (a.Length == b.Length)
            return a.Length == 0 || a[1..].SequenceEqual(b[1..]) || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..]));
        return a.Length > b.Length ? a is not "s" && a[1..].SequenceEqual(b) : b is not "s" && b[1..].SequenceEqual(a);
    }
}
