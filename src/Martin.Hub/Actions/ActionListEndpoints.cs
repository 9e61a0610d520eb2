using Martin.Data;
using Martin.Data.Actions;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Actions;

public static class ActionListEndpoints
{
    public static RouteGroupBuilder MapActionList(this RouteGroupBuilder api)
    {
        api.MapGet("/assistant/actions", async (Query<ActionQuery> query, MartinDb db, CancellationToken ct) =>
            Reply.Page(await ListAsync(db, query.Value.Status, query.Value.Page(), ct), ActionView.From))
            .WithName("listActions").WithSummary("Lists actions, newest first.");
        api.MapGet("/assistant/actions/{id:guid}", async (Guid id, MartinDb db, CancellationToken ct) =>
            Reply.Ok(ActionView.From(await db.Actions.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) ?? throw CodedException.NotFound("action"))))
            .WithName("getAction").WithSummary("One action.");
        return api;
    }

    /// <summary>Newest first.</summary>
    private static async Task<Listing<ActionRow>> ListAsync(MartinDb db, ActionStatus? status, Page page, CancellationToken ct)
    {
        var rows = db.Actions.AsNoTracking();
        if (status is { } wanted) rows = rows.Where(a => a.Status == wanted);
        if (page.After is { } after) rows = rows.Where(a => a.RequestedAt <= after.At && (a.RequestedAt < after.At || a.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(a => a.RequestedAt).ThenByDescending(a => a.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, a => new Keyset(a.RequestedAt, a.Id));
    }
}

public sealed record ActionQuery : PageQuery
{
    public ActionStatus? Status { get; init; }
}
