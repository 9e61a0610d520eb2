using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Notifications;
using Martin.Hub.Actions;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Calendar.Conflicts;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Calendar;

/// <summary>Where the user settles conflicts. A change that others would notice becomes an action to approve.</summary>
public sealed class ConflictDesk(ConflictBook conflicts, CalendarBook book, AvailabilityBook availability, MartinDb db, Announcer announcer, Proposals proposals, TimeProvider clock)
{
    public async Task<Listing<ConflictInfo>> ListAsync(Page page, CancellationToken ct)
    {
        var found = await conflicts.ListAsync(page, ct);
        var waysOut = await ConflictWaysOut.FindAsync(availability, found.Items, clock.Now(), ct);
        return new([.. found.Items.Select(c => ConflictInfo.From(c, [.. waysOut.GetValueOrDefault(c.Row.Id, []).Select(ConflictSuggestion.From)]))], found.Next);
    }

    public async Task<IResult> ResolveAsync(Guid id, ConflictDecision decision, CancellationToken ct)
    {
        var conflict = await conflicts.FindAsync(id, ct) ?? throw CodedException.NotFound("conflict");
        if (conflict.Row.ResolvedAt is not null) throw CodedException.Conflict("The conflict has been resolved.");
        if (decision.Resolution == ConflictResolution.KeepBoth)
            return Reply.Ok(await SettledAsync(conflict, decision, () => Task.FromResult(conflict.First), ct));
        var chosen = new[] { conflict.First, conflict.Second }.FirstOrDefault(e => e.Id == decision.EventId)
            ?? throw CodedException.Invalid("eventId", "must be one of the two events");
        var owner = await db.Users.AsNoTracking().FirstAsync(u => u.Id == db.Owner, ct);
        var to = decision.Resolution == ConflictResolution.Move ? Moved(chosen, decision.NewStart!, owner.Preferences.TimeZone ?? Zones.Utc) : chosen.Span;
        if (EventRules.InvitesOthers(chosen.Row.Attendees, owner.Email))
            return Reply.Accepted(decision.Resolution == ConflictResolution.Move
                ? await proposals.ProposeAsync("update_event", EventPayloads.Move(chosen, to), ct)
                : await proposals.ProposeAsync("cancel_event", EventPayloads.Cancel(chosen, EventScope.This), ct));
        return Reply.Ok(await SettledAsync(conflict, decision, async () => CalendarDesk.Saved(await book.ChangeAsync(chosen.Ref, EventScope.This, chosen.Row.Version,
            draft => decision.Resolution == ConflictResolution.Move ? draft with { Span = to } : draft with { Status = EventStatus.Cancelled }, ct)).Event, ct));
    }

    /// <summary>Marks the conflict before the change, which would otherwise find that it is no more.</summary>
    private async Task<ConflictInfo> SettledAsync(Conflict conflict, ConflictDecision decision, Func<Task<EventInstance>> change, CancellationToken ct)
    {
        var name = decision.Resolution.Name();
        await announcer.WriteAsync(async () =>
        {
            await db.HoldOwnerAsync(ct);
            if (!await conflicts.TryResolveAsync(conflict.Row.Id, name, ct)) throw CodedException.Conflict("The conflict has been resolved in the meantime.");
            return await change();
        }, e => new(NotificationType.EventChanged, e.Row.Title, null, new { eventId = e.Id, change = "conflict_resolved", conflictId = conflict.Row.Id }), ct);
        var settled = await db.Conflicts.AsNoTracking().FirstAsync(c => c.Id == conflict.Row.Id, ct);
        var (first, second) = (await book.FindAsync(conflict.First.Ref, ct), await book.FindAsync(conflict.Second.Ref, ct));
        return ConflictInfo.From(conflict with { Row = settled, First = first ?? conflict.First, Second = second ?? conflict.Second }, []);
    }

    private static EventSpan Moved(EventInstance instance, string newStart, string zone)
    {
        var problem = instance.Span.IsAllDay ? "must be a date such as 2026-11-22 (the event is all-day)" : "must be an instant such as 2026-11-22T09:00:00Z, or a local time";
        var start = EventTimes.Moment(newStart, instance.Span.IsAllDay ? Zones.Utc : zone) ?? throw CodedException.Invalid("newStart", problem);
        if (instance.Span.IsAllDay && start.TimeOfDay != TimeSpan.Zero) throw CodedException.Invalid("newStart", problem);
        return instance.Span with { Start = start, End = start + (instance.Span.End - instance.Span.Start) };
    }
}
