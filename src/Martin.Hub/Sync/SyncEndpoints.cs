using System.Security.Claims;
using Martin.Hub.Auth;
using Martin.Hub.Http;
using Martin.Hub.Turns;
using Martin.Hub.Wire;

namespace Martin.Hub.Sync;

public static class SyncEndpoints
{
    /// <summary>The hub's Sync for clients that hold no connection.</summary>
    public static RouteGroupBuilder MapSync(this RouteGroupBuilder api)
    {
        api.MapGet("/notifications", async (Query<NotificationQuery> query, ClaimsPrincipal user, SyncDesk desk, CancellationToken ct) =>
            Reply.Ok(await desk.ReadAsync(user.UserId(), query.Value.AfterSeq ?? 0, query.Value.Limit ?? SyncDesk.PageSize, ct)))
            .WithName("listNotifications").WithSummary("Notifications after a seq, and the turns that are going on.");
        return api;
    }
}

public sealed record NotificationQuery : IChecked
{
    public long? AfterSeq { get; init; }

    /// <summary>Notifications at most; those that follow come after the seq of the last.</summary>
    public int? Limit { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("afterSeq", Rule.Range(AfterSeq, 0, TurnSeq.Max)), ("limit", Rule.Range(Limit, 1, SyncDesk.PageSize)));
}
