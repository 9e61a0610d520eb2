using System.Collections.Frozen;

namespace Martin.Plugins.Mail;

/// <summary>A rough look at HTML before it is parsed: some shapes make every HTML parser work for minutes or nest until the stack ends.</summary>
internal static class HtmlShape
{
    private const int MaxTags = 10_000;

    /// <summary>Of open elements that a parser opens again in every following block.</summary>
    private const int MaxOpenFormatting = 150;

    private const int MaxOpenElements = 2_000;

    /// <summary>
    /// Of formatting elements that may be open at once, times the blocks in which they would be opened again. What closes them can't be
    /// trusted: a closing tag of another name, in a table or in an attribute closes nothing.
    /// </summary>
    private const long MaxOpenedAgain = 400_000;

    /// <summary>Elements that look the same that a parser keeps open (HTML standard, "the list of active formatting elements": the Noah's Ark clause).</summary>
    private const int MostAlike = 3;

    private static readonly FrozenSet<string> Formatting =
        new[] { "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Void =
        new[] { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr", "p", "li", "td", "tr", "th", "option", "dd", "dt" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <returns>What is wrong with it; null when it can be parsed.</returns>
    public static string? Problem(string html)
    {
        int tags = 0, formatting = 0, open = 0, blocks = 0;
        var alike = new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();
        long kept = 0;
        var formats = Formatting.GetAlternateLookup<ReadOnlySpan<char>>();
        var voids = Void.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = html.IndexOf('<'); at >= 0 && at + 1 < html.Length; at = html.IndexOf('<', at + 1))
        {
            var closing = html[at + 1] == '/';
            var begin = at + (closing ? 2 : 1);
            var end = begin;
            while (end < html.Length && char.IsAsciiLetterOrDigit(html[end])) end++;
            if (end == begin) continue;
            var name = html.AsSpan(begin, end - begin);
            if (++tags > MaxTags) return "its HTML has too many elements";
            var step = closing ? -1 : 1;
            if (formats.Contains(name)) formatting = Math.Max(0, formatting + step);
            if (!voids.Contains(name)) open = Math.Max(0, open + step);
            if (!closing && formats.Contains(name) && !name.Equals("a", StringComparison.OrdinalIgnoreCase))  // of links one at most is open
            {
                var tag = html.AsSpan(begin, Math.Min(html.Length - begin, 200));
                tag = tag.IndexOf('>') is >= 0 and var close ? tag[..close] : tag;
                alike.TryGetValue(tag, out var seen);
                alike[tag] = seen + 1;
                if (seen < MostAlike) kept++;
            }
            else if (!closing)
            {
                blocks++;
            }
            if (kept * blocks > MaxOpenedAgain) return "its HTML repeats its formatting too often";
            if (formatting > MaxOpenFormatting || open > MaxOpenElements) return "its HTML is nested too deep";
        }
        return null;
    }
}
