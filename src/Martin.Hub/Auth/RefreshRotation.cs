using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Ops;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Auth;

/// <summary>What presenting a refresh token comes to.</summary>
public enum RefreshVerdict
{
    /// <summary>A current token: the next generation begins.</summary>
    Rotate,

    /// <summary>The immediate predecessor within the grace: its answer was probably lost.</summary>
    Sibling,

    /// <summary>Too old: somebody has a copy.</summary>
    Reused,
}

/// <summary>
/// Exchanges refresh tokens. Tokens of a session count generations:
/// <code>
/// generation g (current) ──redeemed──► g+1 ──► …
///      ▲ a sibling, when g-1 comes again within the grace; the sibling before it has the same grace left
/// anything older, or later ──► the session ends
/// </code>
/// </summary>
public sealed class RefreshRotation(MartinDbFactory factory, TimeProvider clock, IOptions<AuthOptions> options)
{
    public abstract record Result
    {
        private Result() { }

        /// <param name="Session">As it is now.</param>
        public sealed record Renewed(SessionRow Session, string RefreshToken) : Result;

        /// <summary>Never issued, or its session is over.</summary>
        public sealed record Unknown : Result;

        public sealed record Expired : Result;

        /// <summary>The session has ended because of it, now or before.</summary>
        public sealed record Reused(Guid SessionId) : Result;
    }

    /// <summary>The rule, on what is stored and the present instant.</summary>
    public static RefreshVerdict Judge(SessionRow session, RefreshTokenRow token, DateTimeOffset now, TimeSpan grace) =>
        token.SupersededAt + grace < now ? RefreshVerdict.Reused
        : token.Generation == session.Generation ? RefreshVerdict.Rotate
        : token.Generation == session.Generation - 1 && session.RotatedAt + grace >= now ? RefreshVerdict.Sibling
        : RefreshVerdict.Reused;

    public async Task<Result> RedeemAsync(string token, CancellationToken ct)
    {
        var hash = Secrets.Hash(token);
        await using var db = factory.ForMaintenance();
        while (true)
        {
            // Each round that comes to nothing means that another caller has moved the session on.
            if (await db.WriteAsync(() => TryAsync(db, hash, ct), ct) is { } result) return result;
        }
    }

    private async Task<Result?> TryAsync(MartinDb db, string hash, CancellationToken ct)
    {
        var now = clock.Now();
        var found = await (from t in db.RefreshTokens
                           join s in db.Sessions.IgnoreQueryFilters([MartinDb.OwnerFilter]) on t.SessionId equals s.Id  // before sign-in there is no owner
                           where t.TokenHash == hash
                           select new { Token = t, Session = s }).AsNoTracking().FirstOrDefaultAsync(ct);
        if (found is null) return new Result.Unknown();
        var (token, session) = (found.Token, found.Session);
        if (session.RevokedAt is not null) return session.RevokedReason == SessionEndReason.TokenReused ? new Result.Reused(session.Id) : new Result.Unknown();
        if (session.ExpiresAt <= now) return new Result.Expired();
        var verdict = Judge(session, token, now, options.Value.RefreshGrace);
        if (verdict != RefreshVerdict.Reused) return await RenewAsync(db, session, verdict, now, ct);
        var ended = await Unchanged(db, session).ExecuteUpdateAsync(
            s => s.SetProperty(r => r.RevokedAt, now).SetProperty(r => r.RevokedReason, SessionEndReason.TokenReused), ct);
        return ended == 1 ? new Result.Reused(session.Id) : null;
    }

    private async Task<Result?> RenewAsync(MartinDb db, SessionRow session, RefreshVerdict verdict, DateTimeOffset now, CancellationToken ct)
    {
        var (fresh, rotate) = (Secrets.New(), verdict == RefreshVerdict.Rotate);
        var (hash, expires) = (Secrets.Hash(fresh), now + options.Value.SessionLifetime);
        var (generation, rotatedAt) = rotate ? (session.Generation + 1, now) : (session.Generation, session.RotatedAt);
        var won = await Unchanged(db, session).ExecuteUpdateAsync(s => s.SetProperty(r => r.Generation, generation).SetProperty(r => r.RotatedAt, rotatedAt)
            .SetProperty(r => r.Token, hash).SetProperty(r => r.ExpiresAt, expires).SetProperty(r => r.LastSeenAt, now), ct);
        if (won == 0) return null;
        if (!rotate)
            await db.RefreshTokens.Where(t => t.SessionId == session.Id && t.Generation == generation && t.SupersededAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.SupersededAt, now), ct);
        db.RefreshTokens.Add(new RefreshTokenRow { TokenHash = hash, SessionId = session.Id, Generation = generation, IssuedAt = now });
        await db.SaveChangesAsync(ct);
        (session.Generation, session.RotatedAt, session.Token, session.ExpiresAt, session.LastSeenAt) = (generation, rotatedAt, hash, expires, now);
        return new Result.Renewed(session, fresh);
    }

    /// <summary>The session if nobody has moved it on since it was read; the update takes its row lock.</summary>
    private static IQueryable<SessionRow> Unchanged(MartinDb db, SessionRow session) => db.Sessions.IgnoreQueryFilters([MartinDb.OwnerFilter])
        .Where(s => s.Id == session.Id && s.Generation == session.Generation && s.RevokedAt == null);
}
