using Martin.Hub.Http;

namespace Martin.Hub.Calendar;

public static class EventEndpoints
{
    public static RouteGroupBuilder MapCalendar(this RouteGroupBuilder api)
    {
        var events = api.MapGroup("/calendar/events");
        events.MapGet("", async (Query<EventQuery> query, CalendarDesk desk, CancellationToken ct) => Reply.Page(await desk.ListAsync(query.Value, ct), EventInfo.From));
        events.MapGet("/{id}", async (string id, CalendarDesk desk, CancellationToken ct) => Reply.Ok(EventInfo.From(await desk.FindAsync(id, ct))));
        events.MapPost("", (Body<EventInput> body, CalendarDesk desk, CancellationToken ct) => desk.AddAsync(body.Value, ct));
        events.MapPut("/{id}", (string id, Query<ScopeQuery> scope, Body<EventReplacement> body, CalendarDesk desk, CancellationToken ct) =>
            desk.ReplaceAsync(id, scope.Value, body.Value, ct));
        events.MapDelete("/{id}", (string id, Query<ScopeQuery> scope, OptionalBody<EventRemoval> body, CalendarDesk desk, CancellationToken ct) =>
            desk.RemoveAsync(id, scope.Value, body.Value?.Approve == true, ct));
        return api.MapConflicts().MapAvailability().MapCalendarFiles();
    }
}
