using System.Globalization;
using Martin.Data;
using Martin.Hub.Users;
using Martin.Plugins.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Usage;

/// <summary>The day that a use counts for.</summary>
public static class UsageDay
{
    public static DateOnly Of(DateTimeOffset now, string timeZone) => DateOnly.FromDateTime(Zones.ToLocal(now, timeZone).ToDateTimeUnspecified());
}

/// <summary>Holds users to the daily spending cap of their preferences.</summary>
public sealed class Spending(MartinDbFactory databases, PreferenceCache preferences, IOptions<ModelOptions> options, TimeProvider clock)
{
    private readonly ModelPrice assumed = new(options.Value.AssumedPrice.Input, options.Value.AssumedPrice.Output);

    private const double MicrosPerDollar = 1e6;

    /// <param name="unstored">Used but not stored yet.</param>
    /// <returns>The cap as users read it, such as $0.50; null while it is not reached or there is none.</returns>
    public async ValueTask<string?> LimitReachedAsync(Guid userId, IEnumerable<ModelUse> unstored, CancellationToken ct)
    {
        var chosen = await preferences.ForAsync(userId, ct);
        if (chosen.DailySpendCap is not { } cap) return null;
        var spent = await SpentTodayAsync(userId, chosen.TimeZone ?? Zones.Utc, ct) + unstored.Sum(u => u.CostMicros ?? assumed.CostMicros(u.InputTokens, u.OutputTokens));
        return spent < cap * MicrosPerDollar ? null : string.Create(CultureInfo.InvariantCulture, $"${cap:0.00##}");
    }

    private async Task<long> SpentTodayAsync(Guid userId, string timeZone, CancellationToken ct)
    {
        var today = UsageDay.Of(clock.Now(), timeZone);
        await using var db = databases.For(userId);
        var known = await db.ModelUses.Where(u => u.Day == today && u.CostMicros != null).SumAsync(u => u.CostMicros ?? 0, ct);
        var unpriced = await db.ModelUses.Where(u => u.Day == today && u.CostMicros == null).GroupBy(_ => 1)
            .Select(g => new { Input = g.Sum(u => u.InputTokens), Output = g.Sum(u => u.OutputTokens) }).FirstOrDefaultAsync(ct);
        return known + (unpriced is null ? 0 : assumed.CostMicros(unpriced.Input, unpriced.Output));
    }
}
