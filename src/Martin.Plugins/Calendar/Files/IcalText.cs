using System.Buffers;
using System.Text;

namespace Martin.Plugins.Calendar.Files;

/// <summary>How much of a file is read. What goes beyond is refused with a reason, and the rest is read.</summary>
public static class IcalLimits
{
    public const int FileBytes = 5_000_000;
    public const int Events = 5_000;

    /// <summary>Characters of one unfolded line.</summary>
    public const int Line = 100_000;

    /// <summary>Properties of one event.</summary>
    public const int Properties = 3_000;

    /// <summary>Components within components.</summary>
    public const int Depth = 16;

    /// <summary>Reasons that one answer names.</summary>
    public const int Errors = 200;

    /// <summary>How long the events of a file may take to be understood.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(1.5);
}

/// <summary>One line of an iCalendar file (RFC 5545, 3.1), unfolded.</summary>
public sealed record IcalProperty(string Name, IReadOnlyDictionary<string, string> Parameters, string Value)
{
    public string? Parameter(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>TEXT without its escapes.</summary>
    public string Text()
    {
        var text = new StringBuilder(Value.Length);
        for (var i = 0; i < Value.Length; i++)
        {
            var c = Value[i];
            if (c == '\\' && i + 1 < Value.Length) c = Value[++i] is 'n' or 'N' ? '\n' : Value[i];
            text.Append(c);
        }
        return text.ToString();
    }

    /// <summary>A line without characters that nobody sees, in text, names, addresses and ids alike: none of them means anything there, and U+0000 no database takes.</summary>
    /// <returns>null when the line is no property.</returns>
    public static IcalProperty? Read(string line)
    {
        line = IcalText.Visible(line);
        var end = line.AsSpan().IndexOfAny(';', ':');
        if (end <= 0) return null;
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var at = end;
        while (at < line.Length && line[at] == ';')
        {
            var equals = line.IndexOf('=', at);
            if (equals < 0) return null;
            var quoted = equals + 1 < line.Length && line[equals + 1] == '"';
            var stop = quoted ? line.IndexOf('"', equals + 2) : line.AsSpan(equals + 1).IndexOfAny(';', ':') is var n and >= 0 ? equals + 1 + n : -1;
            if (stop < 0) return null;
            parameters.TryAdd(line[(at + 1)..equals], quoted ? line[(equals + 2)..stop] : line[(equals + 1)..stop]);
            at = quoted ? stop + 1 : stop;
        }
        return at < line.Length && line[at] == ':' ? new(line[..end].ToUpperInvariant(), parameters, line[(at + 1)..]) : null;
    }
}

internal static class IcalText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(c => (char)c).Where(c => (char.IsControl(c) && c != '\t') || char.IsSurrogate(c) || Hidden(c))]);

    private static bool Hidden(char c) => c is >= '\u200B' and <= '\u200F' or >= '\u202A' and <= '\u202E' or >= '\u2060' and <= '\u206F' or '\uFEFF';

    /// <summary>The unfolded lines of a file; one that is too long comes cut.</summary>
    public static IEnumerable<(string Line, bool Cut)> Lines(string text)
    {
        var line = new StringBuilder();
        var cut = false;
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOfAny('\r', '\n');
            if (length < 0) length = text.Length - at;
            var begin = at;
            at += length;
            if (at < text.Length) at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
            if (length > 0 && text[begin] is ' ' or '\t')
            {
                begin++;
                length--;
            }
            else
            {
                if (line.Length > 0) yield return (line.ToString(), cut);
                line.Clear();
                cut = false;
            }
            var room = IcalLimits.Line - line.Length;
            cut |= length > room;
            line.Append(text, begin, Math.Min(length, room));
        }
        if (line.Length > 0) yield return (line.ToString(), cut);
    }

    /// <summary>Without control, zero-width, bidi and tag characters, and without halves of a surrogate pair.</summary>
    public static string Visible(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspects)) return text;
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune)) continue;
            // Tag characters lie in plane 14.
            if (!rune.IsBmp ? rune.Value is < 0xE0000 or > 0xE0FFF : !Suspects.Contains(text[i])) kept.Append(text, i, rune.Utf16SequenceLength);
            i += rune.Utf16SequenceLength - 1;
        }
        return kept.ToString();
    }

    public static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("\r\n", "\\n", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Appends a line, folded at 75 bytes.</summary>
    public static void Fold(StringBuilder into, string line)
    {
        var bytes = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > 75)
            {
                into.Append("\r\n ");
                bytes = 1;
            }
            into.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }
        into.Append("\r\n");
    }
}
