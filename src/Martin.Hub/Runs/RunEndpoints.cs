using System.Security.Claims;
using Martin.Data;
using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;

namespace Martin.Hub.Runs;

public static class RunEndpoints
{
    public static RouteGroupBuilder MapRuns(this RouteGroupBuilder api)
    {
        var assistant = api.MapGroup("/assistant");
        assistant.MapPost("/execute", async (Body<NewRun> body, ClaimsPrincipal user, RunDesk runs, CancellationToken ct) =>
        {
            var run = await runs.StartAsync(user.UserId(), body.Value, ct);
            return Reply.Accepted(run) with { Location = $"/api/v1/assistant/runs/{run.RunId}" };
        })
            .WithName("executeTask").WithSummary("Gives Martin a task to work on by itself: it plans, acts, waits for decisions and goes on, within a budget.")
            .Answers<RunView>(StatusCodes.Status202Accepted)
            .Refuses(ErrorCode.NotFound, ErrorCode.Conflict, ErrorCode.Unavailable);
        assistant.MapGet("/runs", async (Query<RunQuery> query, MartinDb db, CancellationToken ct) =>
            Reply.Page(await RunDesk.ListAsync(db, query.Value.Status, query.Value.Page(), ct), run => run))
            .WithName("listRuns").WithSummary("Lists the tasks that Martin was given, newest first.");
        assistant.MapGet("/runs/{id:guid}", async (Guid id, ClaimsPrincipal user, RunDesk runs, CancellationToken ct) => Reply.Ok(await runs.FindAsync(user.UserId(), id, ct)))
            .WithName("getRun").WithSummary("One task: how far it is, what was done and what it has used up.");
        assistant.MapPost("/runs/{id:guid}/cancel", async (Guid id, ClaimsPrincipal user, RunDesk runs, CancellationToken ct) =>
            Reply.Ok(await runs.CancelAsync(Decider.Of(user), id, ct)))
            .WithName("cancelRun").WithSummary("Stops a task. What was done stays, what was proposed is rejected; one that has ended stays as it is.")
            .Refuses(ErrorCode.Unavailable);
        return api;
    }
}
