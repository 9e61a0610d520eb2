namespace Martin.Plugins.Mail;

/// <summary>How much of a mail is read; a mail beyond a limit is refused with the reason, and the others of its file are read all the same.</summary>
public sealed record MailLimits
{
    public static MailLimits Default { get; } = new();

    /// <summary>A whole mail as it lies in the file.</summary>
    public int MaxMailBytes { get; init; } = 25_000_000;

    /// <summary>The headers of the mail itself.</summary>
    public int MaxHeaderBytes { get; init; } = 100_000;

    /// <summary>One attachment, decoded.</summary>
    public int MaxAttachmentBytes { get; init; } = 18_000_000;

    /// <summary>Multiparts within multiparts.</summary>
    public int MaxDepth { get; init; } = 40;

    /// <summary>Parts of all kinds.</summary>
    public int MaxParts { get; init; } = 500;

    /// <summary>One text part, decoded.</summary>
    public int MaxTextBytes { get; init; } = 2_000_000;

    /// <summary>One HTML part, decoded.</summary>
    public int MaxHtmlBytes { get; init; } = 500_000;

    /// <summary>Recipients in one header.</summary>
    public int MaxRecipients { get; init; } = 500;

    /// <summary>From the first byte to the finished record.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Mails read from one .mbox.</summary>
    public int MaxMailsPerFile { get; init; } = 100_000;
}

/// <summary>A mail can't be taken in; the message is a short reason for the user.</summary>
public sealed class MailRefusedException(string reason) : Exception(reason);
