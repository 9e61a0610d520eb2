using Martin.Hub.Actions;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;

namespace Martin.Hub.Calendar;

public static class ConflictEndpoints
{
    public static RouteGroupBuilder MapConflicts(this RouteGroupBuilder api)
    {
        api.MapGet("/calendar/conflicts", async (Query<PageQuery> query, ConflictDesk desk, CancellationToken ct) =>
            Reply.Page(await desk.ListAsync(query.Value.Page(), ct), conflict => conflict))
            .WithName("listConflicts").WithSummary("Lists events that overlap, with times to which one could move.")
            .Refuses(ErrorCode.Unprocessable);
        api.MapPost("/calendar/conflicts/{id:guid}/resolve", (Guid id, Body<ConflictDecision> body, ConflictDesk desk, CancellationToken ct) =>
            desk.ResolveAsync(id, body.Value, ct))
            .WithName("resolveConflict").WithSummary("Settles a conflict: keeps both, moves one or cancels one.")
            .Answers<ConflictInfo>().Answers<ActionView>(StatusCodes.Status202Accepted, EventEndpoints.Proposed)
            .Refuses(ErrorCode.VersionMismatch, ErrorCode.Unprocessable);
        return api;
    }
}
