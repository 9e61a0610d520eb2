using Martin.Data;
using Martin.Data.Turns;
using Martin.Hub.Notifications;
using Martin.Hub.Turns;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Sync;

/// <summary>What a client that was away has missed.</summary>
public sealed class SyncDesk(MartinDbFactory databases, LocalTurns local, TimeProvider clock)
{
    /// <summary>Notifications in one answer at most.</summary>
    public const int PageSize = 200;

    public async Task<SyncPage> ReadAsync(Guid userId, long afterSeq, int limit, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var latest = await LatestAsync(db, userId, ct);
        var rows = await db.Notifications.AsNoTracking().Where(n => n.Seq > afterSeq).OrderBy(n => n.Seq).Take(limit + 1).ToListAsync(ct);
        var first = rows.Count > 0 ? rows[0].Seq : latest + 1;
        return new()
        {
            Notifications = [.. rows.Take(limit).Select(NotificationView.From)],
            LatestSeq = latest, HasMore = rows.Count > limit, Truncated = first > afterSeq + 1 && afterSeq < latest,
            ActiveTurns = await ActiveAsync(db, ct),
        };
    }

    /// <summary>Remembers how far this device is.</summary>
    public async Task AcknowledgeAsync(Guid userId, Guid sessionId, long seq, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        // No further than there is: a device from before a restored backup would miss all that comes until then.
        var known = Math.Min(seq, await LatestAsync(db, userId, ct));
        await db.WriteAsync(() => db.Sessions.Where(s => s.Id == sessionId && s.AcknowledgedSeq < known)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.AcknowledgedSeq, known), ct), ct);
    }

    public async Task<Pong> PingAsync(Guid userId, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        return new(clock.Now(), await LatestAsync(db, userId, ct));
    }

    private static Task<long> LatestAsync(MartinDb db, Guid userId, CancellationToken ct) =>
        db.NotificationCounters.Where(c => c.UserId == userId).Select(c => c.LastSeq).SingleOrDefaultAsync(ct);

    private async Task<IReadOnlyList<ActiveTurn>> ActiveAsync(MartinDb db, CancellationToken ct)
    {
        var rows = await db.Turns.AsNoTracking().Where(t => t.Status == TurnStatus.Queued || t.Status == TurnStatus.Running)
            .OrderBy(t => t.CreatedAt)
            .Select(t => new { t.Id, t.ConversationId, Answer = db.TurnSteps.Where(s => s.TurnId == t.Id && s.Kind == StepKind.Model).Max(s => (long?)s.LastSeq) })
            .ToListAsync(ct);
        // On another node: what had been shown for certain when the model's last answer was stored. A start and a tool's step are stored
        // before they are shown, and nobody may stand beyond what was said. ResumeTurn finds the rest.
        return [.. rows.Select(t => new ActiveTurn(t.Id, t.ConversationId,
            local.TryGet(t.Id, out var run) ? run.Log.LastSeq : t.Answer ?? 0))];
    }
}

public sealed record SyncPage
{
    public required IReadOnlyList<NotificationView> Notifications { get; init; }
    public required long LatestSeq { get; init; }
    public required bool HasMore { get; init; }

    /// <summary>Some that the client has not seen are older than what is kept: reload the lists.</summary>
    public required bool Truncated { get; init; }

    public required IReadOnlyList<ActiveTurn> ActiveTurns { get; init; }
}

public sealed record ActiveTurn(Guid TurnId, Guid ConversationId, long LastSeq);

public sealed record Pong(DateTimeOffset ServerTime, long LatestSeq);
