using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar.Series;

/// <summary>The change does not fit the event.</summary>
internal sealed class EventRefusedException(string field, string problem) : Exception(problem)
{
    public string Field { get; } = field;
}

/// <summary>Changes of one occurrence, of it and those that follow, or of all: prepared in the context, saved by the caller.</summary>
/// <remarks>A removed occurrence is an EXDATE; a changed one is a row that takes its place.</remarks>
internal sealed class SeriesEdits(MartinDb db)
{
    /// <summary>A single event, or a series named by its own id; that keeps the changed occurrences which it still has.</summary>
    public async Task<EventInstance> WholeAsync(EventInstance instance, EventDraft draft, DateTimeOffset now, CancellationToken ct)
    {
        var before = EventDraft.Of(instance.Row);
        var row = Tracked(instance.Row);
        var after = Fitting(before, draft);
        EventRows.Write(row, after, now);
        if (before.Recurrence is not null) await FollowAsync(row, row.Id, before, after, _ => true, null, ct);
        return EventInstance.Single(row);
    }

    public EventInstance One(EventInstance instance, EventDraft draft, DateTimeOffset now)
    {
        EventRow row;
        if (instance.Row.SeriesId is null)
        {
            row = EventRows.New(db.Owner, Guid.CreateVersion7(now), now);
            row.SeriesId = instance.Series!.Id;
            row.OriginalStart = instance.OriginalStart;
            row.CalendarId = instance.Series.CalendarId;
            row.FromOutside = instance.IsFromOutside;
            // Higher than the series', so that who read the occurrence before is told that it has changed.
            row.Version = instance.Series.Version + 1;
            db.Events.Add(row);
        }
        else
        {
            row = Tracked(instance.Row);
        }
        EventRows.Write(row, draft with { Recurrence = null }, now);
        return EventInstance.Changed(row, instance.Series!);
    }

    public async Task<EventInstance> AllAsync(EventInstance instance, EventDraft draft, DateTimeOffset now, CancellationToken ct)
    {
        var series = Tracked(instance.Series!);
        var before = EventDraft.Of(instance.Series!);
        var first = SeriesRules.FirstAfterMove(before.Span, instance.Span, draft.Span);
        var after = Fitting(before, draft with { Span = first });
        EventRows.Write(series, after, now);
        await FollowAsync(series, series.Id, before, after, _ => true, instance.Row.SeriesId is null ? null : instance.Row.Id, ct);
        if (instance.Row.SeriesId is not null && await db.Events.FindAsync([instance.Row.Id], ct) is { } own && db.Entry(own).State != EntityState.Deleted)
            EventRows.Write(own, draft with { Recurrence = null }, now);
        return EventInstance.Single(series);
    }

    public async Task<EventInstance> FollowingAsync(EventInstance instance, EventDraft draft, DateTimeOffset now, CancellationToken ct)
    {
        var old = Tracked(instance.Series!);
        var before = EventDraft.Of(instance.Series!);
        var at = instance.OriginalStart!.Value;
        if (at <= before.Span.Start) return await AllAsync(instance, draft, now, ct);
        var (kept, rest) = SeriesRules.Split(before.Recurrence!, before.Span, at);
        var there = before with { Span = SeriesRules.Occurrence(before.Span, at), Recurrence = rest };
        var first = SeriesRules.FirstAfterMove(there.Span, instance.Span, draft.Span);
        var after = Fitting(there, draft with { Span = first, Recurrence = Same(before, draft) ? rest : draft.Recurrence });
        EventRows.Repeat(old, kept is { Rule: null, Added.Count: 0 } ? null : kept);
        old.UpdatedAt = now;
        var row = EventRows.New(db.Owner, Guid.CreateVersion7(now), now);
        row.CalendarId = old.CalendarId;
        row.FromOutside = instance.IsFromOutside;
        EventRows.Write(row, after, now);
        db.Events.Add(row);
        await KeepGivenAsync(old.Id, row.Id, at, ct);
        await FollowAsync(row, old.Id, there, after, start => start >= at, instance.Row.SeriesId is null ? null : instance.Row.Id, ct);
        // Its content has become the series'.
        if (instance.Row.SeriesId is not null) db.Events.Remove(await db.Events.FirstAsync(e => e.Id == instance.Row.Id, ct));
        return EventInstance.Single(row);
    }

