using System.ComponentModel;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Notifications;
using Martin.Data.Tasks;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Tasks;

/// <summary>The tools on the user's tasks. All are own writes that can be undone.</summary>
public sealed class TasksPlugin(TimeProvider clock) : IDescribesWrites, IKnowsOthers
{
    /// <summary>Tasks that one answer lists.</summary>
    private const int ListLimit = 100;

    [KernelFunction("list_tasks"), Effect(Effect.Read)]
    [Description("Lists the user's tasks, newest first.")]
    public async Task<string> ListAsync([FromKernelServices] ToolContext context,
        [Description("Only tasks in this state; without it, all that are not completed")] TaskState? status = null,
        [Description("Only tasks due before this local time, such as 2026-11-30T00:00")] string? dueBefore = null,
        [Description("Words in title or description")] string? query = null,
        [Description("Only what stands on the list of this name, such as shopping")] string? list = null, CancellationToken ct = default)
    {
        var filter = new TaskFilter(status, null, dueBefore is null ? null : ToolTimes.Read("dueBefore", dueBefore, context), query, Open: status is null ? true : null, List: list);
        var found = await Book(context).ListAsync(filter, new Page(ListLimit, null), ct);
        var tasks = found.Items.Select(t => TaskText.Of(t, context)).ToList();
        context.HoldsOutsideContent = found.Items.Any(t => t.Row.FromOutside || t.Row.Source == TaskSource.Email);
        if (context.HoldsOutsideContent) context.Sources.Add(new("tasks that were made from what others wrote"));
        context.Summary = tasks.Count switch { 0 => "No tasks", 1 => "1 task", _ => $"{tasks.Count} tasks" };
        return ToolResults.Of(new { ok = true, tasks, more = found.Next is null ? (bool?)null : true });
    }

    [KernelFunction("create_task"), Effect(Effect.OwnWrite), AskedForBy("remind", "reminder", "task", "todo", "add", "put", "note", "remember")]
    [Description("Adds a task or reminder to the user's list.")]
    public async Task<string> CreateAsync([FromKernelServices] ToolContext context,
        [Description("What is to be done, in a few words")] string title,
        [Description("More about it")] string? description = null,
        [Description("low, medium, high or urgent")] TaskPriority? priority = null,
        [Description("When it is due, local time such as 2026-11-23T09:00")] string? dueAt = null,
        [Description("When to remind the user, local time such as 2026-11-23T09:00")] string? remindAt = null,
        [Description("Ids of tasks that must be done first")] Guid[]? dependsOn = null,
        [Description("The name of the list that it stands on, such as shopping; without it, the tasks themselves")] string? list = null, CancellationToken ct = default)
    {
        var draft = new TaskDraft
        {
            Title = title, Description = description, Priority = priority ?? TaskPriority.Medium, DependsOn = dependsOn ?? [], List = list,
            DueAt = ToolTimes.ReadOptional("dueAt", dueAt, context), RemindAt = ToolTimes.ReadOptional("remindAt", remindAt, context),
        };
        var task = Saved(await Book(context).AddAsync(Checked(draft), new(TaskSource.Chat, TurnId: context.TurnId), ct));
        return await DoneAsync(context, task, "Added", "created", new(UndoKind.Added, task.Row.Id, task.Row.Version, null), ct);
    }

    [KernelFunction("update_task"), Effect(Effect.OwnWrite), AskedForBy("change", "move", "postpone", "delay", "rename", "set", "make", "put", "push", "update", "start")]
    [Description("Changes a task. Members that are left out stay as they are; an empty text takes a time away.")]
    public async Task<string> UpdateAsync([FromKernelServices] ToolContext context, [Description("The task's id")] string taskId,
        [Description("What changes")] TaskChanges changes, CancellationToken ct = default) =>
        await ChangeAsync(context, taskId, before => changes.ApplyTo(before, context), "Changed", ct);

    [KernelFunction("complete_task"), Effect(Effect.OwnWrite), AskedForBy("complete", "done", "finish", "finished", "completed", "tick")]
    [Description("Marks a task as done.")]
    public async Task<string> CompleteAsync([FromKernelServices] ToolContext context, [Description("The task's id")] string taskId, CancellationToken ct = default) =>
        await ChangeAsync(context, taskId, before => before with { Status = TaskState.Completed, Progress = 100 }, "Completed", ct);

    [KernelFunction("delete_task"), Effect(Effect.OwnWrite), AskedForBy("delete", "remove", "drop", "scrap", "cancel")]
    [Description("Removes a task.")]
    public async Task<string> DeleteAsync([FromKernelServices] ToolContext context, [Description("The task's id")] string taskId, CancellationToken ct = default)
    {
        var gone = await Book(context).RemoveAsync(ToolIds.Read("task", taskId), ct) ?? throw NoSuchTask();
        return await DoneAsync(context, gone.Task, "Removed", "deleted", new(UndoKind.Removed, gone.Record.Id, 0, null, gone.Record), ct);
    }

