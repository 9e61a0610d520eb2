using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Cluster;
using Martin.Hub.Errors;
using Martin.Hub.Ops;
using Martin.Hub.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Auth;

/// <summary>Why a session ended, as SessionRevoked tells it.</summary>
public static class SessionEndReason
{
    public const string LoggedOut = "logged_out";
    public const string Revoked = "revoked";
    public const string TokenReused = "token_reused";
    public const string Expired = "expired";
    public const string AccountDeleted = "account_deleted";
}

/// <summary>Begins, renews and ends sessions.</summary>
public sealed class SessionDesk(
    MartinDbFactory factory, OneTimeCodes codes, RefreshRotation rotation, AccessTokens accessTokens, SessionStates states, SharedKeys shared,
    TimeProvider clock, IOptions<AuthOptions> options)
{
    /// <exception cref="CodedException">UNAUTHENTICATED</exception>
    public async Task<Session> LoginAsync(LoginRequest request, string? device, CancellationToken ct)
    {
        await using var db = factory.ForMaintenance();
        var userId = request.OwnerKey is { } key ? await ByOwnerKeyAsync(db, key, ct)
            : (await codes.RedeemAsync(request.Code!, request.CodeVerifier, ct, CodeKind.Pairing, CodeKind.GoogleSignIn))?.UserId;
        if (userId is null) throw CodedException.Unauthenticated(request.OwnerKey is null ? "The code is not valid, or no longer." : "The owner key is not valid.");
        var now = clock.Now();
        var refresh = Secrets.New();
        var session = new SessionRow
        {
            Id = Guid.CreateVersion7(now), UserId = userId.Value, Token = Secrets.Hash(refresh), RotatedAt = now, Device = device,
            ExpiresAt = now + options.Value.SessionLifetime, LastSeenAt = now, CreatedAt = now,
        };
        db.Sessions.Add(session);
        db.RefreshTokens.Add(new RefreshTokenRow { TokenHash = session.Token, SessionId = session.Id, Generation = 0, IssuedAt = now });
        await db.SaveAsync(ct);
        return await GrantAsync(db, session, refresh, replaced: null, ct);
    }

    /// <exception cref="CodedException">UNAUTHENTICATED, TOKEN_EXPIRED or TOKEN_REUSED</exception>
    public async Task<Session> RefreshAsync(string refreshToken, CancellationToken ct)
    {
        switch (await rotation.RedeemAsync(refreshToken, ct))
        {
            case RefreshRotation.Result.Renewed renewed:
                states.Forget(renewed.Session.Id);  // it lives longer now
                await using (var db = factory.ForMaintenance()) return await GrantAsync(db, renewed.Session, renewed.RefreshToken, Secrets.Hash(refreshToken), ct);
            case RefreshRotation.Result.Reused reused:
                states.Ended(reused.SessionId);
                throw CodedException.Of(ErrorCode.TokenReused, "This refresh token has been used before, so its session has ended. Sign in again.");
            case RefreshRotation.Result.Expired:
                throw CodedException.Of(ErrorCode.TokenExpired, "The session has expired. Sign in again.");
            default:
                throw CodedException.Unauthenticated("The refresh token is not valid.");
        }
    }

    /// <summary>Ends one of the user's sessions; its connections close.</summary>
    /// <returns>false when there is no such session of this user that still lives.</returns>
    public async Task<bool> EndAsync(Guid userId, Guid sessionId, string reason, CancellationToken ct)
    {
        var now = clock.Now();
        await using var db = factory.For(userId);
        var ended = await db.WriteAsync(() => db.Sessions.Where(s => s.Id == sessionId && s.RevokedAt == null && s.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.RevokedAt, now).SetProperty(r => r.RevokedReason, reason), ct), ct);
        if (ended == 1) states.Ended(sessionId);
        return ended == 1;
    }

    private static async Task<Guid?> ByOwnerKeyAsync(MartinDb db, string key, CancellationToken ct)
    {
        var hash = Secrets.Hash(key);
        return await db.Users.Where(u => u.OwnerKeyHash == hash).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(ct);
    }

    private async Task<Session> GrantAsync(MartinDb db, SessionRow session, string refreshToken, string? replaced, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == session.UserId, ct) ?? throw CodedException.Unauthenticated("The account is gone.");
        shared.Granted(session, replaced, user);
        var (token, expiresAt) = accessTokens.Issue(user.Id, session.Id, clock.Now(), session.ExpiresAt);
        return new Session(token, expiresAt, refreshToken, session.ExpiresAt, User.From(user));
    }
}
