using System.Globalization;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Hours said as on a ship: "seven hundred and forty five pm", "at one thousand three hundred".</summary>
internal static class SpokenHours
{
    private const int MostHours = 24;

    private static readonly Dictionary<string, int> Numbers = Named("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty");
    private static readonly Dictionary<string, int> Tens = new() { ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50 };

    /// <summary>Before one of these, hundreds are hours; elsewhere only "am", "pm" or "hours" after them says so.</summary>
    private static readonly HashSet<string> Cues = ["at", "by", "until", "till", "between", "from", "around", "before", "after"];

    private static readonly HashSet<string> Halves = ["am", "pm", "a.m.", "p.m.", "hours", "o'clock"];

    public static string Plain(string text)
    {
        if (!text.Contains(" hundred", StringComparison.OrdinalIgnoreCase)) return text;
        var words = text.Split(' ');
        var plain = new List<string>(words.Length);
        var isHour = false;
        for (var i = 0; i < words.Length; i++)
        {
            if (At(words, i, isHour || i > 0 && Cues.Contains(Lower(words[i - 1]))) is not { } read)
            {
                plain.Add(words[i]);
                isHour &= Lower(words[i]) is "and" or "to";  // "between three hundred and four hundred"
                continue;
            }
            plain.Add(read.Written);
            i = read.End - 1;
            isHour = true;
        }
        return string.Join(' ', plain);
    }

    private static (string Written, int End)? At(string[] words, int i, bool isCued)
    {
        var (hour, at) = (0, i);
        if (Lower(words, i) == "one" && Lower(words, i + 1) == "thousand") (hour, at) = (10, i + 2);
        if (Numbers.TryGetValue(Lower(words, at), out var hundreds) && Lower(words, at + 1) == "hundred") (hour, at) = (hour + hundreds, at + 2);
        else if (at == i) return null;
        var end = Lower(words, at) == "and" ? at + 1 : at;
        var minute = 0;
        if (Tens.TryGetValue(Lower(words, end), out var tens)) (minute, at) = (tens, end + 1);
        if (Numbers.TryGetValue(Lower(words, minute > 0 ? at : end), out var units) && (minute == 0 ? units > 0 && units < 20 : units < 10)) (minute, at) = (minute + units, (minute > 0 ? at : end) + 1);
        if (hour > MostHours || hour == MostHours && minute > 0 || minute > 59 || !isCued && !Halves.Contains(Lower(words, at))) return null;
        return (string.Create(CultureInfo.InvariantCulture, $"{(hour == MostHours ? 0 : hour).ToString(Halves.Contains(Lower(words, at)) ? "0" : "00", CultureInfo.InvariantCulture)}:{minute:00}"), Lower(words, at) == "hours" ? at + 1 : at);
    }

    private static string Lower(string[] words, int i) => i < words.Length ? Lower(words[i]) : "";

    private static string Lower(string word) => word.ToLowerInvariant().TrimEnd(',', '.', '?', '!');

    private static Dictionary<string, int> Named(string words) => words.Split(' ').Select((word, value) => (word, value)).ToDictionary(p => p.word, p => p.value);
}
