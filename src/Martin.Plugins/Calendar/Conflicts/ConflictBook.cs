using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Notifications;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar.Conflicts;

/// <summary>A conflict with both of its events as they are now.</summary>
public sealed record Conflict(ConflictRow Row, EventInstance First, EventInstance Second, TimeSpan Overlap);

/// <summary>The stored conflicts of the context's owner, kept up to date by <see cref="CalendarBook"/> in the transaction of each change.</summary>
public sealed class ConflictBook(MartinDb db, TimeProvider clock)
{
    public const string KeepBoth = "keep_both";

    /// <summary>Series that are looked at in one transaction: other writers get their turn.</summary>
    private const int SeriesAtOnce = 25;

    private readonly EventPages pages = new(db.Events, clock);

    /// <summary>Open ones, oldest first.</summary>
    public async Task<Listing<Conflict>> ListAsync(Page page, CancellationToken ct)
    {
        var rows = db.Conflicts.AsNoTracking().Where(c => c.ResolvedAt == null);
        if (page.After is { } after) rows = rows.Where(c => c.Id.CompareTo(after.Id) > 0);
        var found = Listing.From(await rows.OrderBy(c => c.Id).Take(page.Limit + 1).ToListAsync(ct), page.Limit, c => new Keyset(DateTimeOffset.UnixEpoch, c.Id));
        var zone = await ZoneAsync(ct);
        var events = await pages.FindAllAsync(found.Items.SelectMany(row => new[] { First(row), Second(row) }), ct);
        return new([.. found.Items.Select(row => Met(row, events.GetValueOrDefault(First(row)), events.GetValueOrDefault(Second(row)), zone)).OfType<Conflict>()], found.Next);
    }

    /// <returns>null when there is none, or its events no longer meet.</returns>
    public async Task<Conflict?> FindAsync(Guid id, CancellationToken ct) =>
        await db.Conflicts.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is { } row ? await ReadAsync(row, await ZoneAsync(ct), ct) : null;

