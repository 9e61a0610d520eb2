using MimeKit;

namespace Martin.Plugins.Mail;

/// <summary>What the parts of a mail come to: one text, one HTML, and files.</summary>
internal sealed class MailParts
{
    private readonly MailLimits limits;
    private readonly CancellationToken ct;
    private readonly List<Shown> shown = [];
    private readonly List<ParsedAttachment> attachments = [];
    private int parts;

    // Stands for HTML that is not even looked at; refused only where no text stands beside it.
    private static readonly string TooLargeHtml = new('<', 1);

    /// <param name="Instead">What is read in place of the part's own text: the other form in which the mail has it.</param>
    private sealed record Shown(bool IsHtml, string Content, string? Instead = null)
    {
        public bool IsBlank => string.IsNullOrWhiteSpace(CleanText.Of(Content));
    }

    private MailParts(MailLimits limits, CancellationToken ct)
    {
        this.limits = limits;
        this.ct = ct;
    }

    public string Text { get; private set; } = "";
    public string? Html { get; private set; }
    public IReadOnlyList<ParsedAttachment> Attachments => attachments;

    /// <exception cref="MailRefusedException">Too deep, too many parts, or an attachment that is too large.</exception>
    public static MailParts Of(MimeEntity? body, MailLimits limits, CancellationToken ct)
    {
        var read = new MailParts(limits, ct);
        if (body is not null) read.Walk(body, 0);
        read.Join();
        return read;
    }

    private void Walk(MimeEntity entity, int depth)
    {
        ct.ThrowIfCancellationRequested();
        if (depth > limits.MaxDepth) throw new MailRefusedException($"its parts are nested more than {limits.MaxDepth} deep");
        if (++parts > limits.MaxParts) throw new MailRefusedException($"it has more than {limits.MaxParts} parts");
        switch (entity)
        {
            case MultipartAlternative alternative:
                WalkAlternative(alternative, depth);
                break;
            case Multipart multipart:
                foreach (var part in multipart) Walk(part, depth + 1);
                break;
            case MessagePart message:
                Attach(AttachedMail(message), message.ContentDisposition?.FileName ?? $"{message.Message?.Subject ?? "message"}.eml", "message/rfc822");
                break;
            case TextPart text when IsShown(text):
                shown.Add(new(text.IsHtml, Decode(text)));
                break;
            case MimePart part:
                Attach(part);
                break;
        }
    }

    /// <summary>Of several forms of the same thing the last that is text and the last that has HTML are kept, whole; what else is offered is a file.</summary>
    private void WalkAlternative(MultipartAlternative alternative, int depth)
    {
        List<List<Shown>> forms = [];
        foreach (var part in alternative)
        {
            var before = shown.Count;
            Walk(part, depth + 1);
            forms.Add([.. shown[before..].Where(p => !p.IsBlank)]);
            shown.RemoveRange(before, shown.Count - before);
        }
        var html = forms.FindLast(f => f.Any(p => p.IsHtml));
        var text = forms.FindLast(f => f.Count > 0 && f.All(p => !p.IsHtml));
        if (html is null || text is null)
        {
            shown.AddRange(html ?? text ?? []);
            return;
        }
        var written = string.Join("\n\n", text.Select(p => p.Content));
        shown.AddRange(html.Select((part, place) => part with { Instead = place == 0 ? written : "" }));
    }

    private void Join()
    {
        List<string> texts = [], htmls = [];
        for (var at = 0; at < shown.Count;)
        {
            var parts = shown.Skip(at + 1).TakeWhile(p => p.Instead is "").Prepend(shown[at]).ToList();
            texts.Add(Read(parts, shown[at].Instead is { } written ? CleanText.Of(written).Trim() : null, htmls));
            at += parts.Count;
        }
        Text = Joined(texts);
        Html = shown.Any(p => p.IsHtml) && htmls.Count > 0 ? string.Join("\n", htmls) : null;
    }

    /// <summary>What is read of parts that belong together.</summary>
    /// <param name="written">The text that stands beside them: read in their place, where it says what they show.</param>
    private string Read(List<Shown> parts, string? written, List<string> htmls)
    {
        List<string> seen = [];
        foreach (var (isHtml, content, _) in parts)
        {
            if (!isHtml)
            {
                seen.Add(CleanText.Of(content).Trim());
                htmls.Add($"<pre>{System.Net.WebUtility.HtmlEncode(seen[^1])}</pre>");
                continue;
            }
            try
            {
                if (ReferenceEquals(content, TooLargeHtml)) throw new MailRefusedException($"its HTML is larger than {limits.MaxHtmlBytes / 1_000} kB");
                var html = MailHtml.Read(content, ct);
                seen.Add(html.Text);
                if (html.Html is not null) htmls.Add(html.Html);
            }
            catch (MailRefusedException) when (written is not null)
            {
                return written;  // the text can be read, the HTML can't
            }
        }
        var shownText = Joined(seen);
        return written is not null && SameWords.In(written, shownText) ? written : shownText;
    }

    private static string Joined(IEnumerable<string> texts) => string.Join("\n\n", texts.Where(t => t.Length > 0));

    private static bool IsShown(TextPart text) =>
        !text.IsAttachment && (text.IsHtml || text.IsPlain || text.IsFlowed || text.ContentType.MediaSubtype.Equals("enriched", StringComparison.OrdinalIgnoreCase))
        && string.IsNullOrEmpty(text.FileName);

    private string Decode(TextPart part)
    {
        if (part.Content is null) return "";
        using var bytes = new BoundedStream(part.IsHtml ? limits.MaxHtmlBytes : limits.MaxTextBytes);
        part.Content.DecodeTo(bytes, ct);
        if (part.IsHtml && bytes.Overran) return TooLargeHtml;
        var text = Charsets.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), part.ContentType.Charset);
        return !bytes.Overran ? text : text + $"\n\n[The text goes on; what is beyond {limits.MaxTextBytes / 1_000_000} MB was left out.]";
    }

    private void Attach(MimePart part)
    {
        if (part.Content is null) return;
        using var bytes = new BoundedStream(limits.MaxAttachmentBytes);
        // As long as it is encoded, it can't be longer when it is decoded: one buffer instead of many that grow.
        bytes.Capacity = (int)Math.Min((part.Content.Stream?.Length ?? 0), limits.MaxAttachmentBytes);
        part.Content.DecodeTo(bytes, ct);
        if (bytes.Overran) throw TooLarge();
        Attach(bytes.ToArray(), part.FileName, part.ContentType.MimeType);
    }

    private byte[] AttachedMail(MessagePart part)
    {
        using var bytes = new BoundedStream(limits.MaxAttachmentBytes);
        part.Message?.WriteTo(bytes, ct);
        return bytes.Overran ? throw TooLarge() : bytes.ToArray();
    }

    private void Attach(byte[] content, string? name, string contentType) =>
        attachments.Add(new(FileNames.Safe(name, attachments.Count + 1), CleanText.Line(contentType, 255).ToLowerInvariant(), content));

    private MailRefusedException TooLarge() => new($"an attachment is larger than {limits.MaxAttachmentBytes / 1_000_000} MB");
}
