using System.Globalization;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Notifications;
using Martin.Data.Turns;
using Martin.Data.Users;
using Martin.Hub.Notifications;
using Martin.Hub.Turns;
using Martin.Plugins.Briefing;
using Martin.Plugins.Mail;
using Martin.Plugins.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Martin.Hub.Briefing;

/// <summary>
/// Gives the morning briefing at the user's hour, as a turn that Martin begins in a conversation of its own, and says where nobody answered in time.
/// Each is given once: its mark is stored with it, so neither a restart nor another node gives it again. No model is asked.
/// </summary>
public sealed class Briefings(MartinDbFactory databases, Pusher pusher, TimeProvider clock, IOptions<BriefingOptions> options, ILogger<Briefings> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(LookAsync(options.Value.Every, BriefAsync, stoppingToken), LookAsync(options.Value.FollowUpEvery, FollowUpAsync, stoppingToken));

    private async Task LookAsync(TimeSpan every, Func<CancellationToken, Task> look, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(every, clock);
        while (await timer.WaitForNextTickAsync(ct))  // not at the start, which others wait for
        {
            try
            {
                await look(ct);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.NotBriefed(e);  // the database is away; the next look finds the same
            }
        }
    }

    /// <summary>In the transaction in which the user chooses an hour: one that has passed today means tomorrow.</summary>
    public static async Task ChosenAsync(MartinDb db, Preferences preferences, DateTimeOffset now, CancellationToken ct)
    {
        if (preferences.BriefingAt is null) return;
        var zone = preferences.TimeZone ?? Zones.Utc;
        var today = Zones.ToLocal(now, zone).Date;
        if (DueAt(today, preferences.BriefingAt, zone) <= now) await TryMarkAsync(db, today, now, ct);
    }

    /// <summary>Once, now.</summary>
    internal async Task BriefAsync(CancellationToken ct)
    {
        var now = clock.Now();
        await using var all = databases.ForMaintenance();
        var users = await all.Users.AsNoTracking().Where(u => u.Preferences.BriefingAt != null).Select(u => new { u.Id, u.Preferences }).ToListAsync(ct);
        foreach (var user in users)
        {
            var zone = user.Preferences.TimeZone ?? Zones.Utc;
            var today = Zones.ToLocal(now, zone).Date;
            foreach (var day in (LocalDate[])[today.PlusDays(-1), today])  // an hour shortly before midnight
            {
                var due = DueAt(day, user.Preferences.BriefingAt!, zone);
                if (due > now || now - due > options.Value.CatchUp) continue;
                await TryAsync(() => GiveAsync(user.Id, day, user.Preferences, ct));
            }
        }
    }

    private async Task GiveAsync(Guid userId, LocalDate day, Preferences preferences, CancellationToken ct)
    {
        var zone = preferences.TimeZone ?? Zones.Utc;
        await using var db = databases.For(userId);
        if (await db.GivenReminders.AnyAsync(g => g.SubjectId == userId && g.DueAt == MarkOf(day), ct)) return;
        var briefing = await Plugins.Briefing.Briefing.ReadAsync(db, clock, day, zone, DaysOf(preferences), ct);
        var now = clock.Now();
        var turn = await db.WriteAsync(async () =>
        {
            if (!await TryMarkAsync(db, day, now, ct)) return null;
            if (briefing.IsEmpty)
            {
                await db.SaveChangesAsync(ct);  // nothing to say, also if something comes up later in the morning
                return null;
            }
            var given = Turn(userId, zone, briefing.FromOutside, now);
            db.Conversations.Add(new()
            {
                Id = given.ConversationId, UserId = userId, Title = string.Create(CultureInfo.InvariantCulture, $"{day:dddd, d MMMM}"), CreatedAt = now, UpdatedAt = now,
            });
            db.Turns.Add(given);
            db.ChatMessages.Add(new()
            {
                Id = Guid.CreateVersion7(now), UserId = userId, ConversationId = given.ConversationId, TurnId = given.Id, Role = ChatRole.Assistant,
                Content = BriefingText.Of(briefing, preferences.HourCycle == "h12"), CreatedAt = now,
            });
            await db.NotifyAsync(userId, NotificationType.BriefingReady, "Your day", BriefingText.Headline(briefing), new { turnId = given.Id, conversationId = given.ConversationId }, now, ct);
            return given;
        }, ct);
        pusher.PushCommitted(db);
        if (turn is not null) pusher.TurnStarted(userId, new(turn.Id, turn.ConversationId, turn.Origin.Name()));
    }

    /// <summary>A turn that is over when it begins: started, said, completed.</summary>
    private static TurnRow Turn(Guid userId, string zone, bool fromOutside, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), UserId = userId, ConversationId = Guid.CreateVersion7(now), Origin = TurnOrigin.Briefing, Status = TurnStatus.Completed, Model = Model.Offline, TimeZone = zone,
        Tainted = fromOutside, StartedSeq = 1, LastSeq = 3, CreatedAt = now, StartedAt = now, EndedAt = now, Outcome = new TurnOutcome([], null, new(0, 0), null).ToJson(),
    };

    /// <summary>Once, now.</summary>
    internal async Task FollowUpAsync(CancellationToken ct)
    {
        var now = clock.Now();
        await using var all = databases.ForMaintenance();
        var users = await all.Users.AsNoTracking().Select(u => new { u.Id, u.Preferences }).ToListAsync(ct);
        foreach (var user in users)
            if (DaysOf(user.Preferences) is { } days) await TryAsync(() => RemindAsync(user.Id, days, user.Preferences.TimeZone ?? Zones.Utc, now, ct));
    }

    private async Task RemindAsync(Guid userId, int days, string zone, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var missed = await FollowUps.FindAsync(db, now.AddDays(-days) - options.Value.FollowUpCatchUp, now.AddDays(-days), ct);
        if (missed.Count == 0) return;
        var ids = missed.Select(m => m.EmailId).ToList();
        var given = await db.GivenReminders.Where(g => ids.Contains(g.SubjectId)).Select(g => g.SubjectId).ToListAsync(ct);
        missed.RemoveAll(m => given.Contains(m.EmailId));
        if (missed.Count == 0) return;
        await db.WriteAsync(async () =>
        {
            foreach (var mail in missed)
                if (await db.TryGiveReminderAsync(mail.EmailId, mail.SentAt, mail.SentAt, now, ct))
                    await db.NotifyAsync(userId, NotificationType.ReminderDue, $"No answer from {mail.To}: {mail.Subject}",
                        string.Create(CultureInfo.InvariantCulture, $"You asked on {Zones.ToLocal(mail.SentAt, zone).Date:dddd, d MMMM}."),
                        new { emailId = mail.EmailId, threadId = mail.ThreadId, sentAt = mail.SentAt }, now, ct);
        }, ct);
        pusher.PushCommitted(db);
    }

    private async Task TryAsync(Func<Task> give)
    {
        try
        {
            await give();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.NotBriefed(e);  // another node was first, the account has just gone, or its data are odd; the other users' come all the same
        }
    }

    private static int? DaysOf(Preferences preferences) => (preferences.FollowUpDays ?? FollowUps.DefaultDays) is > 0 and var days ? days : null;

    private static DateTimeOffset DueAt(LocalDate day, string time, string zone)
    {
        var at = TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture);
        return Zones.ToInstant(day.At(new LocalTime(at.Hour, at.Minute)), zone);
    }

    /// <summary>One for each day, whatever the hour and wherever the user is.</summary>
    private static Task<bool> TryMarkAsync(MartinDb db, LocalDate day, DateTimeOffset now, CancellationToken ct) => db.TryGiveReminderAsync(db.Owner, MarkOf(day), MarkOf(day), now, ct);

    private static DateTimeOffset MarkOf(LocalDate day) => Zones.ToInstant(day.AtMidnight(), Zones.Utc);
}

internal static partial class BriefingLogging
{
    [LoggerMessage(3020, LogLevel.Warning, "Briefings or missing answers could not be looked after; it is tried again")]
    public static partial void NotBriefed(this ILogger log, Exception e);
}
