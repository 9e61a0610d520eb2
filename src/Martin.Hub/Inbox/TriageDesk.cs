using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Hub.Errors;
using Martin.Hub.Notifications;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Triage;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Inbox;

/// <summary>Triage that a form asks for.</summary>
public sealed class TriageDesk(MartinDb db, Triager triager, Announcer announcer)
{
    /// <returns>How each of the mails stands now; a category that the user has chosen stays.</returns>
    /// <exception cref="CodedException">NOT_FOUND: one of the mails is not there.</exception>
    public async Task<IReadOnlyList<TriageResult>> TriageAsync(IReadOnlyList<Guid>? emailIds, CancellationToken ct)
    {
        var asked = emailIds?.Distinct().ToList();
        if (asked is not null && await db.Emails.CountAsync(e => asked.Contains(e.Id), ct) < asked.Count) throw CodedException.NotFound("mail");
        var verdicts = await triager.JudgeAsync(db, asked, byRulesOnly: false, ct);
        if (verdicts.Count > 0)
            await announcer.WriteAsync(() => triager.StoreAsync(db, verdicts, ct), m => TriageNews.Of(m), ct);
        var ids = asked ?? [.. verdicts.Select(v => v.EmailId)];
        var rows = await db.Emails.AsNoTracking().Where(e => ids.Contains(e.Id) && e.Category != null).ToDictionaryAsync(e => e.Id, ct);
        return [.. ids.Where(rows.ContainsKey).Select(id => TriageResult.From(rows[id]))];
    }
}

internal static class TriageNews
{
    public static Notice Of(IReadOnlyList<MarkedMail> marked) =>
        new(NotificationType.EmailTriaged, marked.Count == 1 ? "1 mail was sorted" : $"{marked.Count} mails were sorted", null, new { emailIds = marked.Select(m => m.Id), change = "triaged" });
}
