using System.Security.Cryptography;
using Martin.Data.Mail;
using MimeKit;
using MimeKit.Utils;

namespace Martin.Plugins.Mail;

/// <summary>Reads one mail (RFC 5322 and MIME), as broken as it may be.</summary>
public static class MailReader
{
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Length of the columns that keep names, addresses and ids.</summary>
    private const int MaxChars = 255;

    private const int MaxSubjectChars = 1_000;
    private const int MaxReferences = 50;

    // The first mail of a process also pays for compiling all of this, which on a busy machine takes longer than any mail may.
    private static readonly Lazy<ParsedMail> Warm = new(() => ReadInTime(
        "From: a@example.org\r\nContent-Type: text/html\r\n\r\n<p>warm"u8.ToArray(), MailLimits.Default with { MaxTime = TimeSpan.FromMinutes(1) }, CancellationToken.None));

    /// <exception cref="MailRefusedException">It is no mail, or goes beyond <paramref name="limits"/>.</exception>
    public static ParsedMail Read(ReadOnlyMemory<byte> mail, MailLimits limits, CancellationToken ct)
    {
        _ = Warm.Value;
        return ReadInTime(mail, limits, ct);
    }

    private static ParsedMail ReadInTime(ReadOnlyMemory<byte> mail, MailLimits limits, CancellationToken ct)
    {
        if (mail.Length > limits.MaxMailBytes) throw new MailRefusedException($"it is larger than {limits.MaxMailBytes / 1_000_000} MB");
        CheckHeaders(mail.Span, limits);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limits.MaxTime);
        try
        {
            using var stream = MemoryMarshalStream.Over(mail);
            using var message = Parse(stream, limits, time.Token);
            return Read(message, mail, limits, time.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MailRefusedException("reading it takes too long");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or NotSupportedException or IOException)
        {
            throw new MailRefusedException("it is not a readable mail");
        }
    }

    private static MimeMessage Parse(MemoryStream mail, MailLimits limits, CancellationToken ct)
    {
        // Two levels more than allowed, so that what is too deep is seen rather than taken for text.
        var options = new ParserOptions { MaxMimeDepth = limits.MaxDepth + 2, MaxAddressGroupDepth = 3 };
        return new MimeParser(options, mail, MimeFormat.Entity, persistent: true).ParseMessage(ct);
    }

    private static ParsedMail Read(MimeMessage message, ReadOnlyMemory<byte> mail, MailLimits limits, CancellationToken ct)
    {
        if (message.Headers.Count == 0) throw new MailRefusedException("it is not a mail: it has no headers");
        var parts = MailParts.Of(message.Body, limits, ct);
        var from = Read(message.From, limits).FirstOrDefault() ?? Sender(message.Sender) ?? new Correspondent { Email = "" };
        var inReplyTo = Id(message.InReplyTo);
        return new()
        {
            MessageId = Id(message.Headers[HeaderId.MessageId] is null ? null : message.MessageId) ?? $"{Convert.ToHexStringLower(SHA256.HashData(mail.Span))}@content",
            InReplyTo = inReplyTo,
            References = [.. message.References.Select(Id).OfType<string>().Distinct().TakeLast(MaxReferences)],
            Subject = CleanText.Line(message.Subject, MaxSubjectChars),
            From = from,
            To = Read(message.To, limits),
            Cc = Read(message.Cc, limits),
            ReplyTo = Read(message.ReplyTo, limits),
            Date = Believable(message.Headers[HeaderId.Date]) ?? Believable(message.Headers[HeaderId.Received]?.Split(';')[^1]),
            Body = parts.Text,
            Html = parts.Html,
            Attachments = parts.Attachments,
            IsBulk = IsBulk(message, from.Email),
        };
    }

    private static Correspondent? Sender(MailboxAddress? sender) => sender is null ? null : Read(sender);

    private static List<Correspondent> Read(InternetAddressList addresses, MailLimits limits) =>
        [.. addresses.Mailboxes.Take(limits.MaxRecipients).Select(Read).Where(a => a.Email.Length > 0 || a.Name is not null)];

    private static Correspondent Read(MailboxAddress mailbox)
    {
        var name = CleanText.Line(mailbox.Name, MaxChars);
        return new() { Email = CleanText.Line(mailbox.Address, MaxChars), Name = name.Length == 0 ? null : name };
    }

    private static string? Id(string? id)
    {
        id = CleanText.Line(id, 2_000).Replace(" ", "", StringComparison.Ordinal);
        if (id.Length == 0) return null;
        // An id beyond the column's length is kept by its hash, which names it as well.
        return id.Length <= MaxChars ? id : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
    }

    private static DateTimeOffset? Believable(string? date) =>
        date is not null && DateUtils.TryParse(date, out var parsed) && parsed > Earliest && parsed < Latest ? parsed.ToUniversalTime() : null;

    private static bool IsBulk(MimeMessage message, string from)
    {
        var headers = message.Headers;
        var precedence = headers["Precedence"]?.Trim();
        var automatic = headers["Auto-Submitted"]?.Trim();
        var name = from.Split('@')[0].Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        return headers.Contains("List-Id") || headers.Contains("List-Unsubscribe")
            || precedence is not null && (precedence.Equals("bulk", StringComparison.OrdinalIgnoreCase) || precedence.Equals("list", StringComparison.OrdinalIgnoreCase))
            || automatic is not null && !automatic.Equals("no", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("noreply", StringComparison.OrdinalIgnoreCase) || name.StartsWith("donotreply", StringComparison.OrdinalIgnoreCase)
            || name.Equals("mailerdaemon", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The headers end at the first empty line; what has no end within the limit is not parsed at all.</summary>
    private static void CheckHeaders(ReadOnlySpan<byte> mail, MailLimits limits)
    {
        if (mail.IndexOfAnyExcept("\r\n\t \0"u8) < 0) throw new MailRefusedException("it is empty");
        var head = mail[..Math.Min(mail.Length, limits.MaxHeaderBytes)];
        if (mail.Length > limits.MaxHeaderBytes && head.IndexOf("\n\n"u8) < 0 && head.IndexOf("\n\r\n"u8) < 0)
            throw new MailRefusedException($"its headers are larger than {limits.MaxHeaderBytes / 1_000} kB");
    }
}
