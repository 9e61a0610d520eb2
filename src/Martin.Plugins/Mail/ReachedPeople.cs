using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Mail;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>Whom a write reaches, and what the user should know about them before it does.</summary>
internal static class ReachedPeople
{
    public static async Task<IReadOnlyList<Reached>> OfAsync(MartinDb db, OutgoingMail mail, EmailRow? answered, CancellationToken ct)
    {
        var diverted = answered?.ReplyTo.Select(r => r.Email).Where(e => !Same(e, answered.SenderEmail)).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var all = new List<Reached>();
        foreach (var (role, people) in ((string, IReadOnlyList<Correspondent>)[])[("to", mail.To), ("cc", mail.Cc), ("bcc", mail.Bcc)])
            foreach (var person in people)
                all.Add(new(role, person.Email, person.Name, !await IsKnownAsync(db, person.Email, ct), diverted.Contains(person.Email) ? answered!.SenderEmail : null));
        return all;
    }

    public static async Task<IReadOnlyList<Reached>> OfAsync(MartinDb db, IEnumerable<Attendee> attendees, CancellationToken ct)
    {
        var all = new List<Reached>();
        foreach (var person in attendees) all.Add(new("attendee", person.Email, person.Name, !await IsKnownAsync(db, person.Email, ct)));
        return all;
    }

    /// <summary>The user has had mail from there, or has written there.</summary>
    private static async Task<bool> IsKnownAsync(MartinDb db, string email, CancellationToken ct)
    {
        var address = email.ToLowerInvariant();
        return await db.Emails.AnyAsync(e => !e.IsOutgoing && (e.SenderEmail == email || e.SenderEmail == address), ct) || await HasWrittenToAsync(db, email, ct);
    }

    /// <summary>The user has written there.</summary>
    public static Task<bool> HasWrittenToAsync(MartinDb db, string email, CancellationToken ct)
    {
        var address = email.ToLowerInvariant();
        return db.Emails.AnyAsync(e => e.IsOutgoing && e.To.Any(t => t.Email == email || t.Email == address), ct);
    }

    private static bool Same(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
