using System.Text;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Writes down what was spoken: "john dot smith at example dot com" is an address.</summary>
internal static class SpokenText
{
    /// <summary>What ends an address; "dot" before anything else is a word like others.</summary>
    private static readonly HashSet<string> Endings =
        new(StringComparer.OrdinalIgnoreCase) { "com", "org", "net", "edu", "gov", "info", "io", "biz", "co", "uk", "us", "de", "fr", "es", "it", "in", "eu", "ca", "au", "ch", "nl", "me", "app", "dev", "ai" };

    public static string Plain(string text) => Addresses(SpokenHours.Plain(SpokenWords.Plain(text)));

    private static string Addresses(string text)
    {
        if (!text.Contains(" dot ", StringComparison.OrdinalIgnoreCase)) return text;
        var words = text.Split(' ');
        var plain = new List<string>(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            var end = AfterDots(words, i);
            if (end == i + 1 || !Endings.Contains(words[end - 1].TrimEnd('.', ',', '!', '?')))
            {
                plain.AddRange(words[i..end]);  // what begins within it ends with the same word
                i = end - 1;
                continue;
            }
            Add(plain, Joined(words, i, end));
            i = end - 1;
        }
        return string.Join(' ', plain);
    }

    /// <summary>The position after "a dot b dot c".</summary>
    private static int AfterDots(string[] words, int i)
    {
        var end = i + 1;
        while (end + 1 < words.Length && words[i].Length > 0 && string.Equals(words[end], "dot", StringComparison.OrdinalIgnoreCase) && words[end + 1].Length > 0) end += 2;
        return end;
    }

    private static string Joined(string[] words, int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i += 2) text.Append(i == from ? "" : ".").Append(words[i]);
        return text.ToString();
    }

    /// <summary>The domain, with the "john at" that stands before it.</summary>
    private static void Add(List<string> plain, string domain)
    {
        if (domain.Contains('@', StringComparison.Ordinal) || plain.Count < 2 || !string.Equals(plain[^1], "at", StringComparison.OrdinalIgnoreCase)) { plain.Add(domain); return; }
        plain.RemoveAt(plain.Count - 1);
        var local = plain[^1];
        plain.RemoveAt(plain.Count - 1);
        while (plain.Count >= 2 && string.Equals(plain[^1], "dot", StringComparison.OrdinalIgnoreCase))
        {
            local = $"{plain[^2]}.{local}";
            plain.RemoveRange(plain.Count - 2, 2);
        }
        plain.Add($"{local}@{domain}");
    }
}
