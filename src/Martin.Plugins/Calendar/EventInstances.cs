using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar;

/// <summary>Rows as what happens: single events, changed occurrences with their series, and series by their occurrences.</summary>
public static class EventInstances
{
    /// <param name="events">All events that may be asked for; <paramref name="rows"/> are among them.</param>
    /// <param name="rows">Rows that happen once.</param>
    /// <returns>Without the changed occurrences whose series has been deleted since they were read: they went with it.</returns>
    public static async Task<List<EventInstance>> OnceAsync(IQueryable<EventRow> events, IReadOnlyList<EventRow> rows, CancellationToken ct)
    {
        Guid[] ids = [.. rows.Where(r => r.SeriesId is not null).Select(r => r.SeriesId!.Value).Distinct()];
        if (ids.Length == 0) return [.. rows.Select(EventInstance.Single)];
        var series = await events.AsNoTracking().Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, ct);
        return [.. rows.Where(r => r.SeriesId is not { } id || series.ContainsKey(id)).Select(r => r.SeriesId is { } id ? EventInstance.Changed(r, series[id]) : EventInstance.Single(r))];
    }

    /// <summary>Of each series the original starts that have a row of their own, and so are none of its occurrences.</summary>
    public static async Task<ILookup<Guid, DateTimeOffset>> ReplacedAsync(IQueryable<EventRow> events, IReadOnlyList<EventRow> series, CancellationToken ct)
    {
        Guid[] ids = [.. series.Select(s => s.Id)];
        var replaced = ids.Length == 0 ? [] : await events.Where(e => e.SeriesId != null && ids.Contains(e.SeriesId.Value))
            .Select(e => new { e.SeriesId, e.OriginalStart }).ToListAsync(ct);
        return replaced.ToLookup(e => e.SeriesId!.Value, e => e.OriginalStart!.Value);
    }
}
