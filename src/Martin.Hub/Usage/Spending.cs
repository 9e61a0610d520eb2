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

/// <summary>
/// Holds users to the daily spending cap of their preferences. What a request may take is held back while it is under way, so that many at once
/// don't each find the same money left. Other nodes know nothing of it: there the cap is passed by what is under way at most.
/// </summary>
public sealed class Spending(MartinDbFactory databases, PreferenceCache preferences, IOptions<ModelOptions> options, TimeProvider clock)
{
    private readonly ModelPrice assumed = new(options.Value.AssumedPrice.Input, options.Value.AssumedPrice.Output);
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, long> held = [];

    private const double MicrosPerDollar = 1e6;

    /// <param name="expected">What the request may take.</param>
    /// <param name="unstored">Used but not stored yet.</param>
    /// <returns>Disposed by the caller once what was used is stored.</returns>
    public async ValueTask<SpendingHold> HoldAsync(Guid userId, Func<ModelUse> expected, IEnumerable<ModelUse> unstored, CancellationToken ct)
    {
        var chosen = await preferences.ForAsync(userId, ct);
        if (chosen.DailySpendCap is not { } cap) return new(this, userId, 0, null);
        // Held first and counted afterwards: what another request stores meanwhile is counted twice at worst, and never missed.
        var micros = CostOf(expected());
        var others = Add(userId, micros) - micros;
        var hold = new SpendingHold(this, userId, micros, null);
        try
        {
            var spent = await SpentTodayAsync(userId, chosen.TimeZone ?? Zones.Utc, ct) + unstored.Sum(CostOf);
            if (spent + others < cap * MicrosPerDollar) return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
        hold.Dispose();
        return new(this, userId, 0, string.Create(CultureInfo.InvariantCulture, $"${cap:0.00##}"));
    }

    internal long CostOf(ModelUse use) => use.CostMicros ?? assumed.CostMicros(use.InputTokens, use.OutputTokens);

    /// <returns>What is held for the user now.</returns>
    internal long Add(Guid userId, long micros)
    {
        lock (gate)
        {
            var now = held.GetValueOrDefault(userId) + micros;
            if (now == 0) held.Remove(userId);
            else held[userId] = now;
            return now;
        }
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
