using System.Collections.Concurrent;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Mail;
using Martin.Plugins.Models;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail.Triage;

/// <summary>Puts mails into categories: by what the user has corrected, by rules, then by a model, which is asked outside of any transaction.</summary>
public sealed class Triager(ISilentModel models, TriageOptions options, TimeProvider clock)
{
    /// <summary>Of a mail's text, what is looked at.</summary>
    private const int MaxTextChars = 1_500;

    /// <param name="db">Of the user.</param>
    /// <param name="byRulesOnly">Nobody is asked, so that it may be called within a transaction.</param>
    /// <param name="ids">null: those that have no category yet, the newest first.</param>
    /// <returns>One for each mail that is there, was received and was not put somewhere by the user's own hand.</returns>
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(MartinDb db, IReadOnlyCollection<Guid>? ids, bool byRulesOnly, CancellationToken ct)
    {
        var mails = await ReadAsync(db, ids, ct);
        if (mails.Count == 0) return [];
        var lessons = new Lessons(await LessonsAsync(db, ct));
        var verdicts = new ConcurrentDictionary<Guid, Verdict>();
        foreach (var mail in mails)
            if (TriageRules.Decide(mail, lessons) is { } plain) verdicts[mail.Id] = plain;
        if (byRulesOnly) return [.. mails.Select(m => verdicts.GetValueOrDefault(m.Id) ?? TriageRules.Guess(m))];
        var zone = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).FirstOrDefaultAsync(ct) ?? Zones.Utc;
        var batches = mails.Where(m => !verdicts.ContainsKey(m.Id)).Chunk(options.Batch);
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = ct }, async (batch, stop) =>
        {
            foreach (var verdict in await AskAsync(db.Owner, batch, lessons, zone, stop)) verdicts[verdict.EmailId] = verdict;
        });
        return [.. mails.Select(m => verdicts.GetValueOrDefault(m.Id) ?? TriageRules.Guess(m))];
    }

    /// <summary>Stores what still holds: what the user has put somewhere meanwhile stays there. Joins an open transaction.</summary>
    /// <returns>What was changed.</returns>
    public Task<IReadOnlyList<MarkedMail>> StoreAsync(MartinDb db, IReadOnlyList<Verdict> verdicts, CancellationToken ct) => db.WriteAsync<IReadOnlyList<MarkedMail>>(async () =>
    {
        await db.HoldOwnerAsync(ct);
        var byId = verdicts.ToDictionary(v => v.EmailId);
        var rows = await db.Emails.Where(e => byId.Keys.Contains(e.Id) && e.CategorySource != CategorySource.Hand).ToListAsync(ct);
        var now = clock.Now();
        List<MarkedMail> marked = [.. rows.Select(row =>
        {
            var before = LocalMailbox.Marks(row);
            var verdict = byId[row.Id];
            (row.Category, row.CategorySource, row.Confidence, row.Reason) = (verdict.Category, verdict.Source, Math.Round((decimal)verdict.Confidence, 2), verdict.Reason);
            (row.CategorizedAt, row.NeedsReply) = (now, verdict.NeedsReply ?? row.NeedsReply);
            row.SuggestedAction = verdict.Suggestion is null ? null : JsonSerializer.Serialize(verdict.Suggestion, ToolArguments.Json);
            return new MarkedMail(row.Id, row.Subject, before, LocalMailbox.Marks(row));
        })];
        await db.SaveChangesAsync(ct);
        return marked;
    }, ct);

    private async Task<IEnumerable<Verdict>> AskAsync(Guid userId, JudgedMail[] batch, Lessons lessons, string timeZone, CancellationToken ct)
    {
        var examples = batch.SelectMany(m => lessons.Nearest(m, 2)).Distinct().Take(options.Examples).ToList();
        try
        {
            var answers = await models.AskForAsync<TriageAnswers>(userId, ModelPurpose.Triage, TriageQuestion.Of(batch, examples), ct);
            return answers is null ? [] : TriageQuestion.Read(answers, batch, timeZone);
        }
        catch (ProviderException)
        {
            return [];  // the rules' guess is better than none, and a later triage asks again
        }
    }

    private async Task<List<JudgedMail>> ReadAsync(MartinDb db, IReadOnlyCollection<Guid>? ids, CancellationToken ct)
    {
        var rows = db.Emails.AsNoTracking().Where(e => !e.IsOutgoing);
        rows = ids is null ? rows.Where(e => e.Category == null) : rows.Where(e => ids.Contains(e.Id) && e.CategorySource != CategorySource.Hand);
        var found = await rows.OrderByDescending(e => e.ReceivedAt).Take(options.MaxMails).ToListAsync(ct);
        var keys = found.Select(e => e.Id).ToList();
        var invitations = (await db.Attachments.Where(a => keys.Contains(a.EmailId) && (a.ContentType == "text/calendar" || a.ContentType == "application/ics"))
            .Select(a => a.EmailId).ToListAsync(ct)).ToHashSet();
        var mine = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Email).FirstOrDefaultAsync(ct);
        var answered = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        var mails = new List<JudgedMail>();
        foreach (var row in found)
        {
            var sender = row.SenderEmail ?? "";
            if (!answered.TryGetValue(sender, out var known)) answered[sender] = known = await ReachedPeople.HasWrittenToAsync(db, sender, ct);
            mails.Add(new()
            {
                Id = row.Id, Subject = row.Subject ?? "", Sender = row.Sender ?? sender, SenderEmail = sender, Text = CleanText.Cut(Quotes.Without(row.Body ?? ""), MaxTextChars),
                ReceivedAt = row.ReceivedAt ?? row.CreatedAt, IsBulk = row.IsBulk, HasCalendar = invitations.Contains(row.Id), IsAnswered = known,
                IsDirect = row.Cc.TrueForAll(c => !Same(c.Email, mine)),
            });
        }
        return mails;
    }

    private Task<List<Lesson>> LessonsAsync(MartinDb db, CancellationToken ct) =>
        db.Emails.Where(e => e.CategorySource == CategorySource.Hand && e.Category != null).OrderByDescending(e => e.CategorizedAt).ThenByDescending(e => e.ReceivedAt).Take(options.MaxLessons)
            .Select(e => new Lesson(e.SenderEmail ?? "", e.Subject ?? "", e.Preview ?? "", e.IsBulk, e.Category!.Value)).ToListAsync(ct);

    private static bool Same(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
