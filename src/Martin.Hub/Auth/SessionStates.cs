using System.Collections.Concurrent;
using Martin.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Auth;

/// <summary>Which sessions live: known at once for what ends on this node, within <see cref="AuthOptions.SessionStateAge"/> for what ends elsewhere.</summary>
public sealed class SessionStates(MartinDbFactory factory, TimeProvider clock, IOptions<AuthOptions> options)
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<Guid, Known> known = new();

    /// <summary>A session has ended on this node.</summary>
    public event Action<Guid>? OnEnded;

    public async ValueTask<bool> IsLiveAsync(SignedIn who, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!known.TryGetValue(who.SessionId, out var state) || now - state.CheckedAt > options.Value.SessionStateAge || now < state.CheckedAt)
        {
            if (known.Count > MostRemembered) known.Clear();
            known[who.SessionId] = state = await ReadAsync(who.SessionId, now, ct);
        }
        return state.UserId == who.UserId && state.LivesUntil > now;
    }

    public void Forget(Guid session) => known.TryRemove(session, out _);

    public void Ended(Guid session)
    {
        Forget(session);
        OnEnded?.Invoke(session);
    }

    private async Task<Known> ReadAsync(Guid session, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = factory.ForMaintenance();
        var row = await db.Sessions.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(s => s.Id == session)  // whose it is is what is asked here
            .Select(s => new { s.UserId, s.RevokedAt, s.ExpiresAt }).FirstOrDefaultAsync(ct);
        return row is null || row.RevokedAt is not null ? new Known(Guid.Empty, default, now) : new Known(row.UserId, row.ExpiresAt, now);
    }

    private readonly record struct Known(Guid UserId, DateTimeOffset LivesUntil, DateTimeOffset CheckedAt);
}
