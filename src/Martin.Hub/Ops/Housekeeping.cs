using Martin.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Ops;

/// <summary>How long what is only kept for a while is kept.</summary>
public sealed class HousekeepingOptions
{
    public const string Section = "Housekeeping";

    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Notifications can be replayed for so long (contract, section 3).</summary>
    public TimeSpan KeepNotifications { get; init; } = TimeSpan.FromDays(30);

    /// <summary>An Idempotency-Key is remembered for so long (contract, section 2).</summary>
    public TimeSpan KeepIdempotencyKeys { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Longer than any reminder is caught up with.</summary>
    public TimeSpan KeepGivenReminders { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Sessions that have ended; until then a stolen refresh token is known for what it is.</summary>
    public TimeSpan KeepEndedSessions { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Refresh tokens that were exchanged long ago: until then one that comes back ends its session, later it is only refused.</summary>
    public TimeSpan KeepUsedRefreshTokens { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What models were used for: longer than <c>/usage</c> reaches back.</summary>
    public TimeSpan KeepUsage { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Memory that only the start needed is given back so long after it; 0 is never, nor what connections leave.</summary>
    public TimeSpan SettleAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Likewise what so many new connections have left behind, once few open and no turn runs; 0 is never.</summary>
    public int SettleConnections { get; init; } = 1_000;

    /// <summary>Rows that are deleted in one transaction: other writers wait for no longer.</summary>
    public int Batch { get; init; } = 1_000;
}

/// <summary>Throws away what has outlived its use, and lets the database count what is left. Every node may do it; doing it twice does nothing.</summary>
public sealed class Housekeeping(MartinDbFactory databases, TimeProvider clock, IOptions<HousekeepingOptions> options, ILogger<Housekeeping> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, clock);
        await TryAsync(() => databases.CountAsync(stoppingToken), stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(() => TidyAsync(stoppingToken), stoppingToken);
            await TryAsync(() => databases.CountAsync(stoppingToken), stoppingToken);
        }
    }

    private async Task TryAsync(Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            log.TidyFailed(e);
        }
    }

    /// <returns>How many rows went.</returns>
    public async Task<int> TidyAsync(CancellationToken ct)
    {
        var now = clock.Now();
        var keep = options.Value;
        await using var db = databases.ForMaintenance();
        var (notifications, reminders, keys, sessions) = (now - keep.KeepNotifications, now - keep.KeepGivenReminders, now - keep.KeepIdempotencyKeys, now - keep.KeepEndedSessions);
        var (uses, exchanged) = (now - keep.KeepUsage, now - keep.KeepUsedRefreshTokens);
        return await InBatchesAsync(db, db.Notifications.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(r => r.CreatedAt < notifications).OrderBy(r => r.CreatedAt), ct)
            + await InBatchesAsync(db, db.GivenReminders.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(r => r.GivenAt < reminders).OrderBy(r => r.GivenAt), ct)
            + await InBatchesAsync(db, db.IdempotencyKeys.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(r => r.CreatedAt < keys).OrderBy(r => r.CreatedAt), ct)
            + await InBatchesAsync(db, db.ModelUses.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(r => r.CreatedAt < uses).OrderBy(r => r.CreatedAt), ct)
            + await InBatchesAsync(db, db.RefreshTokens.Where(r => r.IssuedAt < exchanged && db.RefreshTokens.Any(n => n.SessionId == r.SessionId && n.Generation > r.Generation + 1)).OrderBy(r => r.IssuedAt), ct)
            + await InBatchesAsync(db, db.OneTimeCodes.Where(r => r.ExpiresAt < now).OrderBy(r => r.ExpiresAt), ct)
            + await InBatchesAsync(db, db.Sessions.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(r => r.ExpiresAt < sessions || r.RevokedAt < sessions).OrderBy(r => r.ExpiresAt), ct);
    }

    private async Task<int> InBatchesAsync<T>(MartinDb db, IQueryable<T> rows, CancellationToken ct)
    {
        var all = 0;
        while (true)
        {
            var gone = await db.WriteAsync(() => rows.Take(options.Value.Batch).ExecuteDeleteAsync(ct), ct);
            all += gone;
            if (gone < options.Value.Batch) return all;
        }
    }
}

internal static partial class HousekeepingLogging
{
    [LoggerMessage(120, LogLevel.Warning, "The hourly tidying of the database failed; it is tried again")]
    public static partial void TidyFailed(this ILogger log, Exception e);
}
