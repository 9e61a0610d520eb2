using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Conflicts;
using Martin.Plugins.Calendar.Series;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar;

/// <summary>
/// The local calendar of the context's owner. Changes join an open transaction and bring the list of conflicts up to date in it; telling others of
/// them is the caller's.
/// </summary>
public sealed class CalendarBook(MartinDb db, TimeProvider clock)
{
    private readonly EventPages pages = new(db.Events, clock);
    private readonly SeriesEdits edits = new(db);

    /// <returns>null when it is not there; also a time at which the series has nothing.</returns>
    public Task<EventInstance?> FindAsync(EventRef wanted, CancellationToken ct) => pages.FindAsync(wanted, ct);

    /// <summary>What overlaps the window, earliest first; series by their occurrences.</summary>
    public Task<Listing<EventInstance>> ListAsync(EventFilter filter, Page page, CancellationToken ct) => pages.ListAsync(filter, page, ct);

    /// <summary>Everybody on the rows that a change of this reaches: of what repeats, those of its other occurrences too.</summary>
    public async Task<IReadOnlyList<Attendee>> ReachedAsync(EventInstance present, EventScope scope, CancellationToken ct)
    {
        var isSeries = present is { Series: null, Row.Recurrence: not null };
        if (!isSeries && (present.Series is null || scope == EventScope.This)) return present.Row.Attendees;
        var id = (present.Series ?? present.Row).Id;
        var rows = await db.Events.AsNoTracking().Where(e => e.Id == id || e.SeriesId == id).ToListAsync(ct);
        var from = scope == EventScope.Following ? present.Ref.OriginalStart : null;
        return [.. present.Row.Attendees, .. rows.Where(r => from is null || r.OriginalStart is null || r.OriginalStart >= from).SelectMany(r => r.Attendees)];
    }

    /// <param name="draft">Checked (<see cref="EventDraft.Problems"/>).</param>
    public Task<EventOutcome.Saved> AddAsync(EventDraft draft, CancellationToken ct) => db.WriteAsync(async () =>
    {
        await db.HoldOwnerAsync(ct);
        draft = draft.Kept();
        var now = clock.Now();
        var row = EventRows.New(db.Owner, Guid.CreateVersion7(now), now);
        EventRows.Write(row, draft, now);
        db.Events.Add(row);
        await db.SaveChangesAsync(ct);
        await RefreshAsync([row.Id], ct);
        return new EventOutcome.Saved(EventInstance.Single(row), new([], [new(row.Id, row.Version)]));
    }, ct);

    /// <param name="version">The version the change was made from; null changes whatever is there.</param>
    /// <param name="change">Makes the new state from the present one; its result must be checked (<see cref="EventDraft.Problems"/>).</param>
    public Task<EventOutcome> ChangeAsync(EventRef wanted, EventScope scope, int? version, Func<EventDraft, EventDraft> change, CancellationToken ct) =>
        EditAsync(wanted, version, async instance =>
        {
            var draft = change(EventDraft.Of(instance)).Kept();
            var now = clock.Now();
            return instance.Series is null ? await edits.WholeAsync(instance, draft, now, ct)
                : scope switch
                {
                    EventScope.This => edits.One(instance, draft, now),
                    EventScope.Following => await edits.FollowingAsync(instance, draft, now, ct),
                    _ => await edits.AllAsync(instance, draft, now, ct),
                };
        }, ct);

    /// <returns>What was removed, as it was.</returns>
    public Task<EventOutcome> RemoveAsync(EventRef wanted, EventScope scope, CancellationToken ct) =>
        EditAsync(wanted, null, async instance =>
        {
            await edits.RemoveAsync(instance, scope, clock.Now(), ct);
            return instance;
        }, ct);

    /// <summary>Puts everything back as it was before a change.</summary>
    /// <returns>false when it has been changed since.</returns>
    public Task<bool> UndoAsync(EventUndo undo, CancellationToken ct) => db.WriteAsync(async () =>
    {
        await db.HoldOwnerAsync(ct);
        db.ChangeTracker.Clear();
        Guid[] families = [.. undo.Before.Select(r => r.SeriesId ?? r.Id).Concat(undo.After.Select(r => r.Id)).Distinct()];
        var present = await db.Events.Where(e => families.Contains(e.Id) || (e.SeriesId != null && families.Contains(e.SeriesId.Value))).ToListAsync(ct);
        if (present.Count == 0 && undo.Before.Count == 0) return true;
        if (!present.Select(r => new RowVersion(r.Id, r.Version)).ToHashSet().SetEquals(undo.After)) return false;
        var now = clock.Now();
        foreach (var kept in undo.Before)
        {
            var row = present.Find(r => r.Id == kept.Id);
            if (row is null) db.Events.Add(row = EventRows.New(db.Owner, kept.Id, kept.CreatedAt));
            EventRows.Restore(row, kept, now);
        }
        // What moves back to its old series must have left the new one before that goes and takes its own along.
        db.ChangeTracker.DetectChanges();
        db.Events.RemoveRange(present.Where(r => undo.Before.All(kept => kept.Id != r.Id)));
        await db.SaveChangesAsync(ct);
        await RefreshAsync(families, ct);
        return true;
    }, ct);

    private Task<EventOutcome> EditAsync(EventRef wanted, int? version, Func<EventInstance, Task<EventInstance>> edit, CancellationToken ct) => db.WriteAsync<EventOutcome>(async () =>
    {
        await db.HoldOwnerAsync(ct);
        db.ChangeTracker.Clear();
        if (await pages.FindAsync(wanted, ct) is not { } instance) return new EventOutcome.NotThere();
        if (version is not null && instance.Row.Version != version) return new EventOutcome.Stale();
        var family = (instance.Series ?? instance.Row).Id;
        var before = await FamilyAsync([family], ct);
        try
        {
            var edited = await edit(instance);
            var added = db.ChangeTracker.Entries<EventRow>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.SeriesId ?? e.Entity.Id);
            Guid[] families = [.. added.Append(family).Distinct()];
            // Our own events' versions for other calendars; an imported one's SEQUENCE is its organiser's.
            foreach (var own in db.ChangeTracker.Entries<EventRow>().Where(e => e.State == EntityState.Modified && e.Entity.Uid is null)) own.Entity.Sequence++;
            var isSaved = await db.TrySaveAsync(ct);
            db.ChangeTracker.Clear();
            if (!isSaved) return new EventOutcome.Stale();
            var after = await FamilyAsync(families, ct);
            await RefreshAsync(families, ct);
            return new EventOutcome.Saved(edited, new(before, [.. after.Select(r => new RowVersion(r.Id, r.Version))]));
        }
        catch (EventRefusedException refused)
        {
            db.ChangeTracker.Clear();
            return new EventOutcome.Refused(refused.Field, refused.Message);
        }
    }, ct);

    /// <summary>The events and, of series, their changed occurrences.</summary>
    private Task<List<EventRow>> FamilyAsync(Guid[] ids, CancellationToken ct) =>
        db.Events.AsNoTracking().Where(e => ids.Contains(e.Id) || (e.SeriesId != null && ids.Contains(e.SeriesId.Value))).ToListAsync(ct);

    private Task RefreshAsync(Guid[] families, CancellationToken ct) => new ConflictBook(db, clock).RefreshAsync(families, ct);
}
