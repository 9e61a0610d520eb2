using System.Security.Claims;
using System.Text.Json;
using Martin.Hub.Auth;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Wire;

namespace Martin.Hub.Actions;

public static class ActionDecisionEndpoints
{
    public static RouteGroupBuilder MapActionDecisions(this RouteGroupBuilder api)
    {
        var action = api.MapGroup("/assistant/actions/{id:guid}");
        action.MapPost("/approve", async (Guid id, Body<Approval> body, ClaimsPrincipal user, ActionDesk desk) =>
            Reply.Ok(await desk.ResolveAsync(Decider.Of(user), body.Value.For(id), CancellationToken.None)))
            .WithName("approveAction").WithSummary("Approves exactly the payload that was read, or an edited one.")
            .Refuses(ErrorCode.ActionNotPending, ErrorCode.Unprocessable);
        action.MapPost("/reject", async (Guid id, ClaimsPrincipal user, ActionDesk desk) =>
            Reply.Ok(await desk.RejectAsync(Decider.Of(user), id, CancellationToken.None)))
            .WithName("rejectAction").WithSummary("Rejects a proposed action.")
            .Refuses(ErrorCode.ActionNotPending);
        action.MapPost("/undo", async (Guid id, ClaimsPrincipal user, ActionDesk desk) =>
            Reply.Ok(await desk.UndoAsync(Decider.Of(user), id, CancellationToken.None)))
            .WithName("undoAction").WithSummary("Takes an executed action back.")
            .Refuses(ErrorCode.ActionNotPending);
        return api;
    }
}

/// <summary>An approval over REST; the path names the action.</summary>
public sealed record Approval : IChecked
{
    public required string PayloadHash { get; init; }

    /// <summary>The payload as the user edited it; it is what is executed.</summary>
    public JsonElement? Payload { get; init; }

    internal ResolveAction For(Guid id) => new() { ActionId = id, Decision = Decision.Approve, PayloadHash = PayloadHash, Payload = Payload };

    public IEnumerable<(string Field, string Problem)> Problems() => For(Guid.Empty).Problems();
}
