using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar;

/// <param name="Zone">The zone in which all-day events are days for the one who asks.</param>
public sealed record EventFilter(DateTimeOffset? From, DateTimeOffset? To, string Zone, string? Query = null, bool WithCancelled = true);

/// <summary>The local calendar of the context's owner: single events. Changes join an open transaction; telling others of them is the caller's.</summary>
public sealed class CalendarBook(MartinDb db, TimeProvider clock)
{
    /// <returns>null when it is not there.</returns>
    public Task<EventRow?> FindAsync(Guid id, CancellationToken ct) => db.Events.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct);

    /// <summary>What overlaps the window, earliest first.</summary>
    public async Task<Listing<EventRow>> ListAsync(EventFilter filter, Page page, CancellationToken ct)
    {
        var rows = db.Events.AsNoTracking();
        if (filter.From is { } from)
        {
            var fromDay = AsDay(from, filter.Zone);
            rows = rows.Where(e => e.IsAllDay ? e.EndTime > fromDay : e.EndTime > from);
        }
        if (filter.To is { } to)
        {
            var toDay = AsDay(to, filter.Zone);
            rows = rows.Where(e => e.IsAllDay ? e.StartTime < toDay : e.StartTime < to);
        }
        if (!filter.WithCancelled) rows = rows.Where(e => e.Status != EventStatus.Cancelled);
        if (filter.Query?.ToLowerInvariant() is { Length: > 0 } words)
#pragma warning disable CA1304, CA1311, CA1862 // translated to the database's lower(), which has no culture
            rows = rows.Where(e => e.Title.ToLower().Contains(words) || (e.Description != null && e.Description.ToLower().Contains(words))
                || (e.Location != null && e.Location.ToLower().Contains(words)));
#pragma warning restore CA1304, CA1311, CA1862
        if (page.After is { } after) rows = rows.Where(e => e.StartTime > after.At || (e.StartTime == after.At && e.Id.CompareTo(after.Id) > 0));
        var found = await rows.OrderBy(e => e.StartTime).ThenBy(e => e.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, e => new Keyset(e.StartTime, e.Id));
    }

    /// <param name="draft">Checked (<see cref="EventDraft.Problems"/>).</param>
    /// <param name="id">The id of a removed event that comes back; otherwise null.</param>
    public Task<EventRow> AddAsync(EventDraft draft, CancellationToken ct, Guid? id = null) => db.WriteAsync(async () =>
    {
        var now = clock.Now();
        var row = new EventRow
        {
            Id = id ?? Guid.CreateVersion7(now), UserId = db.Owner, Title = "", StartTime = default, EndTime = default, TimeZone = "",
            Version = 1, CreatedAt = now,
        };
        Write(row, draft, now);
        db.Events.Add(row);
        await db.SaveChangesAsync(ct);
        return row;
    }, ct);

    /// <param name="version">The version the change was made from; null changes whatever is there.</param>
    /// <param name="change">Makes the new state from the present one; its result must be checked (<see cref="EventDraft.Problems"/>).</param>
    public Task<EventOutcome> ChangeAsync(Guid id, int? version, Func<EventDraft, EventDraft> change, CancellationToken ct) => db.WriteAsync<EventOutcome>(async () =>
    {
        if (await db.Events.FirstOrDefaultAsync(e => e.Id == id, ct) is not { } row) return new EventOutcome.NotThere();
        if (version is not null && row.Version != version) return new EventOutcome.Stale();
        Write(row, change(EventDraft.Of(row)), clock.Now());
        try { await db.SaveChangesAsync(ct); }
        catch (DbUpdateConcurrencyException)
        {
            db.Entry(row).State = EntityState.Detached;
            return new EventOutcome.Stale();
        }
        return new EventOutcome.Saved(row);
    }, ct);

    /// <returns>What was removed; null when it was not there.</returns>
    public Task<EventRow?> RemoveAsync(Guid id, CancellationToken ct) => db.WriteAsync(async () =>
        await FindAsync(id, ct) is { } found && await db.Events.Where(e => e.Id == id).ExecuteDeleteAsync(ct) == 1 ? found : null, ct);

    private static void Write(EventRow row, EventDraft draft, DateTimeOffset now)
    {
        row.Title = draft.Title.Trim();
        row.Description = draft.Description;
        (row.StartTime, row.EndTime, row.TimeZone, row.IsAllDay) = draft.Span;
        row.Location = draft.Location;
        row.Attendees = [.. draft.Attendees];
        row.Status = draft.Status;
        row.Transparency = draft.Transparency;
        row.SelfResponse = draft.SelfResponse;
        row.Reminders = [.. draft.Reminders];
        row.ConferenceUrl = draft.ConferenceUrl;
        row.UpdatedAt = now;
    }

    // All-day events are stored by midnights UTC, so the window is compared by what the clocks in the zone show.
    private static DateTimeOffset AsDay(DateTimeOffset instant, string zone) =>
        new(Zones.ToLocal(instant, zone).ToDateTimeUnspecified(), TimeSpan.Zero);
}
