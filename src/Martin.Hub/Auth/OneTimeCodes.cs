using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Ops;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Auth;

/// <summary>Secrets that work once and briefly. Whoever redeems one first has it; a wrong verifier burns it.</summary>
public sealed class OneTimeCodes(MartinDbFactory factory, TimeProvider clock)
{
    public async Task<(string Code, DateTimeOffset ExpiresAt)> IssueAsync(CodeKind kind, Guid userId, Guid? sessionId, TimeSpan lifetime, CancellationToken ct)
    {
        var code = Secrets.New();
        var now = clock.Now();
        await using var db = factory.ForMaintenance();
        db.OneTimeCodes.Add(new OneTimeCodeRow { CodeHash = Secrets.Hash(code), Kind = kind, UserId = userId, SessionId = sessionId, ExpiresAt = now + lifetime });
        await db.WriteAsync(async () =>
        {
            await db.OneTimeCodes.Where(c => c.ExpiresAt < now.AddDays(-1)).ExecuteDeleteAsync(ct);
            await db.SaveChangesAsync(ct);
        }, ct);
        return (code, now + lifetime);
    }

    /// <returns>null when it is unknown, used, expired, of another kind, or the verifier is wrong.</returns>
    public async Task<OneTimeCodeRow?> RedeemAsync(string code, string? verifier, CancellationToken ct, params CodeKind[] kinds)
    {
        var hash = Secrets.Hash(code);
        var now = clock.Now();
        await using var db = factory.ForMaintenance();
        var won = await db.WriteAsync(() => db.OneTimeCodes
            .Where(c => c.CodeHash == hash && kinds.Contains(c.Kind) && c.UsedAt == null && c.ExpiresAt > now)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.UsedAt, now), ct), ct);
        if (won == 0) return null;
        var row = await db.OneTimeCodes.AsNoTracking().FirstAsync(c => c.CodeHash == hash, ct);
        return row.CodeChallenge is null || (verifier is not null && Answers(row.CodeChallenge, verifier)) ? row : null;
    }

    // RFC 7636, 4.6: BASE64URL(SHA256(ASCII(code_verifier))) == code_challenge
    private static bool Answers(string challenge, string verifier) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))));
}
