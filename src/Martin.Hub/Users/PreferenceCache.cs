using Martin.Data;
using Martin.Data.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Martin.Hub.Users;

/// <summary>Preferences for those who ask with every message. A change made on this node counts at once, one made on another after <see cref="KeptFor"/>.</summary>
public sealed class PreferenceCache(MartinDbFactory databases, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(2);
    private const int MaxUsers = 10_000;

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MaxUsers });

    /// <returns>Not to be changed; the defaults for an account that is gone.</returns>
    public async ValueTask<Preferences> ForAsync(Guid userId, CancellationToken ct)
    {
        if (known.TryGetValue(userId, out (Preferences Preferences, DateTimeOffset Until) found) && clock.GetUtcNow() < found.Until) return found.Preferences;
        var readAt = clock.GetUtcNow();
        await using var db = databases.For(userId);
        var preferences = await db.Users.AsNoTracking().Where(u => u.Id == userId).Select(u => u.Preferences).SingleOrDefaultAsync(ct) ?? new();
        known.Set(userId, (preferences, readAt + KeptFor), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
        return preferences;
    }

    public void Forget(Guid userId) => known.Remove(userId);

    public void Dispose() => known.Dispose();
}
