using Martin.Hub.Http;

namespace Martin.Hub.Calendar;

public static class ConflictEndpoints
{
    public static RouteGroupBuilder MapConflicts(this RouteGroupBuilder api)
    {
        api.MapGet("/calendar/conflicts", async (Query<PageQuery> query, ConflictDesk desk, CancellationToken ct) =>
            Reply.Page(await desk.ListAsync(query.Value.Page(), ct), conflict => conflict));
        api.MapPost("/calendar/conflicts/{id:guid}/resolve", (Guid id, Body<ConflictDecision> body, ConflictDesk desk, CancellationToken ct) =>
            desk.ResolveAsync(id, body.Value, ct));
        return api;
    }
}
