using AngleSharp.Dom;

namespace Martin.Plugins.Mail;

/// <summary>The declarations of a mail's own style sheets that name a tag, a class or an id, and of style attributes.</summary>
/// <remarks>Rules inside @media don't count: they hide one of two versions, and which one is up to the screen.</remarks>
internal sealed class HtmlStyles
{
    private const int MaxRules = 1_000;
    private const int MaxSelectorsOfBlock = 100;
    private const int MaxBlockChars = 4_000;

    private readonly Dictionary<string, Dictionary<string, string>> rules = [];

    public HtmlStyles(IDocument document)
    {
        foreach (var sheet in document.QuerySelectorAll("style")) Add(sheet.TextContent);
    }

    /// <summary>Property → value, both in lower case.</summary>
    public Dictionary<string, string> Of(IElement element)
    {
        var css = new Dictionary<string, string>();
        if (rules.Count > 0)
        {
            Merge(css, element.LocalName);
            foreach (var name in element.ClassList.Take(20))
            {
                Merge(css, $".{name.ToLowerInvariant()}");
                Merge(css, $"{element.LocalName}.{name.ToLowerInvariant()}");
            }
            if (element.Id is { Length: > 0 } id) Merge(css, $"#{id.ToLowerInvariant()}");
        }
        Declarations(element.GetAttribute("style"), css);
        return css;
    }

    private void Merge(Dictionary<string, string> css, string selector)
    {
        if (!rules.TryGetValue(selector, out var rule)) return;
        foreach (var (name, value) in rule) css[name] = value;
    }

    private void Add(string sheet)
    {
        for (var at = 0; at < sheet.Length && rules.Count < MaxRules;)
        {
            var open = sheet.IndexOf('{', at);
            if (open < 0) return;
            var selectors = sheet[at..open];
            var end = EndOfBlock(sheet, open);
            at = end + 1;
            if (selectors.Contains('@', StringComparison.Ordinal)) continue;
            var block = new Dictionary<string, string>();
            Declarations(sheet[(open + 1)..Math.Min(Math.Min(end, sheet.Length), open + 1 + MaxBlockChars)], block);
            foreach (var selector in selectors.ToLowerInvariant().Split(',', MaxSelectorsOfBlock, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (rules.Count >= MaxRules) return;
                if (!rules.TryGetValue(selector, out var rule)) rules[selector] = rule = [];
                foreach (var (name, value) in block) rule[name] = value;
            }
        }
    }

    private static int EndOfBlock(string sheet, int open)
    {
        var depth = 0;
        for (var i = open; i < sheet.Length; i++)
        {
            if (sheet[i] == '{') depth++;
            else if (sheet[i] == '}' && --depth == 0) return i;
        }
        return sheet.Length;
    }

    private static void Declarations(string? text, Dictionary<string, string> css)
    {
        if (string.IsNullOrEmpty(text)) return;
        foreach (var declaration in text.ToLowerInvariant().Split(';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) continue;
            css[declaration[..colon].Trim()] = declaration[(colon + 1)..].Replace("!important", "", StringComparison.Ordinal).Trim();
        }
    }
}
