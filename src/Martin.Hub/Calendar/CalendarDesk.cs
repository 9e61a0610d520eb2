using Martin.Data;
using Martin.Data.Calendar;
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
    public async Task<Listing<EventRow>> ListAsync(EventQuery query, CancellationToken ct) =>
        await book.ListAsync(query.Filter((await OwnerAsync(ct)).Zone), query.Page(), ct);

    public async Task<IResult> AddAsync(EventInput input, CancellationToken ct)
    {
        var (email, zone) = await OwnerAsync(ct);
        var draft = input.Draft(zone);
        if (!input.Approve && EventRules.InvitesOthers(draft.Attendees, email))
            return Reply.Accepted(await proposals.ProposeAsync("create_event", EventPayloads.Create(draft), ct));
        var row = await announcer.WriteAsync(() => book.AddAsync(draft, ct), e => Changed(e, "created"), ct);
        return Reply.Created(EventInfo.From(row), $"/api/v1/calendar/events/{row.Id}");
    }

    public async Task<IResult> ReplaceAsync(Guid id, EventReplacement input, CancellationToken ct)
    {
        var (email, zone) = await OwnerAsync(ct);
        var draft = input.Draft(zone);
        var present = await FindAsync(id, ct);
        if (present.Version != input.Version) throw CodedException.VersionMismatch("event");
        if (!input.Approve && EventRules.InvitesOthers(draft.Attendees.Concat(present.Attendees), email) && EventPayloads.Update(present, draft) is { } payload)
            return Reply.Accepted(await proposals.ProposeAsync("update_event", payload, ct));
        var row = await announcer.WriteAsync(async () => Saved(await book.ChangeAsync(id, input.Version, _ => draft, ct)), e => Changed(e, "updated"), ct);
        return Reply.Ok(EventInfo.From(row));
    }

    public async Task<IResult> RemoveAsync(Guid id, bool approve, CancellationToken ct)
    {
        var (email, _) = await OwnerAsync(ct);
        if (!approve && EventRules.InvitesOthers((await FindAsync(id, ct)).Attendees, email))
            return Reply.Accepted(await proposals.ProposeAsync("cancel_event", EventPayloads.Cancel(id), ct));
        await announcer.WriteAsync(async () => await book.RemoveAsync(id, ct) ?? throw CodedException.NotFound("event"), e => Changed(e, "deleted"), ct);
        return Reply.Done();
    }

    private async Task<EventRow> FindAsync(Guid id, CancellationToken ct) => await book.FindAsync(id, ct) ?? throw CodedException.NotFound("event");

    private async Task<(string Email, string Zone)> OwnerAsync(CancellationToken ct)
    {
        var owner = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == db.Owner, ct) ?? throw CodedException.NotFound("account");
        return (owner.Email, owner.Preferences.TimeZone ?? Zones.Utc);
    }

    private static News Changed(EventRow row, string change) => new("event_changed", row.Title, new { eventId = row.Id, change });

    private static EventRow Saved(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Saved saved => saved.Event,
        EventOutcome.NotThere => throw CodedException.NotFound("event"),
        EventOutcome.Stale => throw CodedException.VersionMismatch("event"),
        _ => throw new InvalidOperationException(outcome.ToString()),
    };
}
