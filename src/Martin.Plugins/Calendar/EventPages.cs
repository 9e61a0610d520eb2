using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar;

/// <param name="Zone">The zone in which all-day events are days for the one who asks.</param>
public sealed record EventFilter(DateTimeOffset? From, DateTimeOffset? To, string Zone, string? Query = null, bool WithCancelled = true);

/// <summary>Reads events: rows that happen once by the database, series by their occurrences, both in one order.</summary>
internal sealed class EventPages(IQueryable<EventRow> events, TimeProvider clock)
{
    public async Task<EventInstance?> FindAsync(EventRef wanted, CancellationToken ct)
    {
        if (await events.AsNoTracking().FirstOrDefaultAsync(e => e.Id == wanted.Id, ct) is not { } row) return null;
        if (wanted.OriginalStart is not { } start)
            return row.SeriesId is null ? EventInstance.Single(row) : EventInstance.Changed(row, await events.AsNoTracking().FirstAsync(e => e.Id == row.SeriesId, ct));
        if (row.Recurrence is null) return null;
        if (await events.AsNoTracking().FirstOrDefaultAsync(e => e.SeriesId == row.Id && e.OriginalStart == start, ct) is { } changed) return EventInstance.Changed(changed, row);
        return Expansion.Has(row, start) ? EventInstance.Occurrence(row, start) : null;
    }

    /// <summary>Those of the wanted events that are there, as <see cref="FindAsync"/> finds them one by one.</summary>
    public async Task<Dictionary<EventRef, EventInstance>> FindAllAsync(IEnumerable<EventRef> wanted, CancellationToken ct)
    {
        EventRef[] all = [.. wanted.Distinct()];
        Guid[] ids = [.. all.Select(w => w.Id).Distinct()];
        var rows = await events.AsNoTracking().Where(e => ids.Contains(e.Id)).ToListAsync(ct);
        var whole = (await EventInstances.OnceAsync(events, rows, ct)).ToDictionary(e => e.Row.Id);
        Guid[] series = [.. all.Where(w => w.OriginalStart is not null).Select(w => w.Id).Distinct()];
        var changed = series.Length == 0 ? []
            : (await events.AsNoTracking().Where(e => e.SeriesId != null && series.Contains(e.SeriesId.Value)).ToListAsync(ct)).ToDictionary(e => new EventRef(e.SeriesId!.Value, e.OriginalStart));
        var found = new Dictionary<EventRef, EventInstance>();
        foreach (var one in all)
        {
            if (!whole.TryGetValue(one.Id, out var instance)) continue;
            if (one.OriginalStart is not { } start) found[one] = instance;
            else if (instance.Row.Recurrence is null) continue;
            else if (changed.TryGetValue(one, out var instead)) found[one] = EventInstance.Changed(instead, instance.Row);
            else if (Expansion.Has(instance.Row, start)) found[one] = EventInstance.Occurrence(instance.Row, start);
        }
        return found;
    }

    public async Task<Listing<EventInstance>> ListAsync(EventFilter filter, Page page, CancellationToken ct)
    {
        var rows = await OnceAsync(filter, page, ct);
        var once = await EventInstances.OnceAsync(events, rows, ct);
        // A full page ends at its last row at the latest: what occurs later is of no use to it.
        var repeated = await OccurrencesAsync(filter, page.After, rows.Count > page.Limit ? rows[^1].StartTime : null, ct);
        var found = InOrder.Merge([once, .. repeated], e => (e.Span.Start, e.Row.Id)).Take(page.Limit + 1).ToList();
        return Listing.From(found, page.Limit, e => e.Key);
    }

