using Martin.Data.Notifications;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Plugins.Tasks;

namespace Martin.Hub.Tasks;

public static class TaskEndpoints
{
    public static RouteGroupBuilder MapTasks(this RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/tasks");
        tasks.MapGet("", async (Query<TaskQuery> query, TaskBook book, CancellationToken ct) =>
            Reply.Page(await book.ListAsync(query.Value.Filter(), query.Value.Page(), ct), TaskInfo.From))
            .WithName("listTasks").WithSummary("Lists tasks, newest first.");
        tasks.MapGet("/{id:guid}", async (Guid id, TaskBook book, CancellationToken ct) =>
            Reply.Ok(TaskInfo.From(await book.FindAsync(id, ct) ?? throw CodedException.NotFound("task"))))
            .WithName("getTask").WithSummary("One task.");
        tasks.MapPost("", async (Body<TaskInput> body, TaskBook book, Announcer announcer, CancellationToken ct) =>
        {
            var task = await announcer.WriteAsync(async () => Saved(await book.AddAsync(body.Value.Draft(), TaskOrigin.User, ct)), t => Changed(t, "created"), ct);
            return Reply.Created(TaskInfo.From(task), $"/api/v1/tasks/{task.Row.Id}");
        })
            .WithName("createTask").WithSummary("Makes a task.")
            .Answers<TaskInfo>(StatusCodes.Status201Created).Refuses(ErrorCode.NotFound);
        tasks.MapPut("/{id:guid}", async (Guid id, Body<TaskReplacement> body, TaskBook book, Announcer announcer, CancellationToken ct) =>
            Reply.Ok(TaskInfo.From(await announcer.WriteAsync(
                async () => Saved(await book.ChangeAsync(id, body.Value.Version, _ => body.Value.Draft(), ct)), t => Changed(t, "updated"), ct))))
            .WithName("replaceTask").WithSummary("Replaces a task, if it is still at the version that was read.")
            .Refuses(ErrorCode.VersionMismatch, ErrorCode.TaskCycle);
        tasks.MapDelete("/{id:guid}", async (Guid id, TaskBook book, Announcer announcer, CancellationToken ct) =>
        {
            await announcer.WriteAsync(async () => await book.RemoveAsync(id, ct) ?? throw CodedException.NotFound("task"), t => Changed(t.Task, "deleted"), ct);
            return Reply.Done();
        })
            .WithName("deleteTask").WithSummary("Deletes a task.");
        return api;
    }

    private static Notice Changed(TaskView task, string change) => new(NotificationType.TaskChanged, task.Row.Title, null, new { taskId = task.Row.Id, change });

    private static TaskView Saved(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Saved saved => saved.Task,
        TaskOutcome.NotThere => throw CodedException.NotFound("task"),
        TaskOutcome.Stale => throw CodedException.VersionMismatch("task"),
        TaskOutcome.UnknownDependency unknown => throw CodedException.NotFound($"task to depend on: {unknown.Id}"),
        TaskOutcome.Cycle cycle => throw CodedException.Of(ErrorCode.TaskCycle, $"The task would wait for itself: {string.Join(" → ", cycle.Path)}"),
        _ => throw new InvalidOperationException(outcome.ToString()),
    };
}
