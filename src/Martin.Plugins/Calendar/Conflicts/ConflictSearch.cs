using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar.Conflicts;

/// <summary>Compares events with what lies around them.</summary>
/// <param name="events">All that are compared.</param>
internal sealed class ConflictSearch(IQueryable<EventRow> events, TimeProvider clock)
{
    /// <summary>Changed events that are compared with their surroundings at once lie within this time.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromDays(31);

    /// <summary>Events of a stretch that are compared.</summary>
    private const int MostPerStretch = 5_000;

    private static readonly IReadOnlySet<DateTimeOffset> None = new HashSet<DateTimeOffset>();

    private readonly EventPages pages = new(events, clock);

    /// <summary>Whether its occurrences can be worked out as far as they are compared.</summary>
    public static bool CanExpand(EventRow series, DateTimeOffset now)
    {
        try
        {
            // A stretch reaches beyond what begins in it.
            _ = Expansion.Between(series, None, now.AddDays(-1), now + ConflictRules.SeriesAhead + Stretch).Count();
            return true;
        }
        catch (Exception e) when (e is RecurrenceLimitException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <param name="families">Single events and series.</param>
    /// <exception cref="RecurrenceLimitException">A series among them or around them takes too much.</exception>
    public async Task<HashSet<ConflictPair>> FindAsync(Guid[] families, string zone, CancellationToken ct)
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
        var rows = await events.AsNoTracking().Where(e => families.Contains(e.Id) || (e.SeriesId != null && families.Contains(e.SeriesId.Value))).ToListAsync(ct);
        var series = rows.Where(r => r.Recurrence is not null).ToDictionary(r => r.Id);
        var replaced = rows.Where(r => r.SeriesId is not null).ToLookup(r => r.SeriesId!.Value, r => r.OriginalStart!.Value);
        var now = clock.Now();
        return
        [
            // One whose series was deleted since went with it.
            .. rows.Where(r => r.Recurrence is null && (r.SeriesId is not { } id || series.ContainsKey(id))).Select(r => r.SeriesId is { } id ? EventInstance.Changed(r, series[id]) : EventInstance.Single(r)),
            .. series.Values.SelectMany(s => Expansion.Between(s, replaced[s.Id].ToHashSet(), now.AddDays(-1), now + ConflictRules.SeriesAhead)),
        ];
    }
}
