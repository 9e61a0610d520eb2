using System.Globalization;
using AngleSharp.Dom;

namespace Martin.Plugins.Mail;

/// <summary>How the text inside an element looks, as far as it decides whether a reader sees it.</summary>
/// <param name="Gone">Not drawn at all.</param>
/// <param name="Tiny">Too small to read.</param>
internal readonly record struct HtmlLook(bool Gone, bool Invisible, bool Tiny, string Colour, string Background)
{
    public static HtmlLook Page { get; } = new(false, false, false, "#000000", "#ffffff");

    /// <summary>Text in this look is seen.</summary>
    public bool IsSeen => !Gone && !Invisible && !Tiny && Colour != "transparent" && !Colours.LookAlike(Colour, Background);

    /// <summary>The look of an element inside this one.</summary>
    public HtmlLook Of(IElement element, HtmlStyles styles)
    {
        var css = styles.Of(element);
        var colour = Colours.Read(css.GetValueOrDefault("color")) ?? (element.LocalName == "font" ? Colours.Read(element.GetAttribute("color")) : null) ?? Colour;
        var painted = Colours.Ground(css.GetValueOrDefault("background-color")) ?? Colours.Ground(css.GetValueOrDefault("background")) ?? Colours.Ground(css.GetValueOrDefault("background-image"))
            ?? Colours.Ground(element.GetAttribute("bgcolor")) ?? (element.HasAttribute("background") ? Colours.Unknown : null);
        return new(
            Gone || element.HasAttribute("hidden") || IsGone(css),
            css.GetValueOrDefault("visibility") switch { "hidden" or "collapse" => true, "visible" => false, _ => Invisible },
            css.TryGetValue("font-size", out var size) ? IsTiny(size, Tiny) : Tiny,
            colour,
            painted is null or "transparent" ? Background : painted);
    }

    private static bool IsGone(Dictionary<string, string> css) =>
        css.GetValueOrDefault("display") == "none"
        || Number(css, "opacity") is <= 0.05
        || (Number(css, "max-height") is <= 1 && css.GetValueOrDefault("overflow") == "hidden")
        || (Number(css, "height") is <= 1 && css.GetValueOrDefault("overflow") == "hidden")
        || (Number(css, "max-width") is <= 1 && css.GetValueOrDefault("overflow") == "hidden")
        || (Number(css, "width") is <= 1 && css.GetValueOrDefault("overflow") == "hidden")
        || Number(css, "text-indent") is <= -500
        || (css.GetValueOrDefault("position") is "absolute" or "fixed" && (Number(css, "left") is <= -500 || Number(css, "top") is <= -500))
        || css.GetValueOrDefault("clip")?.StartsWith("rect(0", StringComparison.Ordinal) == true
        || (css.TryGetValue("clip-path", out var path) && LeavesNothing(path))
        || (css.TryGetValue("transform", out var transform) && TakesAway(transform))
        || Number(css, "scale") is <= 0.05 and >= -0.05;

    /// <summary>inset(50%), circle(0), polygon(0 0, 0 0, 0 0): a shape without an area.</summary>
    private static bool LeavesNothing(string path)
    {
        var numbers = Numbers(path);
        if (numbers.Count == 0) return false;
        return path.StartsWith("inset", StringComparison.Ordinal) ? path.Contains('%', StringComparison.Ordinal) && (numbers[0] >= 50 || numbers.Any(n => n >= 100))
            : path.StartsWith("circle", StringComparison.Ordinal) || path.StartsWith("ellipse", StringComparison.Ordinal) ? numbers[0] <= 0
            : path.StartsWith("polygon", StringComparison.Ordinal) && numbers.Distinct().Count() == 1;
    }

    /// <summary>Made too small to see, or moved off the page.</summary>
    private static bool TakesAway(string transform) => transform.Split(')', 20).Any(part =>
    {
        var numbers = Numbers(part);
        return (part.Contains("scale", StringComparison.Ordinal) && numbers.Any(n => Math.Abs(n) <= 0.05))
            || (part.TrimStart().StartsWith("matrix(", StringComparison.Ordinal) && numbers is [var x, _, _, var y, ..] && (Math.Abs(x) <= 0.05 || Math.Abs(y) <= 0.05))
            || (part.Contains("translate", StringComparison.Ordinal) && numbers.Any(n => n <= -500));
    });

    /// <summary>The numbers between the brackets, without their units.</summary>
    private static List<double> Numbers(string function) =>
        [.. function[(function.IndexOf('(', StringComparison.Ordinal) + 1)..].Split([',', ' ', ')'], 100, StringSplitOptions.RemoveEmptyEntries).Select(Number).OfType<double>()];

    // Newsletters set 0 on a frame to close gaps and a real size on the text in it.
    private static bool IsTiny(string size, bool inherited)
    {
        if (Number(size) is not { } number) return size is not ("inherit" or "smaller" or "larger") ? false : inherited;
        if (number <= 0) return true;
        if (size.EndsWith('%')) return inherited || number <= 10;
        if (size.EndsWith("em", StringComparison.Ordinal)) return (inherited && !size.EndsWith("rem", StringComparison.Ordinal)) || number <= 0.1;
        return number <= 1.5;
    }

    private static double? Number(Dictionary<string, string> css, string name) => css.TryGetValue(name, out var value) ? Number(value) : null;

    private static double? Number(string value)
    {
        var end = 0;
        while (end < value.Length && (char.IsAsciiDigit(value[end]) || value[end] is '.' or '-' or '+')) end++;
        return double.TryParse(value.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}

internal static class Colours
{
    /// <summary>A picture, a gradient, or a colour that is not read here: nothing is known to look the same.</summary>
    public const string Unknown = "?";

    /// <summary>The colour of a background.</summary>
    /// <returns>As <see cref="Read"/>, or <see cref="Unknown"/>; null when it says nothing.</returns>
    public static string? Ground(string? text)
    {
        if (text?.Trim() is not { Length: > 0 } given || given is "none" or "inherit" or "initial" or "unset" or "revert") return null;
        if (Read(given) is { } plain) return plain;
        if (given.Contains("url(", StringComparison.Ordinal) || given.Contains("gradient", StringComparison.Ordinal)) return Unknown;
        return given.Split(' ', 20, StringSplitOptions.RemoveEmptyEntries).Select(Read).FirstOrDefault(c => c is not null) ?? Unknown;
    }

    /// <summary>No eye tells one from the other: a contrast (WCAG 2.2, "contrast ratio") of less than 1.15, where what is meant to be read has 3 and more.</summary>
    public static bool LookAlike(string colour, string background) =>
        colour == background || (Luminance(colour) is { } a && Luminance(background) is { } b && (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05) < 1.15 && Near(colour, background));

    // Two colours may be equally bright and quite different.
    private static bool Near(string a, string b) => Channels(a).Zip(Channels(b), (x, y) => Math.Abs(x - y)).Max() <= 32;

    private static double? Luminance(string colour)
    {
        if (Channels(colour) is not [var r, var g, var b]) return null;
        return 0.2126 * Linear(r) + 0.7152 * Linear(g) + 0.0722 * Linear(b);

        static double Linear(int channel) => channel / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    /// <returns>Red, green and blue of <c>#rrggbb</c>; nothing of what is none.</returns>
    private static int[] Channels(string colour) =>
        colour.Length == 7 && colour[0] == '#' && int.TryParse(colour.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb)
            ? [rgb >> 16, (rgb >> 8) & 255, rgb & 255] : [];

    /// <returns><c>#rrggbb</c>, <c>transparent</c>, or null when it is no plain colour.</returns>
    public static string? Read(string? text)
    {
        if (text is null) return null;
        text = text.Trim().ToLowerInvariant();
        if (text is "transparent") return text;
        if (text is ['#', _, _, _]) return $"#{text[1]}{text[1]}{text[2]}{text[2]}{text[3]}{text[3]}";
        if (text.Length == 7 && text[0] == '#') return text;
        if (text.Length == 9 && text[0] == '#') return text[7] == '0' ? "transparent" : text[..7];
        if (text.Length == 6 && text.All(char.IsAsciiHexDigit)) return "#" + text;
        if (text.StartsWith("rgb", StringComparison.Ordinal)) return Rgb(text);
        return text switch
        {
            "white" => "#ffffff", "black" => "#000000", "red" => "#ff0000", "green" => "#008000", "blue" => "#0000ff", "yellow" => "#ffff00",
            "gray" or "grey" => "#808080", "silver" => "#c0c0c0", "whitesmoke" => "#f5f5f5", "snow" => "#fffafa", "ivory" => "#fffff0", _ => null,
        };
    }

    private static string? Rgb(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith(')')) return null;
        var parts = text[(open + 1)..^1].Split([',', ' ', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length == 4 && double.TryParse(parts[3], NumberStyles.Float, CultureInfo.InvariantCulture, out var alpha) && alpha <= 0.05) return "transparent";
        return parts.Length >= 3 && byte.TryParse(parts[0], out var r) && byte.TryParse(parts[1], out var g) && byte.TryParse(parts[2], out var b)
            ? $"#{r:x2}{g:x2}{b:x2}" : null;
    }
}
