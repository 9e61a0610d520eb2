using System.Security.Claims;
using Martin.Data.Calendar;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Plugins.Calendar;

namespace Martin.Hub.Calendar;

public static class EventEndpoints
{
    public static RouteGroupBuilder MapCalendar(this RouteGroupBuilder api)
    {
        var events = api.MapGroup("/calendar/events");
        events.MapGet("", async (Query<EventQuery> query, CalendarDesk desk, CancellationToken ct) => Reply.Page(await desk.ListAsync(query.Value, ct), EventInfo.From));
        events.MapGet("/{id:guid}", async (Guid id, CalendarBook book, CancellationToken ct) =>
            Reply.Ok(EventInfo.From(await book.FindAsync(id, ct) ?? throw CodedException.NotFound("event"))));
        events.MapPost("", (Body<EventInput> body, CalendarDesk desk, CancellationToken ct) => desk.AddAsync(body.Value, ct));
        events.MapPut("/{id:guid}", (Guid id, Query<ScopeQuery> scope, Body<EventReplacement> body, CalendarDesk desk, CancellationToken ct) =>
        {
            scope.Value.MustBeSingle();
            return desk.ReplaceAsync(id, body.Value, ct);
        });
        events.MapDelete("/{id:guid}", (Guid id, Query<ScopeQuery> scope, OptionalBody<EventRemoval> body, CalendarDesk desk, CancellationToken ct) =>
        {
            scope.Value.MustBeSingle();
            return desk.RemoveAsync(id, body.Value?.Approve == true, ct);
        });
        return api;
    }
}
