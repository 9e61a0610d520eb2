using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Martin.Plugins.Mail;

/// <summary>The HTML of a mail without what is hidden, active or remote, and its text. Both hold the same words.</summary>
/// <param name="Html">null when nothing is left of it.</param>
public sealed record MailHtml(string? Html, string Text)
{
    /// <summary>Elements within elements; beyond it the HTML is not read.</summary>
    private const int MaxDepth = 200;

    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "script", "style", "template", "title", "meta", "link", "base", "object", "embed", "applet", "iframe", "frame", "frameset", "svg", "math",
        "input", "select", "textarea", "button", "datalist", "option", "audio", "video", "canvas", "noembed", "noframes", "xmp", "plaintext", "dialog", "portal", "area", "map",
    };

    private static readonly string[] Tags =
    [
        "a", "abbr", "address", "article", "b", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em",
        "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "s", "samp",
        "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
    ];

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal) { "href", "title", "dir", "lang", "align", "valign", "colspan", "rowspan", "start", "type" };

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
        "main", "ol", "p", "pre", "section", "table", "tr", "ul",
    };

    /// <exception cref="MailRefusedException">It is of a shape that can't be read safely.</exception>
    public static MailHtml Read(string html, CancellationToken ct)
    {
        if (HtmlShape.Problem(html) is { } problem) throw new MailRefusedException(problem);
        using var document = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(html);
        ct.ThrowIfCancellationRequested();
        if (document.Body is not { } body) return new(null, "");
        if (IsTooDeep(body)) throw new MailRefusedException("its HTML is nested too deep");
        var styles = new HtmlStyles(document);
        Hide(body, HtmlLook.Page.Of(body, styles), styles, ct);
        var text = new StringBuilder();
        Write(body, text, false);
        var safe = Sanitizer().SanitizeDom((IHtmlDocument)document, body);
        ct.ThrowIfCancellationRequested();
        var inner = safe.Body?.InnerHtml.Trim();
        return new(string.IsNullOrWhiteSpace(inner) ? null : inner, Tidy(text.ToString()));
    }

    private static HtmlSanitizer Sanitizer()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(Tags, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(Attributes, StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto", "tel" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
        }) { KeepChildNodes = true };
        sanitizer.PostProcessNode += (_, e) =>
        {
            if (e.Node is not IHtmlAnchorElement link) return;
            link.SetAttribute("rel", "noopener noreferrer nofollow");
            link.SetAttribute("target", "_blank");
        };
        return sanitizer;
    }

    private static bool IsTooDeep(IElement body)
    {
        var open = new Stack<(INode Node, int Depth)>([(body, 0)]);
        while (open.TryPop(out var at))
        {
            if (at.Depth > MaxDepth) return true;
            foreach (var child in at.Node.ChildNodes) open.Push((child, at.Depth + 1));
        }
        return false;
    }

    /// <summary>Takes away what a reader does not see, and puts an image's words in its place.</summary>
    private static void Hide(INode node, HtmlLook look, HtmlStyles styles, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        // A copy, for some go; and not by NextSibling, which looks its place up among all siblings.
        foreach (var child in node.ChildNodes.ToArray())
        {
            switch (child)
            {
                case IText text when look.IsSeen || string.IsNullOrWhiteSpace(text.Data):
                    text.Data = CleanText.Of(text.Data);
                    break;
                case IHtmlImageElement image:
                    var words = CleanText.Line(image.AlternativeText, 200);
                    if (words.Length > 0 && look.Of(image, styles).IsSeen) node.InsertBefore(node.Owner!.CreateTextNode($"[{words}]"), image);
                    node.RemoveChild(image);
                    break;
                case IElement element when Dropped.Contains(element.LocalName):
                    node.RemoveChild(element);
                    break;
                case IElement element:
                    var inner = look.Of(element, styles);
                    if (inner.Gone) node.RemoveChild(element);
                    else
                    {
                        Strip(element);
                        Hide(element, inner, styles, ct);
                    }
                    break;
                default:
                    node.RemoveChild(child);  // unseen text, comments, processing instructions
                    break;
            }
        }
    }

    private static void Strip(IElement element)
    {
        foreach (var attribute in element.Attributes.Select(a => a.Name).ToList())
            if (!Attributes.Contains(attribute)) element.RemoveAttribute(attribute);
        if (element.GetAttribute("title") is { } title) element.SetAttribute("title", CleanText.Line(title, 200));
    }

    private static void Write(INode node, StringBuilder text, bool verbatim)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText words:
                    Append(words.Data, text, verbatim);
                    break;
                case IElement { LocalName: "br" }:
                    text.Append('\n');
                    break;
                case IElement element:
                    var block = Blocks.Contains(element.LocalName);
                    if (block) Break(text);
                    if (element.LocalName == "li") text.Append("- ");
                    Write(element, text, verbatim || element.LocalName == "pre");
                    if (block) Break(text);
                    if (element.LocalName is "p" or "table" or "ul" or "ol" or "blockquote") text.Append('\n');
                    if (element.LocalName is "td" or "th") text.Append(' ');
                    break;
            }
        }
    }

    private static void Append(string words, StringBuilder text, bool verbatim)
    {
        if (verbatim)
        {
            text.Append(words);
            return;
        }
        foreach (var c in words)
        {
            if (!char.IsWhiteSpace(c)) text.Append(c);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n')) text.Append(' ');
        }
    }

    private static void Break(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
    }

    /// <summary>No white space at the ends of lines, and one empty line at most.</summary>
    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var empty = 0;
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.TrimEnd();
            empty = trimmed.Length == 0 ? empty + 1 : 0;
            if (empty <= 1) tidy.Append(trimmed).Append('\n');
        }
        return tidy.ToString().Trim();
    }
}
