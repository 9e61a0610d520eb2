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

    /// <summary>Changed events that are compared with their surroundings at once lie within this time.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromDays(31);

    /// <summary>Events of a stretch that are compared.</summary>
    private const int MostPerStretch = 5_000;

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
        var found = await SearchAsync(families, zone, ct);
        // A conflict that was settled by a change is history; one that the user lives with is still the same conflict.
        var known = await db.Conflicts.Where(c => (families.Contains(c.EventId1) || families.Contains(c.EventId2)) && (c.ResolvedAt == null || c.Resolution == KeepBoth)).ToListAsync(ct);
        foreach (var row in known.Where(row => !found.Contains(Pair(row))))
            if (await ReadAsync(row, zone, ct) is null) db.Conflicts.Remove(row);
        var present = known.Select(Pair).ToHashSet();
        List<ConflictRow> added = [.. found.Where(pair => !present.Contains(pair)).Take(ConflictRules.MostPerChange).Select(New)];
        db.Conflicts.AddRange(added);
        await db.SaveChangesAsync(ct);
        if (added.Count > 0) await TellAsync(added, ct);
    }

    /// <summary>
    /// Looks for what has come within sight: a series is compared with its surroundings for <see cref="ConflictRules.SeriesAhead"/> when it changes,
    /// and goes on after that. For once a day.
    /// </summary>
    public async Task LookAheadAsync(CancellationToken ct)
    {
        var soon = clock.Now();
        var going = await db.Events.Where(e => e.Recurrence != null && (e.RecursUntil == null || e.RecursUntil > soon)).OrderBy(e => e.Id).Select(e => e.Id).ToListAsync(ct);
        foreach (var families in going.Chunk(SeriesAtOnce))
            await db.WriteAsync(async () =>
            {
                await db.HoldOwnerAsync(ct);
                db.ChangeTracker.Clear();
                await RefreshAsync(families, ct);
            }, ct);
    }

    private async Task<HashSet<ConflictPair>> SearchAsync(Guid[] families, string zone, CancellationToken ct)
    {
        var now = clock.Now();
        var pairs = new HashSet<ConflictPair>();
        // What is to come first: years of the past, as an import brings them, must not use up what is stored.
        foreach (var time in (await ChangedAsync(families, ct)).Where(e => e.Blocks).GroupBy(e => e.Takes(zone).End <= now).OrderBy(g => g.Key))
            await SearchAsync([.. time.OrderBy(e => e.Takes(zone).Start)], zone, pairs, ct);
        return pairs;
    }

    private async Task SearchAsync(List<EventInstance> changed, string zone, HashSet<ConflictPair> pairs, CancellationToken ct)
    {
        for (var i = 0; i < changed.Count && pairs.Count < ConflictRules.MostPerChange;)
        {
            var from = changed[i].Takes(zone).Start;
            var stretch = changed.Skip(i).TakeWhile(e => e.Takes(zone).Start < from + Stretch).ToList();
            var to = stretch.Max(e => e.Takes(zone).End);
            var around = await pages.ListAsync(new(from, to, zone, WithCancelled: false), new Page(MostPerStretch), ct);
            pairs.UnionWith(ConflictRules.Between(stretch, around.Items, zone).Take(ConflictRules.MostPerChange));
            i += stretch.Count;
        }
    }

    private async Task<List<EventInstance>> ChangedAsync(Guid[] families, CancellationToken ct)
    {
        var rows = await db.Events.AsNoTracking().Where(e => families.Contains(e.Id) || (e.SeriesId != null && families.Contains(e.SeriesId.Value))).ToListAsync(ct);
        var series = rows.Where(r => r.Recurrence is not null).ToDictionary(r => r.Id);
        var replaced = rows.Where(r => r.SeriesId is not null).ToLookup(r => r.SeriesId!.Value, r => r.OriginalStart!.Value);
        var now = clock.Now();
        return
        [
            .. rows.Where(r => r.Recurrence is null).Select(r => r.SeriesId is { } id ? EventInstance.Changed(r, series[id]) : EventInstance.Single(r)),
            .. series.Values.SelectMany(s => Expansion.Between(s, replaced[s.Id].ToHashSet(), now.AddDays(-1), now + ConflictRules.SeriesAhead)),
        ];
    }

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
