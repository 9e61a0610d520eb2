using System.Collections.Concurrent;
using Martin.Hub.Cluster;
using StackExchange.Redis;

namespace Martin.Hub.Limits;

/// <summary>Counts calls in windows of a minute that begin with the first call.</summary>
public interface IRateCounter
{
    /// <returns>How many calls the window has seen, this one included, and when it ends.</returns>
    ValueTask<(long Count, TimeSpan ResetsIn)> CountAsync(string key);
}

/// <summary>Counts in this process.</summary>
public sealed class LocalRateCounter(TimeProvider clock) : IRateCounter
{
    /// <summary>Windows kept at most; beyond it those that are over are thrown out.</summary>
    private const int TidyAt = 20_000;

    private readonly ConcurrentDictionary<string, Window> windows = new();

    public ValueTask<(long Count, TimeSpan ResetsIn)> CountAsync(string key)
    {
        var now = clock.GetUtcNow();
        if (windows.Count > TidyAt)
            foreach (var (old, window) in windows)
                if (window.EndsAt <= now) windows.TryRemove(old, out _);
        var counted = windows.AddOrUpdate(key, static (_, now) => new(1, now + RateLimits.Window),
            static (_, window, now) => window.EndsAt <= now ? new(1, now + RateLimits.Window) : window with { Count = window.Count + 1 }, now);
        return new((counted.Count, counted.EndsAt - now));
    }

    private readonly record struct Window(long Count, DateTimeOffset EndsAt);
}

/// <summary>Counts in Redis, for all nodes: <c>ratelimit:{id}:{endpoint}</c> → count. While Redis is away, each node counts for itself.</summary>
public sealed class RedisRateCounter(RedisLink link, LocalRateCounter local) : IRateCounter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    public async ValueTask<(long Count, TimeSpan ResetsIn)> CountAsync(string key)
    {
        try
        {
            var redis = await link.DatabaseAsync(Patience);
            var count = await redis.StringIncrementAsync(key).WaitAsync(Patience);
            if (count == 1) await redis.KeyExpireAsync(key, RateLimits.Window).WaitAsync(Patience);
            var left = await redis.KeyTimeToLiveAsync(key).WaitAsync(Patience);
            if (left is not null) return (count, left.Value);
            await redis.KeyExpireAsync(key, RateLimits.Window).WaitAsync(Patience);  // a node died between the two calls above
            return (count, RateLimits.Window);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return await local.CountAsync(key);
        }
    }
}