    public async Task RemoveAsync(EventInstance instance, EventScope scope, DateTimeOffset now, CancellationToken ct)
    {
        var series = instance.Series;
        var left = series is null ? null
            : scope switch
            {
                EventScope.This => Recurrence.Of(series)!.Without(instance.OriginalStart!.Value),
                EventScope.Following when instance.OriginalStart > series.StartTime => SeriesRules.Split(Recurrence.Of(series)!, EventSpan.Of(series), instance.OriginalStart!.Value).Before,
                _ => null,
            };
        var gone = db.Events.Where(e => e.SeriesId == (series ?? instance.Row).Id);
        if (left is not null && SeriesTimes.Starts(left, EventSpan.Of(series!), series!.StartTime).Any())
        {
            var row = Tracked(series);
            if (left.Left.Count > RecurrenceLimits.Dates) throw new EventRefusedException("scope", $"a series can leave out {RecurrenceLimits.Dates} dates at most; end it or change its rule instead");
            EventRows.Repeat(row, left is { Rule: null, Added.Count: 0 } ? null : left);
            row.UpdatedAt = now;
            gone = scope == EventScope.This ? gone.Where(e => e.OriginalStart == instance.OriginalStart) : gone.Where(e => e.OriginalStart >= instance.OriginalStart);
        }
        else
        {
            db.Events.Remove(Tracked(series ?? instance.Row));
        }
        db.Events.RemoveRange(await gone.ToListAsync(ct));
    }

    /// <summary>What was reminded of under the old series' id is not reminded of again under the new one's.</summary>
    private async Task KeepGivenAsync(Guid old, Guid @new, DateTimeOffset from, CancellationToken ct)
    {
        // An all-day occurrence begins up to a day off its stored midnight.
        var given = await db.GivenReminders.AsNoTracking().Where(g => g.SubjectId == old && g.OccurrenceAt > from.AddDays(-1)).ToListAsync(ct);
        db.GivenReminders.AddRange(given.Select(g => new GivenReminderRow { UserId = db.Owner, SubjectId = @new, OccurrenceAt = g.OccurrenceAt, DueAt = g.DueAt, GivenAt = g.GivenAt }));
    }

    /// <summary>Brings changed occurrences along; those that the series no longer has go.</summary>
    private async Task FollowAsync(
        EventRow series, Guid from, EventDraft before, EventDraft after, Func<DateTimeOffset, bool> meant, Guid? except, CancellationToken ct)
    {
        var rows = (await db.Events.Where(e => e.SeriesId == from).ToListAsync(ct)).Where(r => r.Id != except && meant(r.OriginalStart!.Value)).ToList();
        if (rows.Count == 0) return;
        foreach (var row in rows)
        {
            if (after.Recurrence is null)
            {
                db.Events.Remove(row);
                continue;
            }
            var moved = SeriesRules.Moved(new(null, [row.OriginalStart!.Value], new HashSet<DateTimeOffset>()), before.Span, after.Span).Added[0];
            if (!Expansion.Has(series, moved))
            {
                db.Events.Remove(row);
                continue;
            }
            // What was changed of it was not its time: that goes with the series.
            if (EventSpan.Of(row) == SeriesRules.Occurrence(before.Span, row.OriginalStart!.Value))
                (row.StartTime, row.EndTime, row.TimeZone, row.IsAllDay) = SeriesRules.Occurrence(after.Span, moved);
            (row.SeriesId, row.OriginalStart) = (series.Id, moved);
            EventRows.Follow(row, before, after);
        }
    }

    /// <summary>The dates of a recurrence that stays move with its first time; what comes of it must still be a series.</summary>
    private static EventDraft Fitting(EventDraft before, EventDraft after)
    {
        if (after.Recurrence is null) return after;
        var fitting = Same(before, after) ? after with { Recurrence = Moved(before, after.Span) } : after;
        if (fitting.Recurrence is { Rule: null, Added.Count: 0 }) return fitting with { Recurrence = null };
        // What could not be read back would lock its owner out of it.
        var (_, unreadable) = Recurrence.Read(fitting.Recurrence!.Lines(fitting.Span.IsAllDay), fitting.Span.IsAllDay, fitting.Span.TimeZone);
        return (unreadable ?? SeriesRules.Problem(fitting.Recurrence, fitting.Span)) is { } problem ? throw new EventRefusedException("recurrence", problem) : fitting;
    }

    private static Recurrence Moved(EventDraft before, EventSpan to)
    {
        var moved = SeriesRules.Moved(before.Recurrence!, before.Span, to);
        if (moved.Rule is not { } rule) return moved;
        return moved with
        {
            Rule = SeriesRules.Turned(rule, before.Span, to)
                ?? throw new EventRefusedException("recurrence", "names its days or times, which do not move by themselves; give the rule that is meant with the move"),
        };
    }

    /// <summary>The draft says nothing new about when the series repeats.</summary>
    private static bool Same(EventDraft before, EventDraft after) =>
        before.Recurrence?.ToText(before.Span.IsAllDay) == after.Recurrence?.ToText(before.Span.IsAllDay);

    private EventRow Tracked(EventRow row)
    {
        if (db.Entry(row).State == EntityState.Detached) db.Events.Attach(row);
        return row;
    }
}
