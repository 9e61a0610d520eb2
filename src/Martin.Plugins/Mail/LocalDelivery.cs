using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Data.Users;
using Martin.Plugins.Mail.Replies;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>Gives a mail to those of its recipients who use this Martin, and keeps it in the outbox for the others.</summary>
internal sealed class LocalDelivery(MartinDb db, TimeProvider clock)
{
    private const int MaxRecipients = 100;

    public Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken ct) => db.WriteAsync<SendOutcome>(async () =>
    {
        var recipients = mail.To.Concat(mail.Cc).Concat(mail.Bcc).DistinctBy(r => r.Email.ToUpperInvariant()).ToList();
        if (recipients.Count == 0) return new SendOutcome.Refused("The mail has no recipient.");
        if (recipients.Count > MaxRecipients) return new SendOutcome.Refused($"A mail goes to at most {MaxRecipients} people at once.");
        if (recipients.Find(r => !MailRules.IsAddress(r.Email)) is { } wrong) return new SendOutcome.Refused($"{CleanText.Line(wrong.Email, 100)} is not an email address.");
        EmailRow? answered = null;
        if (mail.InReplyToEmailId is { } id && (answered = await db.Emails.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct)) is null)
            return new SendOutcome.Refused("The mail that it answers does not exist.");
        var now = clock.Now();
        if (mail.DraftId is { } draft && !await RetireAsync(draft, mail, now, ct)) return new SendOutcome.Refused("That draft is not there, or has already been sent.");
        var sender = await db.Users.AsNoTracking().SingleAsync(u => u.Id == db.Owner, ct);
        var written = Written(mail, sender, answered, now);
        var users = await UsersAsync(recipients, ct);
        var delivered = users.Select(u => u.Email.ToUpperInvariant()).ToHashSet();
        var kept = recipients.Where(r => !delivered.Contains(r.Email.ToUpperInvariant())).Select(r => r.Email).ToList();
        var copy = Copy(mail, written, sender, answered, kept.Count == 0 ? MailDelivery.Local : MailDelivery.Outbox, now);
        db.Emails.Add(copy);
        await db.SaveChangesAsync(ct);
        await DeliverAsync(written, users, now, ct);
        return new SendOutcome.Sent(copy, [.. users.Select(u => u.Email)], kept);
    }, ct);

    /// <summary>The draft has become this mail, unless it says something else by now: then it stays, for what is in it has not been sent.</summary>
    /// <returns>false when there is no such draft.</returns>
    private async Task<bool> RetireAsync(Guid id, OutgoingMail mail, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id && d.SentAt == null, ct) is not { } draft) return false;
        if (!IsSame(draft, mail)) return true;
        var edited = draft.Generated is null ? (decimal?)null : Math.Round((decimal)EditDistance.Share(draft.Generated, draft.Content ?? ""), 2);
        return await db.Drafts.Where(d => d.Id == id && d.SentAt == null && d.Version == draft.Version)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.SentAt, now).SetProperty(d => d.Edited, edited), ct) == 1;
    }

    private static bool IsSame(DraftRow draft, OutgoingMail mail) =>
        (draft.Subject ?? "") == mail.Subject && CleanText.Of(draft.Content) == CleanText.Of(mail.Body)
        && Addresses(draft.To).SetEquals(Addresses(mail.To)) && Addresses(draft.Cc).SetEquals(Addresses(mail.Cc)) && Addresses(draft.Bcc).SetEquals(Addresses(mail.Bcc));

    private static HashSet<string> Addresses(IEnumerable<Correspondent> people) => people.Select(p => p.Email).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private async Task<List<UserRow>> UsersAsync(List<Correspondent> recipients, CancellationToken ct)
    {
        var addresses = recipients.Select(r => r.Email.ToLowerInvariant()).ToList();
#pragma warning disable CA1304, CA1311 // translated to the database's lower(), which has no culture
        return await db.Users.AsNoTracking().Where(u => addresses.Contains(u.Email.ToLower())).ToListAsync(ct);
#pragma warning restore CA1304, CA1311
    }

    private async Task DeliverAsync(ParsedMail mail, List<UserRow> users, DateTimeOffset now, CancellationToken ct)
    {
        List<(Guid User, EmailRow Mail)> received = [];
        foreach (var user in users)
            if (await new MailFiler(db, user.Id, user.Email).FileAsync(mail with { To = Named(mail.To, mail.Cc, user) }, now, ct) is { } row) received.Add((user.Id, row));
        await db.HoldTurnsAsync(received.Select(r => r.User).Append(db.Owner), ct);
        foreach (var (user, row) in received)
            await db.NotifyAsync(user, NotificationType.EmailReceived, row.Sender ?? "New mail", row.Subject, new { emailId = row.Id, threadId = row.ThreadId }, now, ct);
    }

    // Whoever gets a blind copy is the one recipient that it shows to himself.
    private static IReadOnlyList<Correspondent> Named(IReadOnlyList<Correspondent> to, IReadOnlyList<Correspondent> cc, UserRow user) =>
        to.Concat(cc).Any(r => r.Email.Equals(user.Email, StringComparison.OrdinalIgnoreCase)) ? to : [.. to, new() { Email = user.Email, Name = user.Name }];

    private static ParsedMail Written(OutgoingMail mail, UserRow sender, EmailRow? answered, DateTimeOffset now) => new()
    {
        MessageId = $"{Guid.CreateVersion7(now)}@{sender.Email.Split('@')[^1]}", InReplyTo = answered?.MessageId,
        References = answered is null ? [] : [.. (answered.ReferenceIds ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries), .. answered.MessageId is { } id ? [id] : Array.Empty<string>()],
        Subject = CleanText.Line(mail.Subject, 998), From = new() { Email = sender.Email, Name = sender.Name }, To = Clean(mail.To), Cc = Clean(mail.Cc),
        Date = now, Body = CleanText.Of(mail.Body),
    };

    private EmailRow Copy(OutgoingMail mail, ParsedMail written, UserRow sender, EmailRow? answered, MailDelivery delivery, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id, UserId = db.Owner, ThreadId = answered?.ThreadId ?? MailThreads.Name(written.MessageId), Subject = written.Subject, Sender = sender.Name ?? sender.Email,
            SenderEmail = sender.Email, Body = written.Body, Preview = CleanText.Line(written.Body, 200), Status = EmailStatus.Read, IsRead = true, ReceivedAt = now,
            MessageId = written.MessageId, InReplyTo = written.InReplyTo, ReferenceIds = written.References.Count == 0 ? null : string.Join(' ', written.References),
            ThreadSubject = MailThreads.SubjectOf(written.Subject).Name, To = [.. written.To], Cc = [.. written.Cc], Bcc = [.. Clean(mail.Bcc)],
            IsOutgoing = true, Delivery = delivery, SearchText = MailFiler.Words(written), CreatedAt = now,
        };
    }

    private static List<Correspondent> Clean(IReadOnlyList<Correspondent> people) =>
        [.. people.Select(p => new Correspondent { Email = p.Email, Name = CleanText.Line(p.Name, 255) is { Length: > 0 } name ? name : null })];
}
