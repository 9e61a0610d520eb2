using Martin.Data;
using Martin.Data.Notifications;
using Martin.Hub.Actions;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Plugins.Calendar;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Calendar;

/// <summary>
/// What the user does to the calendar by REST. A change that others would notice is done at once when the request says approve
/// (the user's own click); otherwise it becomes an action to approve, with the tool's arguments as payload.
/// </summary>
public sealed class CalendarDesk(CalendarBook book, MartinDb db, Announcer announcer, Proposals proposals)
{
    public async Task<Listing<EventInstance>> ListAsync(EventQuery query, CancellationToken ct) =>
        await book.ListAsync(query.Filter((await OwnerAsync(ct)).Zone), query.Page(), ct);

    public async Task<EventInstance> FindAsync(string id, CancellationToken ct) =>
        EventRef.Read(id) is { } wanted && await book.FindAsync(wanted, ct) is { } found ? found : throw CodedException.NotFound("event");

    public async Task<IResult> AddAsync(EventInput input, CancellationToken ct)
    {
        var (email, zone) = await OwnerAsync(ct);
        var draft = input.Draft(zone);
        if (draft.RecurrenceProblem() is { } problem) throw CodedException.Invalid("recurrence", problem);
        if (!input.Approve && EventRules.InvitesOthers(draft.Attendees, email))
            return Reply.Accepted(await proposals.ProposeAsync("create_event", EventPayloads.Create(draft), ct));
        var saved = await announcer.WriteAsync(() => book.AddAsync(draft, ct), e => Changed(e, "created"), ct);
        return Reply.Created(EventInfo.From(saved.Event), $"/api/v1/calendar/events/{saved.Event.Id}");
    }

    public async Task<IResult> ReplaceAsync(string id, ScopeQuery wish, EventReplacement input, CancellationToken ct)
    {
        var (email, zone) = await OwnerAsync(ct);
        var present = await FindAsync(id, ct);
        if (present.Row.Version != input.Version) throw CodedException.VersionMismatch("event");
        var scope = wish.For(present);
        var draft = input.Draft(zone, EventDraft.Of(present));
        if (!input.Approve && EventRules.InvitesOthers(draft.Attendees.Concat(await book.ReachedAsync(present, scope, ct)), email) && EventPayloads.Update(present, draft, scope) is { } payload)
            return Reply.Accepted(await proposals.ProposeAsync("update_event", payload, ct));
        var saved = await announcer.WriteAsync(async () => Saved(await book.ChangeAsync(present.Ref, scope, input.Version, _ => draft, ct)), e => Changed(e, "updated"), ct);
        return Reply.Ok(EventInfo.From(saved.Event));
    }

    public async Task<IResult> RemoveAsync(string id, ScopeQuery wish, bool approve, CancellationToken ct)
    {
        var (email, _) = await OwnerAsync(ct);
        var present = await FindAsync(id, ct);
        var scope = wish.For(present);
        if (!approve && EventRules.InvitesOthers(await book.ReachedAsync(present, scope, ct), email))
            return Reply.Accepted(await proposals.ProposeAsync("cancel_event", EventPayloads.Cancel(present, scope), ct));
        await announcer.WriteAsync(async () => Saved(await book.RemoveAsync(present.Ref, scope, ct)), e => Changed(e, "deleted"), ct);
        return Reply.Done();
    }

    private async Task<(string Email, string Zone)> OwnerAsync(CancellationToken ct)
    {
        var owner = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == db.Owner, ct) ?? throw CodedException.NotFound("account");
        return (owner.Email, owner.Preferences.TimeZone ?? Zones.Utc);
    }

    internal static Notice Changed(EventOutcome.Saved saved, string change) => new(NotificationType.EventChanged, saved.Event.Row.Title, null, new { eventId = saved.Event.Id, change });

    internal static EventOutcome.Saved Saved(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Saved saved => saved,
        EventOutcome.NotThere => throw CodedException.NotFound("event"),
        EventOutcome.Stale => throw CodedException.VersionMismatch("event"),
        EventOutcome.Refused(var field, var problem) => throw CodedException.Invalid(field, problem),
        _ => throw new InvalidOperationException(outcome.ToString()),
    };
}
