using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Mail;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>Whom a write reaches, and what the user should know about them before it does.</summary>
internal static class ReachedPeople
{
    public static async Task<IReadOnlyList<Reached>> OfAsync(ToolContext context, OutgoingMail mail, EmailRow? answered, CancellationToken ct)
    {
        var diverted = answered?.ReplyTo.Select(r => r.Email).Where(e => !Same(e, answered.SenderEmail)).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var all = new List<Reached>();
        foreach (var (role, people) in ((string, IReadOnlyList<Correspondent>)[])[("to", mail.To), ("cc", mail.Cc), ("bcc", mail.Bcc)])
            foreach (var person in people)
                all.Add(new(role, person.Email, person.Name, await IsNewAsync(context, person.Email, ct), diverted.Contains(person.Email) ? answered!.SenderEmail : null));
        return all;
    }

    public static async Task<IReadOnlyList<Reached>> OfAsync(ToolContext context, IEnumerable<Attendee> attendees, CancellationToken ct)
    {
        var all = new List<Reached>();
        foreach (var person in attendees) all.Add(new("attendee", person.Email, person.Name, await IsNewAsync(context, person.Email, ct)));
        return all;
    }

    /// <summary>
    /// The user has never written there. That mail came from there says nothing: so it does from whoever plants a wish. Nor does a mail that the wish was
    /// read in, whosever name is on it.
    /// </summary>
    private static async Task<bool> IsNewAsync(ToolContext context, string email, CancellationToken ct)
    {
        var address = email.ToLowerInvariant();
        var read = context.ReadMails.ToList();
        return !await context.Db.Emails.AnyAsync(e => e.IsOutgoing && !read.Contains(e.Id)
            && (e.To.Any(t => t.Email == email || t.Email == address) || e.Cc.Any(t => t.Email == email || t.Email == address)), ct);
    }

    /// <summary>The user has written there.</summary>
    public static Task<bool> HasWrittenToAsync(MartinDb db, string email, CancellationToken ct)
    {
        var address = email.ToLowerInvariant();
        return db.Emails.AnyAsync(e => e.IsOutgoing && e.To.Any(t => t.Email == email || t.Email == address), ct);
    }

    private static bool Same(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
