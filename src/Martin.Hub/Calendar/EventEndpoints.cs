using Martin.Hub.Actions;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;

namespace Martin.Hub.Calendar;

public static class EventEndpoints
{
    internal const string Proposed = "Others would notice: the change waits for approval as an action.";

    public static RouteGroupBuilder MapCalendar(this RouteGroupBuilder api)
    {
        var events = api.MapGroup("/calendar/events");
        events.MapGet("", async (Query<EventQuery> query, CalendarDesk desk, CancellationToken ct) => Reply.Page(await desk.ListAsync(query.Value, ct), EventInfo.From))
            .WithName("listEvents").WithSummary("Lists events by their start; recurring ones come as occurrences.")
            .Refuses(ErrorCode.Unprocessable);
        events.MapGet("/{id}", async (string id, CalendarDesk desk, CancellationToken ct) => Reply.Ok(EventInfo.From(await desk.FindAsync(id, ct))))
            .WithName("getEvent").WithSummary("One event, or one occurrence of a series.")
            .Refuses(ErrorCode.Unprocessable);
        events.MapPost("", (Body<EventInput> body, CalendarDesk desk, CancellationToken ct) => desk.AddAsync(body.Value, ct))
            .WithName("createEvent").WithSummary("Makes an event; with other attendees it is proposed unless approve is true.")
            .Answers<EventInfo>(StatusCodes.Status201Created).Answers<ActionView>(StatusCodes.Status202Accepted, Proposed).Refuses(ErrorCode.Unprocessable);
        events.MapPut("/{id}", (string id, Query<ScopeQuery> scope, Body<EventReplacement> body, CalendarDesk desk, CancellationToken ct) =>
            desk.ReplaceAsync(id, scope.Value, body.Value, ct))
            .WithName("replaceEvent").WithSummary("Replaces an event, if it is still at the version that was read.")
            .Answers<EventInfo>().Answers<ActionView>(StatusCodes.Status202Accepted, Proposed).Refuses(ErrorCode.VersionMismatch, ErrorCode.Unprocessable);
        events.MapDelete("/{id}", (string id, Query<ScopeQuery> scope, OptionalBody<EventRemoval> body, CalendarDesk desk, CancellationToken ct) =>
            desk.RemoveAsync(id, scope.Value, body.Value?.Approve == true, ct))
            .WithName("deleteEvent").WithSummary("Deletes an event, or of a series what scope says.")
            .Answers<Reply.Nothing>().Answers<ActionView>(StatusCodes.Status202Accepted, Proposed).Refuses(ErrorCode.VersionMismatch, ErrorCode.Unprocessable);
        return api.MapConflicts().MapAvailability().MapCalendarFiles();
    }
}