    /// <summary>Up to one row more than the page holds of those that happen once, in order.</summary>
    private async Task<List<EventRow>> OnceAsync(EventFilter filter, Page page, CancellationToken ct)
    {
        var single = Filtered(filter).Where(e => e.Recurrence == null);
        if (filter.To is { } to)
        {
            var toDay = AsDay(to, filter.Zone);
            single = single.Where(e => e.IsAllDay ? e.StartTime < toDay : e.StartTime < to);
        }
        var rest = single;
        if (page.After is { } after) rest = rest.Where(e => e.StartTime >= after.At && (e.StartTime > after.At || e.Id.CompareTo(after.Id) > 0));
        List<EventRow> found = [];
        if (filter.From is { } from)
        {
            var fromDay = AsDay(from, filter.Zone);
            rest = rest.Where(e => e.IsAllDay ? e.EndTime > fromDay : e.EndTime > from);
            var edge = from < fromDay ? from : fromDay;
            // What begins before the window is looked up by its end, or all that was ever before would be read to find the few that last.
            if (page.After is not { } past || past.At < edge)
            {
                var underWay = await events.Where(e => e.Recurrence == null && e.EndTime > edge && e.StartTime < edge).Select(e => e.Id).ToListAsync(ct);
                if (underWay.Count > 0) found = await InOrderAsync(rest.Where(e => underWay.Contains(e.Id)), page.Limit + 1, ct);
                rest = rest.Where(e => e.StartTime >= edge);
            }
        }
        if (found.Count <= page.Limit) found.AddRange(await InOrderAsync(rest, page.Limit + 1 - found.Count, ct));
        return found;
    }

    private static Task<List<EventRow>> InOrderAsync(IQueryable<EventRow> rows, int limit, CancellationToken ct) =>
        rows.OrderBy(e => e.StartTime).ThenBy(e => e.Id).Take(limit).ToListAsync(ct);

    /// <summary>A row of occurrences for each series that may have some in the window, after the end of the page before.</summary>
    /// <param name="enough">No occurrence that starts later is asked for; null when any may be.</param>
    private async Task<List<IEnumerable<EventInstance>>> OccurrencesAsync(EventFilter filter, Keyset? after, DateTimeOffset? enough, CancellationToken ct)
    {
        var from = Later(filter.From, after?.At);
        // From where the list began, not from this page: it would never end.
        var to = filter.To ?? Later(clock.Now(), filter.From)!.Value + RecurrenceLimits.OpenWindow;
        // Starts are compared by less than; all-day events begin by other clocks.
        if (enough?.AddDays(1) is { } end && end < to) to = end;
        // A day to each side: all-day events begin and end by other clocks.
        var (first, last) = ((from ?? DateTimeOffset.UnixEpoch.AddYears(-70)).AddDays(-1), to.AddDays(1));
        var begun = Filtered(filter).Where(e => e.Recurrence != null && e.StartTime < last);
        // Two questions: for either/or SQLite reads all series that there ever were.
        List<EventRow> series = [.. await begun.Where(e => e.RecursUntil == null).ToListAsync(ct), .. await begun.Where(e => e.RecursUntil > first).ToListAsync(ct)];
        if (series.Count == 0) return [];
        var replaced = await EventInstances.ReplacedAsync(events, series, ct);
        return [.. series.Select(s =>
        {
            var (window, end) = s.IsAllDay ? (filter.From is { } f ? AsDay(f, filter.Zone) : null, AsDay(to, filter.Zone)) : (filter.From, to);
            var begin = Later(window, after?.At) ?? first;
            return Expansion.Between(s, replaced[s.Id].ToHashSet(), begin, end)
                .Where(o => after is not { } past || o.Span.Start > past.At || (o.Span.Start == past.At && o.Row.Id.CompareTo(past.Id) > 0));
        })];
    }

    private IQueryable<EventRow> Filtered(EventFilter filter)
    {
        var rows = events.AsNoTracking();
        if (!filter.WithCancelled) rows = rows.Where(e => e.Status != EventStatus.Cancelled);
        if (filter.Query?.ToLowerInvariant() is { Length: > 0 } words)
#pragma warning disable CA1304, CA1311, CA1862 // translated to the database's lower(), which has no culture
            rows = rows.Where(e => e.Title.ToLower().Contains(words) || (e.Description != null && e.Description.ToLower().Contains(words))
                || (e.Location != null && e.Location.ToLower().Contains(words)));
#pragma warning restore CA1304, CA1311, CA1862
        return rows;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b ?? a : a;

    // All-day events are stored by midnights UTC, so the window is compared by what the clocks in the zone show.
    private static DateTimeOffset AsDay(DateTimeOffset instant, string zone) =>
        new(Zones.ToLocal(instant, zone).ToDateTimeUnspecified(), TimeSpan.Zero);
}
