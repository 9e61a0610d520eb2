using System.Globalization;
using Martin.Data;
using Martin.Hub.Users;
using Martin.Plugins.Models;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Usage;

/// <summary>The day that a use counts for.</summary>
public static class UsageDay
{
    public static DateOnly Of(DateTimeOffset now, string timeZone) => DateOnly.FromDateTime(Zones.ToLocal(now, timeZone).ToDateTimeUnspecified());
}

/// <summary>Holds users to the daily spending cap of their preferences.</summary>
public sealed class Spending(MartinDbFactory databases, PreferenceCache preferences, TimeProvider clock)
{
    private const double MicrosPerDollar = 1e6;

    /// <param name="unstoredMicros">Spent but not stored yet, in millionths of a US dollar.</param>
    /// <returns>The cap as users read it, such as $0.50; null while it is not reached or there is none.</returns>
    public async ValueTask<string?> LimitReachedAsync(Guid userId, long unstoredMicros, CancellationToken ct)
    {
        var chosen = await preferences.ForAsync(userId, ct);
        if (chosen.DailySpendCap is not { } cap) return null;
        var spent = await SpentTodayAsync(userId, chosen.TimeZone ?? Zones.Utc, ct) + unstoredMicros;
        return spent < cap * MicrosPerDollar ? null : string.Create(CultureInfo.InvariantCulture, $"${cap:0.00##}");
    }

    private async Task<long> SpentTodayAsync(Guid userId, string timeZone, CancellationToken ct)
    {
        var today = UsageDay.Of(clock.Now(), timeZone);
        await using var db = databases.For(userId);
        return await db.ModelUses.Where(u => u.Day == today).SumAsync(u => u.CostMicros ?? 0, ct);
    }
}
