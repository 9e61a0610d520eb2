using System.ComponentModel;
using Martin.Data;
using Martin.Data.Tasks;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;

namespace Martin.Plugins.Tasks;

/// <summary>What update_task may change; what is null stays.</summary>
public sealed record TaskChanges
{
    public string? Title { get; init; }
    public string? Description { get; init; }
    public TaskState? Status { get; init; }
    public TaskPriority? Priority { get; init; }

    [Description("Percent, 0 to 100")]
    public int? Progress { get; init; }

    [Description("Local time such as 2026-11-23T09:00; empty for none")]
    public string? DueAt { get; init; }

    [Description("Local time such as 2026-11-23T09:00; empty for none")]
    public string? RemindAt { get; init; }

    [Description("The name of its list; empty for none")]
    public string? List { get; init; }

    public Guid[]? DependsOn { get; init; }

    internal TaskDraft ApplyTo(TaskDraft task, ToolContext context) => task with
    {
        Title = Title ?? task.Title, Description = Description ?? task.Description, Status = Status ?? task.Status,
        Priority = Priority ?? task.Priority, Progress = Progress ?? task.Progress, DependsOn = DependsOn ?? task.DependsOn,
        List = List is null ? task.List : List.Length == 0 ? null : List,
        DueAt = DueAt is null ? task.DueAt : ToolTimes.ReadOptional("dueAt", DueAt, context),
        RemindAt = RemindAt is null ? task.RemindAt : ToolTimes.ReadOptional("remindAt", RemindAt, context),
    };
}

/// <summary>Tasks as models read them: local times in the zone of the turn.</summary>
internal static class TaskText
{
    public static object Of(TaskView task, ToolContext context) => new
    {
        id = task.Row.Id, title = task.Row.Title, description = task.Row.Description, status = task.Row.Status, priority = task.Row.Priority,
        progress = task.Row.Progress, dueAt = ToolTimes.Local(task.Row.DueAt, context), remindAt = ToolTimes.Local(task.Row.RemindAt, context),
        list = task.Row.List,
        weekday = task.Row.DueAt is { } due ? Zones.ToLocal(due, context.TimeZone).DayOfWeek.ToString() : null,
        dependsOn = task.DependsOn.Count == 0 ? null : task.DependsOn, blocked = task.Blocked ? true : (bool?)null,
    };

    public static string Due(TaskRow task, ToolContext context) =>
        task.DueAt is { } due ? $", due {ToolTimes.InWords(due, context)}" : "";
}
