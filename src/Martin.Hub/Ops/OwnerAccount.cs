using Martin.Data;
using Martin.Data.Users;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Ops;

/// <summary>The account that the person who runs Martin signs in to, and its key in owner.key.</summary>
internal static class OwnerAccount
{
    public const string Email = "owner@localhost";

    /// <summary>Makes the account at the first start; MARTIN_OWNER_KEY sets or replaces its key.</summary>
    /// <returns>The key to print; null when only its hash is known here.</returns>
    public static async Task<string?> EnsureAsync(MartinDbFactory factory, MartinSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var path = LocalFiles.OwnerKeyPath(settings);
        var kept = LocalFiles.ReadSecret(path);
        var key = settings.OwnerKey ?? (string.IsNullOrEmpty(kept) ? Secrets.New() : kept);
        if (!await IsKeyAsync(factory, key, replace: settings.OwnerKey is not null, clock.GetUtcNow(), ct)) return null;
        if (kept != key) LocalFiles.WriteSecret(path, key);
        return key;
    }

    private static async Task<bool> IsKeyAsync(MartinDbFactory factory, string key, bool replace, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Secrets.Hash(key);
        await using var db = factory.ForMaintenance();
        var owner = await db.Users.FirstOrDefaultAsync(u => u.Email == Email, ct) ?? await MakeAsync(factory, hash, now, ct);
        if (owner.OwnerKeyHash == hash || !replace) return owner.OwnerKeyHash == hash;
        await db.WriteAsync(() => db.Users.Where(u => u.Id == owner.Id).ExecuteUpdateAsync(
            s => s.SetProperty(u => u.OwnerKeyHash, hash).SetProperty(u => u.UpdatedAt, now).SetProperty(u => u.Version, u => u.Version + 1), ct), ct);
        return true;
    }

    private static async Task<UserRow> MakeAsync(MartinDbFactory factory, string keyHash, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = factory.ForMaintenance();
        var owner = new UserRow { Id = Guid.CreateVersion7(), Email = Email, Name = "Owner", OwnerKeyHash = keyHash, Version = 1, CreatedAt = now, UpdatedAt = now };
        db.Users.Add(owner);
        try
        {
            await db.SaveAsync(ct);
            return owner;
        }
        catch (DbUpdateException)
        {
            // Another node, starting on the same empty database, was first.
            await using var again = factory.ForMaintenance();
            return await again.Users.AsNoTracking().FirstAsync(u => u.Email == Email, ct);
        }
    }
}
