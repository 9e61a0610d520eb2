using System.Security.Cryptography;
using System.Text;
using Martin.Data;
using Martin.Data.Mail;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>Which conversation a mail belongs to.</summary>
internal sealed class MailThreads(MartinDb db, Guid userId)
{
    /// <summary>How long a subject alone can tie an answer to what it answers.</summary>
    private static readonly TimeSpan SubjectHolds = TimeSpan.FromDays(60);

    private static readonly string[] Marks = ["re", "fwd", "fw", "aw", "wg", "sv", "vs", "antw", "tr", "rv", "res", "enc", "odp", "rif", "回复", "答复", "转发"];

    /// <summary>The mails of a user, whoever the context is for.</summary>
    public static IQueryable<EmailRow> Of(MartinDb db, Guid userId) =>
        db.Emails.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(e => e.UserId == userId);

    /// <summary>The thread of the nearest mail it refers to; else that of mails which answer it; else of a recent mail with its subject and people; else a new one.</summary>
    public async Task<string> FindAsync(ParsedMail mail, DateTimeOffset receivedAt, CancellationToken ct)
    {
        string[] before = [.. mail.References, .. mail.InReplyTo is { } answered ? [answered] : Array.Empty<string>()];
        var own = Name(before.Length > 0 ? before[0] : mail.MessageId);
        var found = await NearestAsync(before, ct) ?? (before.Length == 0 ? await BySubjectAsync(mail, receivedAt, ct) : null) ?? own;
        // Answers that came before what they answer stand in a thread of their own until now.
        var early = await Of(db, userId).Where(e => e.InReplyTo == mail.MessageId && e.ThreadId != found).Select(e => e.ThreadId).Distinct().Take(20).ToListAsync(ct);
        foreach (var thread in early)
            await Of(db, userId).Where(e => e.ThreadId == thread).ExecuteUpdateAsync(s => s.SetProperty(e => e.ThreadId, found), ct);
        return found;
    }

    /// <summary>The subject without <c>Re:</c> and its like, in lower case.</summary>
    /// <returns>The rest, and whether there was such a mark.</returns>
    public static (string Name, bool IsReply) SubjectOf(string subject)
    {
        var rest = subject.AsSpan().Trim();
        var reply = false;
        while (rest.IndexOfAny(':', '：') is > 0 and < 12 and var colon)
        {
            var mark = rest[..colon].Trim();
            var bracket = mark.IndexOfAny('[', '(');
            if (bracket > 0) mark = mark[..bracket].TrimEnd();
            if (!IsMark(mark)) break;
            reply = true;
            rest = rest[(colon + 1)..].TrimStart();
        }
        return (CleanText.Cut(rest.ToString().ToLowerInvariant(), 255), reply);
    }

    private static bool IsMark(ReadOnlySpan<char> text)
    {
        foreach (var mark in Marks)
            if (text.Equals(mark, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private async Task<string?> NearestAsync(string[] before, CancellationToken ct)
    {
        if (before.Length == 0) return null;
        var known = await Of(db, userId).Where(e => before.Contains(e.MessageId)).Select(e => new { e.MessageId, e.ThreadId }).ToListAsync(ct);
        return known.OrderByDescending(k => Array.LastIndexOf(before, k.MessageId!)).FirstOrDefault()?.ThreadId;
    }

    // Only an answer, only with a subject that says something, and only among people who were on the mail before.
    private async Task<string?> BySubjectAsync(ParsedMail mail, DateTimeOffset receivedAt, CancellationToken ct)
    {
        var (name, isReply) = SubjectOf(mail.Subject);
        if (!isReply || name.Length < 4 || mail.From.Email.Length == 0) return null;
        var since = receivedAt - SubjectHolds;
        var recent = await Of(db, userId).AsNoTracking()
            .Where(e => e.ThreadSubject == name && e.ReceivedAt <= receivedAt && e.ReceivedAt >= since && e.MessageId != mail.MessageId)
            .OrderByDescending(e => e.ReceivedAt).Take(5).ToListAsync(ct);
        return recent.FirstOrDefault(e => Same(e.SenderEmail, mail.From.Email) || e.To.Concat(e.Cc).Any(r => Same(r.Email, mail.From.Email)))?.ThreadId;
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>All who know the first mail of a thread come to the same name, also where that mail itself is missing.</summary>
    /// <summary>The thread that a mail begins.</summary>
    public static string Name(string firstMessageId) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(firstMessageId)).AsSpan(0, 16), bigEndian: true).ToString();
}
