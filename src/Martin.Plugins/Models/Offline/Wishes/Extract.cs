using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>The sentences of a text that hold most of its often used words, in their order: a summary that makes nothing up.</summary>
internal static class Extract
{
    private const int LongestText = 8_000, LongestSentence = 400, ShortestWord = 4;

    private static readonly HashSet<string> Empty =
        ["this", "that", "with", "from", "have", "will", "your", "you", "they", "them", "there", "would", "could", "about", "been", "were", "what", "when", "which", "please", "thanks", "thank", "dear", "hello", "regards", "best", "kind", "just"];

    public static string Of(string body, int count)
    {
        var sentences = Sentences(body.Length > LongestText ? body[..LongestText] : body);
        if (sentences.Count == 0) return "(It has no text.)";
        if (sentences.Count <= count) return string.Join(' ', sentences);
        var words = sentences.Select(Words).ToList();
        var often = words.SelectMany(w => w.Distinct()).GroupBy(w => w).ToDictionary(g => g.Key, g => g.Count());
        // A short sentence of weighty words says more than a long one with as many.
        var best = Enumerable.Range(0, sentences.Count).OrderByDescending(i => Weight(words[i], often) + (sentences[i].EndsWith('?') ? 1 : 0)).ThenBy(i => i).Take(count).Order();
        return string.Join(' ', best.Select(i => sentences[i]));
    }

    private static double Weight(List<string> words, Dictionary<string, int> often) => words.Count == 0 ? 0 : words.Distinct().Sum(w => often[w]) / Math.Sqrt(words.Count + 4.0);

    private static List<string> Words(string sentence)
    {
        var t = Lexer.Read(sentence);
        return [.. Enumerable.Range(0, t.Count).Select(i => t[i]).Where(k => k.Kind == TokenKind.Word && k.Text.Length >= ShortestWord && !Empty.Contains(k.Text) || k.Kind == TokenKind.Number).Select(k => k.Text)];
    }

    /// <summary>Without quoted lines, greetings and what follows a signature's dashes.</summary>
    private static List<string> Sentences(string body)
    {
        var found = new List<string>();
        foreach (var line in body.ReplaceLineEndings("\n").Split('\n').TakeWhile(l => l.TrimEnd() != "--").Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '>'))
        {
            var start = 0;
            for (var i = 0; i <= line.Length; i++)
            {
                if (i < line.Length && !(line[i] is '.' or '!' or '?' && (i + 1 == line.Length || line[i + 1] == ' '))) continue;
                var sentence = line[start..Math.Min(line.Length, i + 1)].Trim();
                if (sentence.Length is > 0 and <= LongestSentence && sentence.Contains(' ', StringComparison.Ordinal) && !sentence.EndsWith(',')) found.Add(sentence);
                start = i + 1;
            }
        }
        return found;
    }
}
