using Martin.Data;
using Martin.Data.Mail;
using Martin.Plugins.Mail.Triage;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>A mail of the user's that asks for an answer and has got none.</summary>
public sealed record Unanswered(Guid EmailId, string? ThreadId, string Subject, string To, DateTimeOffset SentAt);

/// <summary>Finds the mails to which nobody has answered.</summary>
public static class FollowUps
{
    /// <summary>Days after which an answer is missed, unless the user has chosen otherwise.</summary>
    public const int DefaultDays = 3;

    /// <summary>Mails that are looked at for one user at a time.</summary>
    private const int MaxFound = 200;

    /// <param name="db">Of the user.</param>
    /// <param name="from">Sent after this.</param>
    /// <param name="until">Sent at this time or before.</param>
    /// <returns>The newest first.</returns>
    public static async Task<List<Unanswered>> FindAsync(MartinDb db, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        // The last word of their thread; who has archived it does not wait any more.
        var sent = await db.Emails.AsNoTracking()
            .Where(e => e.IsOutgoing && e.ReceivedAt > from && e.ReceivedAt <= until && e.Status != EmailStatus.Archived)
            .Where(e => !db.Emails.Any(l => l.ThreadId == e.ThreadId && l.ReceivedAt > e.ReceivedAt))
            .OrderByDescending(e => e.ReceivedAt).ThenByDescending(e => e.Id).Take(MaxFound).ToListAsync(ct);
        if (sent.Count == 0) return [];
        var own = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Email).SingleAsync(ct);
        return [.. from mail in sent
                   let to = mail.To.Find(t => !t.Email.Equals(own, StringComparison.OrdinalIgnoreCase) && !TriageRules.IsNoReply(t.Email))
                   where to is not null && TriageRules.Asks(Quotes.Without(mail.Body ?? ""))
                   select new Unanswered(mail.Id, mail.ThreadId, mail.Subject ?? "", string.IsNullOrWhiteSpace(to.Name) ? to.Email : to.Name, mail.ReceivedAt!.Value)];
    }
}
