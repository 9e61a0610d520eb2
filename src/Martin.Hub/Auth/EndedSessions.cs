using Martin.Data;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Auth;

/// <summary>
/// Finds the sessions that have ended among those with connections here, wherever they were ended. It asks for what ended a moment ago and whether
/// accounts came or went, and for all by their ids only now and then: thousands of ids each second were most of what an idle server did.
/// </summary>
public sealed class EndedSessions(MartinDbFactory factory, ConnectionTable connections, TimeProvider clock)
{
    private static readonly TimeSpan AllEvery = TimeSpan.FromSeconds(30);

    /// <summary>Of an end's own time: nodes' clocks may differ by as much, and its transaction may have taken a while.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>Ids in one question.</summary>
    private const int MostAtOnce = 1_000;

    private DateTimeOffset allAt;
    private int accounts = -1;

    /// <returns>Each with the reason why it ended.</returns>
    public async Task<IReadOnlyDictionary<Guid, string>> FindAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var since = now - Slack;
        await using var db = factory.ForMaintenance();
        var sessions = db.Sessions.IgnoreQueryFilters([MartinDb.OwnerFilter]);  // all users' sockets at once
        var revoked = (await sessions.Where(s => s.RevokedAt >= since).Select(s => s.Id).ToListAsync(ct)).ToHashSet();
        var count = await db.Users.CountAsync(ct);
        var all = count != accounts || now - allAt >= AllEvery || now < allAt;
        var suspects = new HashSet<Guid>();
        foreach (var entry in connections.Each())
            if (all || entry.LivesUntil <= now || revoked.Contains(entry.SessionId)) suspects.Add(entry.SessionId);

        var (ended, living) = (new Dictionary<Guid, string>(), new Dictionary<Guid, DateTimeOffset>());
        foreach (var some in suspects.Chunk(MostAtOnce))
        {
            var rows = await sessions.Where(s => some.Contains(s.Id)).Select(s => new { s.Id, s.RevokedAt, s.RevokedReason, s.ExpiresAt }).ToDictionaryAsync(s => s.Id, ct);
            foreach (var id in some)
            {
                if (!rows.TryGetValue(id, out var row)) ended[id] = SessionEndReason.AccountDeleted;
                else if (row.RevokedAt is not null) ended[id] = row.RevokedReason ?? SessionEndReason.Revoked;
                else if (row.ExpiresAt <= now) ended[id] = SessionEndReason.Expired;
                else living[id] = row.ExpiresAt;
            }
        }
        foreach (var entry in connections.Each())
            if (living.TryGetValue(entry.SessionId, out var until)) entry.LivesUntil = until;
        (accounts, allAt) = (count, all ? now : allAt);
        return ended;
    }
}
