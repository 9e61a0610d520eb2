using System.Globalization;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Words as they are written down from speech: letters spelled out ("g. m. t."), sounds between the words ("uh"), days counted before their month ("four april").</summary>
internal static class SpokenWords
{
    private const int MostLetters = 4, MostDays = 31;

    private static readonly HashSet<string> Sounds = new(StringComparer.OrdinalIgnoreCase) { "uh", "um", "uhm", "umm", "uhh", "erm", "uh,", "um,", "uhm,", "erm,", "uh...", "um..." };

    private static readonly HashSet<string> Months = new(StringComparer.OrdinalIgnoreCase)
        { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december" };

    private static readonly Dictionary<string, int> Numbers = new(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".Split(' ').Select((word, i) => KeyValuePair.Create(word, i + 1)).Append(new("thirty", 30)),
        StringComparer.OrdinalIgnoreCase);

    public static string Plain(string text)
    {
        var words = text.Split(' ');
        var plain = new List<string>(words.Length);
        for (var i = 0; i < words.Length; i++)
        {
            if (Sounds.Contains(words[i])) continue;
            if (i + 3 < words.Length && words[i] is "seven" or "7" && words[i + 1] == "days" && words[i + 2] is "a" or "per" && words[i + 3] == "week")
            {
                plain.Add("every day");
                i += 3;
                continue;
            }
            if (Spelled(words, i) is var spelled && spelled > i + 1)
            {
                plain.Add(string.Concat(words[i..spelled].Select(w => w[0])));
                i = spelled - 1;
            }
            else if (DayOf(words, i) is { } day)
            {
                plain.Add(day.Number.ToString(CultureInfo.InvariantCulture));
                i = day.Month - 1;
            }
            else plain.Add(words[i]);
        }
        return plain.Count == words.Length ? text : string.Join(' ', plain);
    }

    /// <summary>The position after "g. m. t."; a single letter is none.</summary>
    private static int Spelled(string[] words, int i)
    {
        var end = i;
        while (end < words.Length && end - i < MostLetters && words[end] is [var letter, '.'] && char.IsAsciiLetter(letter)) end++;
        return end;
    }

    /// <summary>"four april", "twenty six march": the number, and where the month stands.</summary>
    private static (int Number, int Month)? DayOf(string[] words, int i)
    {
        if (!Numbers.TryGetValue(words[i], out var number) || i > 0 && Numbers.ContainsKey(words[i - 1])) return null;
        var at = i + 1;
        if (number is 20 or 30 && at < words.Length && Numbers.TryGetValue(words[at], out var units) && units < 10) (number, at) = (number + units, at + 1);
        return number <= MostDays && at < words.Length && Months.Contains(words[at].TrimEnd(',', '.', '?', '!')) && !IsVerb(words, at) ? (number, at) : null;
    }

    /// <summary>"five may come": a verb, not a month.</summary>
    private static bool IsVerb(string[] words, int at) => string.Equals(words[at], "may", StringComparison.OrdinalIgnoreCase) && at + 1 < words.Length && words[at + 1] is "be" or "come" or "have" or "not" or "i" or "we";
}
