using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Tasks;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Conflicts;
using Martin.Plugins.Mail;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Martin.Plugins.Briefing;

/// <summary>A mail that waits for the user's answer.</summary>
public sealed record WaitingMail(Guid EmailId, string Sender, string Subject, DateTimeOffset ReceivedAt);

/// <summary>What a day has in store, read from the user's own data; no model is asked.</summary>
/// <param name="Conflicts">Those that still lie ahead.</param>
/// <param name="Waiting">The important ones first, then the oldest.</param>
/// <param name="FromOutside">Some of it was written by others.</param>
public sealed record Briefing(
    LocalDate Day, string Zone, IReadOnlyList<EventInstance> Events, IReadOnlyList<Conflict> Conflicts, IReadOnlyList<WaitingMail> Waiting,
    IReadOnlyList<Unanswered> Unanswered, IReadOnlyList<TaskRow> Overdue, IReadOnlyList<TaskRow> DueToday, bool FromOutside)
{
    /// <summary>Mail that has waited for longer is not told of any more.</summary>
    public const int WaitingDays = 14;

    private const int MaxEvents = 100;
    private const int MaxTasks = 100;
    private const int MaxThreads = 200;
    private const int MaxConflicts = 50;

    /// <summary>Nothing worth a word.</summary>
    public bool IsEmpty => Events.Count + Conflicts.Count + Waiting.Count + Unanswered.Count + Overdue.Count + DueToday.Count == 0;

    /// <param name="db">Of the user.</param>
    /// <param name="followUpDays">Days after which an answer is missed; null: that is not told.</param>
    public static async Task<Briefing> ReadAsync(MartinDb db, TimeProvider clock, LocalDate day, string zone, int? followUpDays, CancellationToken ct)
    {
        var now = clock.Now();
        var (from, to) = (Zones.ToInstant(day.AtMidnight(), zone), Zones.ToInstant(day.PlusDays(1).AtMidnight(), zone));
        var events = (await new CalendarBook(db, clock).ListAsync(new(from, to, zone, WithCancelled: false), new(MaxEvents), ct)).Items
            .Where(e => e.Row.SelfResponse != Data.Calendar.AttendeeResponse.Declined).ToList();
        var conflicts = (await new ConflictBook(db, clock).ListAsync(new(MaxConflicts), ct)).Items
            .Where(c => !c.First.Span.IsAllDay && !c.Second.Span.IsAllDay)  // a birthday is no trouble
            .Where(c => Overlap(c).Start < to && Overlap(c).End > from).OrderBy(c => Overlap(c).Start).ToList();
        var open = await db.Tasks.AsNoTracking().Where(t => t.Status != TaskState.Completed && t.DueAt != null && t.DueAt < to)
            .OrderBy(t => t.DueAt).ThenBy(t => t.Id).Take(MaxTasks).ToListAsync(ct);
        var waiting = await WaitingAsync(db, now, ct);
        var unanswered = followUpDays is not { } days ? [] : await FollowUps.FindAsync(db, now.AddDays(-days - WaitingDays), now.AddDays(-days), ct);
        return new(day, zone, events, conflicts, waiting, unanswered, [.. open.Where(t => t.DueAt < from)], [.. open.Where(t => t.DueAt >= from)],
            waiting.Count > 0 || unanswered.Count > 0 || events.Exists(e => e.IsFromOutside) || open.Exists(t => t.FromOutside || t.Source == TaskSource.Email));
    }

    internal static (DateTimeOffset Start, DateTimeOffset End) Overlap(Conflict conflict)
    {
        var (a, b) = (conflict.First.Span, conflict.Second.Span);
        return (a.Start > b.Start ? a.Start : b.Start, a.End < b.End ? a.End : b.End);
    }

    private static async Task<List<WaitingMail>> WaitingAsync(MartinDb db, DateTimeOffset now, CancellationToken ct)
    {
        var since = now.AddDays(-WaitingDays);
        var last = await db.Emails.AsNoTracking()
            .Where(e => !e.IsOutgoing && e.ReceivedAt > since && e.Status != EmailStatus.Archived && (e.NeedsReply == true || (e.NeedsReply == null && !e.IsBulk)))
            .Where(e => !db.Emails.Any(l => l.ThreadId == e.ThreadId && l.ReceivedAt > e.ReceivedAt))
            .OrderByDescending(e => e.ReceivedAt).Take(MaxThreads)
            .Select(e => new { e.Id, e.Sender, e.SenderEmail, e.Subject, e.ReceivedAt, e.Category }).ToListAsync(ct);
        return [.. last.OrderBy(e => e.Category switch { EmailCategory.Important => 0, EmailCategory.Actionable => 1, _ => 2 }).ThenBy(e => e.ReceivedAt)
            .Select(e => new WaitingMail(e.Id, string.IsNullOrWhiteSpace(e.Sender) ? e.SenderEmail ?? "" : e.Sender, e.Subject ?? "", e.ReceivedAt!.Value))];
    }
}
