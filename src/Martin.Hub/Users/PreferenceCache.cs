using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Ops;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Martin.Hub.Users;

/// <summary>Preferences for those who ask with every message. A change made on this node counts at once, one made on another within two seconds.</summary>
public sealed class PreferenceCache(MartinDbFactory databases, MartinSettings settings, TimeProvider clock) : IDisposable
{
    private const int MaxUsers = 10_000;

    // Without Redis this process is the only one that changes them.
    private readonly TimeSpan keptFor = settings.RedisUrl is null ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(2);

    private long forgotten;

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MaxUsers });

    /// <returns>Not to be changed; the defaults for an account that is gone.</returns>
    public async ValueTask<Preferences> ForAsync(Guid userId, CancellationToken ct)
    {
        if (known.TryGetValue(userId, out (Preferences Preferences, DateTimeOffset Until) found) && clock.GetUtcNow() < found.Until) return found.Preferences;
        var (readAt, changes) = (clock.GetUtcNow(), Volatile.Read(ref forgotten));
        await using var db = databases.For(userId);
        var preferences = await db.Users.AsNoTracking().Where(u => u.Id == userId).Select(u => u.Preferences).SingleOrDefaultAsync(ct) ?? new();
        // What was read before a change must not outlive it.
        if (changes == Volatile.Read(ref forgotten)) known.Set(userId, (preferences, readAt + keptFor), new MemoryCacheEntryOptions { Size = 1 });
        return preferences;
    }

    public void Forget(Guid userId)
    {
        Interlocked.Increment(ref forgotten);
        known.Remove(userId);
    }

    public void Dispose() => known.Dispose();
}