    public async Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        if (tool == "create_task")
        {
            var added = Checked(New(arguments, context));
            var with = await TaskLines.BetweenAsync(null, added, context, ct);
            return new(Effect.OwnWrite, "Add task", $"Add the task “{added.Title}”{CardSentence.Of(with)}") { Lines = [.. with.Where(l => l.Label == TaskLines.After)] };  // the rest stands in the payload as it is
        }
        var present = await Book(context).FindAsync(ToolIds.Read("task", arguments.Get<string>("taskId")!), ct) ?? throw NoSuchTask();
        context.HoldsOutsideContent = present.Row is { FromOutside: true } or { Source: TaskSource.Email };
        var before = TaskDraft.Of(present);
        var changes = tool == "update_task" ? await TaskLines.BetweenAsync(before, Checked((arguments.Get<TaskChanges>("changes") ?? new()).ApplyTo(before, context)), context, ct) : [];
        var verb = tool switch { "update_task" => "Change", "complete_task" => "Complete", _ => "Remove" };
        return new(Effect.OwnWrite, $"{verb} task", $"{verb} the task “{before.Title}”{CardSentence.Of(changes)}") { Names = [before.Title], Lines = changes };
    }

    private static TaskDraft New(ToolArguments arguments, ToolContext context) => new()
    {
        Title = arguments.Get<string>("title")!, Description = arguments.Get<string>("description"), Priority = arguments.Get<TaskPriority?>("priority") ?? TaskPriority.Medium,
        DueAt = ToolTimes.ReadOptional("dueAt", arguments.Get<string>("dueAt"), context), RemindAt = ToolTimes.ReadOptional("remindAt", arguments.Get<string>("remindAt"), context),
        DependsOn = arguments.Get<Guid[]>("dependsOn") ?? [], List = arguments.Get<string>("list"),
    };

    public async Task<IReadOnlyList<string>> NamesAsync(string tool, ToolContext context, CancellationToken ct) =>
        await context.Db.Tasks.Where(t => t.Status != TaskState.Completed).OrderByDescending(t => t.CreatedAt).Take(IKnowsOthers.MostNames).Select(t => t.Title).Distinct().ToListAsync(ct);

    public async Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct)
    {
        var record = JsonSerializer.Deserialize<TaskUndo>(undo, ToolArguments.Json)!;
        var book = Book(context);
        var lost = 0;
        switch (record.Kind)
        {
            case UndoKind.Added:
                if (await book.FindAsync(record.TaskId, ct) is { } present && present.Row.Version != record.Version) throw ChangedSince();
                await book.RemoveAsync(record.TaskId, ct);
                break;
            case UndoKind.Changed:
                if (await book.ChangeAsync(record.TaskId, record.Version, _ => record.Before!, ct) is not TaskOutcome.Saved) throw ChangedSince();
                break;
            default:
                var outcome = await book.RestoreAsync(record.Removed ?? Bare(record, context), ct);
                Saved(outcome);
                lost = ((TaskOutcome.Saved)outcome).NoLongerWaiting.Count;
                break;
        }
        context.Changes.Add(new(NotificationType.TaskChanged, "Taken back", null, new { taskId = record.TaskId, change = "undone" }));
        return lost == 0 ? "Taken back." : $"Taken back; {lost} of the tasks that waited for it do so no more, for it now waits for them.";
    }

    private async Task<string> ChangeAsync(ToolContext context, string taskId, Func<TaskDraft, TaskDraft> change, string verb, CancellationToken ct)
    {
        TaskDraft? before = null;
        var task = Saved(await Book(context).ChangeAsync(ToolIds.Read("task", taskId), null, present => Checked(change(before = present)), ct));
        return await DoneAsync(context, task, verb, "updated", new(UndoKind.Changed, task.Row.Id, task.Row.Version, before), ct);
    }

    private static async Task<string> DoneAsync(ToolContext context, TaskView task, string verb, string change, TaskUndo undo, CancellationToken ct)
    {
        context.HoldsOutsideContent = task.Row.FromOutside || task.Row.Source == TaskSource.Email;  // the answer holds the whole task
        if (context.IsTainted) await context.Db.Tasks.Where(t => t.Id == task.Row.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.FromOutside, true), ct);
        context.Summary = $"{verb} “{task.Row.Title}”{TaskText.Due(task.Row, context)}";
        context.Undo = ToolResults.Of(undo);
        context.Changes.Add(new(NotificationType.TaskChanged, context.Summary, null, new { taskId = task.Row.Id, change }));
        return ToolResults.Of(new { ok = true, summary = context.Summary, task = TaskText.Of(task, context) });
    }

    // Records of the first version said less.
    private static RemovedTask Bare(TaskUndo record, ToolContext context) =>
        new(record.TaskId, record.Before!, [], new(TaskSource.Chat, TurnId: context.TurnId), context.Now);

    private TaskBook Book(ToolContext context) => new(context.Db, clock);

    private static TaskDraft Checked(TaskDraft draft) =>
        draft.Problems().FirstOrDefault() is { Field: { } field, Problem: var problem } ? throw new ToolRefusedException($"{field} {problem}.") : draft;

    private static TaskView Saved(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Saved saved => saved.Task,
        TaskOutcome.NotThere => throw NoSuchTask(),
        TaskOutcome.Stale => throw ChangedSince(),
        TaskOutcome.UnknownDependency => throw new ToolRefusedException("A task in dependsOn does not exist; use list_tasks to find ids."),
        _ => throw new ToolRefusedException("Then the task would wait for itself."),
    };

    private static ToolRefusedException NoSuchTask() => new("There is no such task; use list_tasks to find its id.");

    private static ToolRefusedException ChangedSince() => new("The task has been changed since.");
}

internal enum UndoKind { Added, Changed, Removed }

/// <summary>How to take a change of a task back.</summary>
/// <param name="Version">The task's version after the change; another one means that it has been changed since.</param>
internal sealed record TaskUndo(UndoKind Kind, Guid TaskId, int Version, TaskDraft? Before, RemovedTask? Removed = null);
