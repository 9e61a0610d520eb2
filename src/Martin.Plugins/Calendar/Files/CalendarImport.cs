using System.Diagnostics;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Conflicts;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar.Files;

/// <param name="Name">The event's UID, or the file's name.</param>
public sealed record ImportError(string Name, string Reason);

/// <summary>What became of the events of a file.</summary>
/// <param name="Skipped">They were here already, as new or newer.</param>
public sealed record ImportResult(int Imported, int Skipped, IReadOnlyList<ImportError> Errors);

/// <param name="Errors">What of it could not be read.</param>
public sealed record UnderstoodFile(IReadOnlyList<IcalEvent> Events, IReadOnlyList<ImportError> Errors);

/// <summary>Brings the events of an iCalendar file into the owner's calendar. The same file again changes nothing; a higher SEQUENCE replaces.</summary>
public sealed class CalendarImport(MartinDb db, TimeProvider clock)
{
    /// <summary>The events of a file, for <see cref="KeepAsync"/>: up to seconds of work, that no transaction need wait for.</summary>
    public async Task<UnderstoodFile> UnderstandAsync(string name, byte[] file, CancellationToken ct)
    {
        var owner = await db.Users.AsNoTracking().FirstAsync(u => u.Id == db.Owner, ct);
        var (events, errors) = Understand(name, file, owner.Preferences.TimeZone ?? Zones.Utc, owner.Email);
        return new(events, errors);
    }

    /// <summary>Takes in what could be read, in one transaction; what could not is named with its reason.</summary>
    public async Task<ImportResult> KeepAsync(UnderstoodFile file, CancellationToken ct)
    {
        var (events, errors) = file;
        return events.Count == 0 ? new(0, 0, errors) : await db.WriteAsync(async () =>
        {
            await db.HoldOwnerAsync(ct);
            db.ChangeTracker.Clear();
            var (families, skipped) = await StoreAsync(events, ct);
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            if (families.Count > 0) await new ConflictBook(db, clock).RefreshAsync([.. families], ct);
            return new ImportResult(events.Count - skipped, skipped, errors);
        }, ct);
    }

    /// <summary>The events of a file as far as they can be understood.</summary>
    /// <param name="zone">The user's, for times that name none.</param>
    public static (IReadOnlyList<IcalEvent> Events, IReadOnlyList<ImportError> Errors) Understand(string name, byte[] file, string zone, string email)
    {
        var (components, problem) = IcalReader.Read(file);
        var (events, errors) = (new List<IcalEvent>(), new List<ImportError>());
        if (problem is not null) errors.Add(new(name, problem));
        var began = Stopwatch.GetTimestamp();
        foreach (var component in components)
        {
            if (Stopwatch.GetElapsedTime(began) > IcalLimits.Time)
            {
                errors.Add(new(name, "takes too long to work out; the events from here on were not read"));
                break;
            }
            try { events.Add(IcalEvent.Read(component, zone, email)); }
            catch (IcalException e) when (errors.Count < IcalLimits.Errors) { errors.Add(new(Name(component), e.Message)); }
            catch (IcalException) { }  // the answer names enough
        }
        return (events, errors);
    }

    private async Task<(HashSet<Guid> Families, int Skipped)> StoreAsync(IReadOnlyList<IcalEvent> events, CancellationToken ct)
    {
        string[] uids = [.. events.Select(e => e.Uid).Distinct()];
        // An event made here goes by its id in a file.
        Guid[] ids = [.. uids.Select(uid => Guid.TryParseExact(uid, "D", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
        var masters = (await db.Events.Where(e => e.SeriesId == null && ((e.Uid != null && uids.Contains(e.Uid)) || (e.Uid == null && ids.Contains(e.Id)))).ToListAsync(ct))
            .GroupBy(e => e.Uid ?? e.Id.ToString()).ToDictionary(g => g.Key, g => g.First());
        Guid[] known = [.. masters.Values.Select(m => m.Id)];
        var changed = (await db.Events.Where(e => e.SeriesId != null && known.Contains(e.SeriesId.Value)).ToListAsync(ct))
            .ToDictionary(e => (e.SeriesId!.Value, e.OriginalStart!.Value));
        var families = new HashSet<Guid>();
        var skipped = 0;
        // Series before the occurrences that take their places; of one event the latest version first.
        foreach (var each in events.OrderBy(e => e.OriginalStart is not null).ThenByDescending(e => e.Sequence))
        {
            var row = each.OriginalStart is { } original && masters.TryGetValue(each.Uid, out var series) && series.Recurrence is not null
                ? Occurrence(each, series, original, changed) : Whole(each, masters);
            if (row is { SeriesId: null } && known.Contains(row.Id)) DropLost(row, changed);
            if (row is null) skipped++;
            else families.Add(row.SeriesId ?? row.Id);
        }
        return (families, skipped);
    }

    /// <returns>null when what is here is as new.</returns>
    private EventRow? Whole(IcalEvent source, Dictionary<string, EventRow> masters)
    {
        // A changed occurrence whose series is not here stands for itself.
        var uid = source.OriginalStart is { } at ? $"{source.Uid}/{IcalTimes.Stamp(at, source.Draft.Span.IsAllDay)}" : source.Uid;
        if (masters.TryGetValue(uid, out var present)) return Written(present, source);
        var row = Added(source);
        row.Uid = uid;
        return masters[uid] = row;
    }

    private EventRow? Occurrence(IcalEvent source, EventRow series, DateTimeOffset original, Dictionary<(Guid, DateTimeOffset), EventRow> changed)
    {
        if (changed.TryGetValue((series.Id, original), out var present)) return Written(present, source);
        var row = Added(source);
        (row.SeriesId, row.OriginalStart) = (series.Id, original);
        return changed[(series.Id, original)] = row;
    }

    /// <summary>A series that has been replaced may no longer have some of its changed occurrences.</summary>
    private void DropLost(EventRow series, Dictionary<(Guid Series, DateTimeOffset At), EventRow> changed)
    {
        foreach (var (key, row) in changed.Where(c => c.Key.Series == series.Id && (series.Recurrence is null || !Expansion.Has(series, c.Key.At))).ToList())
        {
            db.Events.Remove(row);
            changed.Remove(key);
        }
    }

    private EventRow? Written(EventRow row, IcalEvent source)
    {
        if (source.Sequence <= row.Sequence) return null;
        EventRows.Write(row, source.Draft, clock.Now());
        row.Sequence = source.Sequence;
        return row;
    }

    private EventRow Added(IcalEvent source)
    {
        var now = clock.Now();
        var row = EventRows.New(db.Owner, Guid.CreateVersion7(now), now);
        EventRows.Write(row, source.Draft, now);
        row.Sequence = source.Sequence;
        db.Events.Add(row);
        return row;
    }

    private static string Name(IcalComponent component) =>
        (component.Find("UID") ?? component.Find("SUMMARY"))?.Text() is { Length: > 0 } text ? text[..Math.Min(text.Length, 100)] : "an event without UID";
}
