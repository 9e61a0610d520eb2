using System.Security.Cryptography;
using System.Text;
using Martin.Data;
using Martin.Data.Usage;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Users;
using Martin.Plugins.Models;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Usage;

public static class UsageEndpoints
{
    public static RouteGroupBuilder MapUsage(this RouteGroupBuilder api)
    {
        api.MapGet("/usage", async (Query<UsageQuery> query, MartinDb db, PreferenceCache preferences, TimeProvider clock, CancellationToken ct) =>
        {
            var zone = (await preferences.ForAsync(db.Owner, ct)).TimeZone ?? Zones.Utc;
            return Reply.Page(await ListAsync(db, query.Value, UsageDay.Of(clock.Now(), zone), ct), line => line);
        })
            .WithName("listUsage").WithSummary("Tokens and cost by day, purpose and model, newest day first.");
        return api;
    }

    private static async Task<Listing<UsageLine>> ListAsync(MartinDb db, UsageQuery query, DateOnly today, CancellationToken ct)
    {
        var to = query.To ?? today;
        var from = query.From ?? to.AddDays(1 - UsageQuery.DefaultDays);
        if (to.DayNumber - from.DayNumber >= UsageQuery.MaxDays) from = to.AddDays(1 - UsageQuery.MaxDays);
        var page = query.Page();
        var last = page.After is { } after ? DateOnly.FromDateTime(after.At.UtcDateTime) : to;
        var sums = await db.ModelUses.Where(u => u.Day >= from && u.Day <= to && u.Day <= last)
            .GroupBy(u => new { u.Day, u.Purpose, u.Model, u.ModelId })
            .Select(g => new
            {
                g.Key, Requests = g.LongCount(), Input = g.Sum(u => u.InputTokens), Output = g.Sum(u => u.OutputTokens), Micros = g.Sum(u => u.CostMicros),
                Unpriced = g.Any(u => u.CostMicros == null), Estimated = g.Any(u => u.Estimated),
            }).ToListAsync(ct);
        // A few lines a day, a year at most: they are put in order here.
        var lines = sums.Select(s => new UsageLine(
                s.Key.Day, s.Key.Purpose, s.Key.Model, s.Key.ModelId, s.Requests, s.Input, s.Output, s.Unpriced ? null : s.Micros / 1e6, s.Estimated))
            .OrderByDescending(l => l.Day).ThenBy(KeyOf)
            .Where(l => page.After is not { } end || l.Day < last || KeyOf(l).CompareTo(end.Id) > 0)
            .Take(page.Limit + 1).ToList();
        return Listing.From(lines, page.Limit, l => new Keyset(new DateTimeOffset(l.Day, TimeOnly.MinValue, TimeSpan.Zero), KeyOf(l)));
    }

    /// <summary>A line's place within its day.</summary>
    private static Guid KeyOf(UsageLine line) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{line.Purpose}\n{line.Model}\n{line.ModelId}")).AsSpan(0, 16), bigEndian: true);
}

/// <summary>What one model was used for on one day.</summary>
/// <param name="Day">In the user's zone.</param>
/// <param name="Purpose">chat, triage, draft, schedule, extract, summary or embed.</param>
/// <param name="Model">gpt, gemini or offline.</param>
/// <param name="ModelId">As its provider calls it.</param>
/// <param name="Cost">In US dollars, by the prices that Martin was told; null where one of them is not known.</param>
/// <param name="Estimated">Some of the numbers are: a stream that breaks off tells none.</param>
public sealed record UsageLine(
    DateOnly Day, string Purpose, string Model, string ModelId, long Requests, long InputTokens, long OutputTokens, double? Cost, bool Estimated);

public sealed record UsageQuery : PageQuery
{
    public const int DefaultDays = 31;
    public const int MaxDays = 366;

    /// <summary>The first day, in the user's zone.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day; today unless given.</summary>
    public DateOnly? To { get; init; }

    public override IEnumerable<(string Field, string Problem)> Problems() => base.Problems().Concat(Rule.Broken(
        ("from", From is { } from && To is { } to && from > to ? "must not lie behind to"
            : From is { } first && To is { } end && end.DayNumber - first.DayNumber >= MaxDays ? $"must lie within {MaxDays} days of to" : null)));
}

/// <summary>One request to a model, as the export has it.</summary>
public sealed record ModelUseInfo(
    DateTimeOffset At, DateOnly Day, string Purpose, string Model, string ModelId, long InputTokens, long OutputTokens, bool Estimated, double? Cost, Guid? TurnId)
{
    public static ModelUseInfo From(ModelUseRow row) => new(
        row.CreatedAt, row.Day, row.Purpose, row.Model, row.ModelId, row.InputTokens, row.OutputTokens, row.Estimated, row.CostMicros / 1e6, row.TurnId);
}