    /// <summary>open → resolved. One caller wins; the others get false.</summary>
    public async Task<bool> TryResolveAsync(Guid id, string resolution, CancellationToken ct)
    {
        var now = clock.Now();
        return await db.Conflicts.Where(c => c.Id == id && c.ResolvedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Resolution, resolution).SetProperty(c => c.ResolvedAt, now), ct) == 1;
    }

    /// <summary>Finds the conflicts of changed events, stores and tells of new ones, and drops those that are no more.</summary>
    /// <param name="families">Single events and series.</param>
    internal async Task RefreshAsync(Guid[] families, CancellationToken ct)
    {
        var zone = await ZoneAsync(ct);
        var found = await new ConflictSearch(db.Events, clock).FindAsync(families, zone, ct);
        var known = await KnownAsync(families, ct);
        await DropAsync(known.Where(row => !found.Contains(Pair(row))), pages, zone, ct);
        var present = known.Select(Pair).ToHashSet();
        List<ConflictRow> added = [.. found.Where(pair => !present.Contains(pair)).Take(ConflictRules.MostPerChange).Select(New)];
        db.Conflicts.AddRange(added);
        await db.SaveChangesAsync(ct);
        if (added.Count > 0) await TellAsync(added, ct);
    }

    /// <summary>
    /// Looks for what has come within sight: a series is compared with its surroundings for <see cref="ConflictRules.SeriesAhead"/> when it changes,
    /// and goes on after that. For once a day. It tells of what the user has not heard of: not of another meeting of two that met before.
    /// </summary>
    /// <returns>The series that could not be worked out; they are left out.</returns>
    public async Task<IReadOnlyCollection<Guid>> LookAheadAsync(CancellationToken ct)
    {
        var soon = clock.Now();
        var going = await db.Events.AsNoTracking().Where(e => e.Recurrence != null && (e.RecursUntil == null || e.RecursUntil > soon)).OrderBy(e => e.Id).ToListAsync(ct);
        var zone = await ZoneAsync(ct);
        HashSet<Guid> leftOut = [.. going.Where(s => !ConflictSearch.CanExpand(s, soon)).Select(s => s.Id)];
        Guid[] unreadable = [.. leftOut];
        var readable = db.Events.Where(e => !unreadable.Contains(e.Id) && (e.SeriesId == null || !unreadable.Contains(e.SeriesId.Value)));
        foreach (var families in going.Select(s => s.Id).Except(unreadable).Chunk(SeriesAtOnce))
        {
            try
            {
                // It takes its time: other writers do not wait for it.
                var found = await new ConflictSearch(readable, clock).FindAsync(families, zone, ct);
                await db.WriteAsync(async () =>
                {
                    await db.HoldOwnerAsync(ct);
                    db.ChangeTracker.Clear();
                    await StoreAheadAsync(families, found, new EventPages(readable, clock), leftOut, zone, ct);
                }, ct);
            }
            catch (RecurrenceLimitException)
            {
                leftOut.UnionWith(families);  // more than fits in the time; the others' are looked for all the same
            }
        }
        return leftOut;
    }

    private async Task StoreAheadAsync(Guid[] families, HashSet<ConflictPair> found, EventPages readable, HashSet<Guid> leftOut, string zone, CancellationToken ct)
    {
        var known = await KnownAsync(families, ct);
        var now = clock.Now();
        await DropAsync(known.Where(row => !found.Contains(Pair(row)) && !IsPast(row, now) && !leftOut.Contains(row.EventId1) && !leftOut.Contains(row.EventId2)), readable, zone, ct);
        var present = known.Select(Pair).ToHashSet();
        var met = known.Select(Families).ToHashSet();
        var kept = known.Where(row => row.Resolution == KeepBoth).Select(Families).ToHashSet();
        var pairs = found.Where(pair => !present.Contains(pair)).Take(ConflictRules.MostPerChange).ToList();
        var events = await readable.FindAllAsync(pairs.SelectMany(p => new[] { p.First, p.Second }), ct);
        List<ConflictRow> added = [];
        foreach (var row in pairs.Select(New))
        {
            // It was looked for before the transaction, and may have been changed in between.
            if (Met(row, events.GetValueOrDefault(First(row)), events.GetValueOrDefault(Second(row)), zone) is null) continue;
            if (kept.Contains(Families(row))) (row.Resolution, row.ResolvedAt) = (KeepBoth, now);  // the user lives with it
            added.Add(row);
        }
        db.Conflicts.AddRange(added);
        await db.SaveChangesAsync(ct);
        List<ConflictRow> news = [.. added.Where(row => !met.Contains(Families(row)))];
        if (news.Count > 0) await TellAsync(news, ct);
    }

    /// <summary>A conflict that was settled by a change is history; one that the user lives with is still the same conflict.</summary>
    private Task<List<ConflictRow>> KnownAsync(Guid[] families, CancellationToken ct) =>
        db.Conflicts.Where(c => (families.Contains(c.EventId1) || families.Contains(c.EventId2)) && (c.ResolvedAt == null || c.Resolution == KeepBoth)).ToListAsync(ct);

    private async Task DropAsync(IEnumerable<ConflictRow> doubtful, EventPages readable, string zone, CancellationToken ct)
    {
        List<ConflictRow> rows = [.. doubtful];
        if (rows.Count == 0) return;
        var events = await readable.FindAllAsync(rows.SelectMany(row => new[] { First(row), Second(row) }), ct);
        db.Conflicts.RemoveRange(rows.Where(row => Met(row, events.GetValueOrDefault(First(row)), events.GetValueOrDefault(Second(row)), zone) is null));
    }

    /// <summary>It lies before what is looked through, so that it was not found says nothing.</summary>
    private static bool IsPast(ConflictRow row, DateTimeOffset now) => row.OriginalStart1 < now.AddDays(-1) || row.OriginalStart2 < now.AddDays(-1);

    private static (Guid, Guid) Families(ConflictRow row) => (row.EventId1, row.EventId2);

    private async Task<Conflict?> ReadAsync(ConflictRow row, string zone, CancellationToken ct) =>
        Met(row, await pages.FindAsync(First(row), ct), await pages.FindAsync(Second(row), ct), zone);

    /// <returns>null when one is not there, or they no longer meet.</returns>
    private static Conflict? Met(ConflictRow row, EventInstance? first, EventInstance? second, string zone) =>
        first is not null && second is not null && ConflictRules.Overlap(first, second, zone) is { } overlap ? new(row, first, second, overlap) : null;

    private static EventRef First(ConflictRow row) => new(row.EventId1, row.OriginalStart1);

    private static EventRef Second(ConflictRow row) => new(row.EventId2, row.OriginalStart2);

    private ConflictRow New(ConflictPair pair) => new()
    {
        Id = Guid.CreateVersion7(clock.Now()), UserId = db.Owner, EventId1 = pair.First.Id, OriginalStart1 = pair.First.OriginalStart,
        EventId2 = pair.Second.Id, OriginalStart2 = pair.Second.OriginalStart,
    };

    /// <summary>One notification a change: a series may meet another each week.</summary>
    private async Task TellAsync(List<ConflictRow> added, CancellationToken ct)
    {
        var first = added[0];
        var titles = await db.Events.Where(e => e.Id == first.EventId1 || e.Id == first.EventId2).Select(e => e.Title).ToListAsync(ct);
        var more = added.Count == 1 ? "" : $" (and {added.Count - 1} more)";
        await db.NotifyAsync(db.Owner, NotificationType.ConflictDetected, $"“{titles[0]}” and “{titles[^1]}” overlap{more}", null,
            new { conflictId = first.Id, eventIds = new[] { first.EventId1, first.EventId2 }, count = added.Count }, clock.Now(), ct);
    }

    private async Task<string> ZoneAsync(CancellationToken ct) =>
        await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).FirstOrDefaultAsync(ct) ?? Zones.Utc;

    private static ConflictPair Pair(ConflictRow row) => ConflictPair.Of(First(row), Second(row));
}
