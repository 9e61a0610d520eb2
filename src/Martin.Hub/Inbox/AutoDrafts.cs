using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Hub.Notifications;
using Martin.Hub.Users;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Replies;
using Martin.Plugins.Mail.Triage;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Inbox;

/// <summary>Drafts answers to mail that has just come and wants one, for users who have chosen that.</summary>
public sealed class AutoDrafts(MartinDbFactory databases, ReplyWriter writer, PreferenceCache preferences, Pusher pusher, TimeProvider clock)
{
    /// <summary>Of one look; a flood of mail is no reason to write a flood of drafts.</summary>
    private const int MaxDrafts = 5;

    public async Task DraftAsync(Guid userId, IEnumerable<Verdict> verdicts, CancellationToken ct)
    {
        var wanted = verdicts.Where(v => v.NeedsReply == true && v.Category != EmailCategory.Fyi).Take(MaxDrafts).ToList();
        if (wanted.Count == 0 || !(await preferences.ForAsync(userId, ct)).AutoDraft) return;
        foreach (var verdict in wanted)
        {
            await using var db = databases.For(userId);
            if (await db.Drafts.AnyAsync(d => d.EmailId == verdict.EmailId, ct)) continue;
            try
            {
                var reply = await writer.WriteAsync(db, verdict.EmailId, null, null, ct);
                await db.WriteAsync(async () =>
                {
                    if (await ReplyPlugin.StoreAsync(new(db, clock), reply, ct) is not { } draft) return;
                    await db.NotifyAsync(userId, NotificationType.DraftReady, string.IsNullOrEmpty(draft.Subject) ? "Draft" : draft.Subject, null,
                        new { draftId = draft.Id, emailId = draft.EmailId, change = "created" }, clock.Now(), ct);
                }, ct);
                pusher.PushCommitted(db);
            }
            catch (ToolRefusedException)
            {
                // nobody to answer, or gone meanwhile
            }
        }
    }
}
