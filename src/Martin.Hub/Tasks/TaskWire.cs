using Martin.Data;
using Martin.Data.Tasks;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Martin.Plugins.Tasks;

namespace Martin.Hub.Tasks;

/// <summary>A task as clients see it (contract: Task).</summary>
public sealed record TaskInfo
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required TaskState Status { get; init; }
    public required TaskPriority Priority { get; init; }
    public required int Progress { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? RemindAt { get; init; }
    /// <summary>The name of its list.</summary>
    public string? List { get; init; }
    public required TaskSourceInfo Source { get; init; }
    public required IReadOnlyList<Guid> DependsOn { get; init; }
    public required bool Blocked { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public static TaskInfo From(TaskView task) => new()
    {
        Id = task.Row.Id, Title = task.Row.Title, Description = task.Row.Description, Status = task.Row.Status, Priority = task.Row.Priority,
        Progress = task.Row.Progress, DueAt = task.Row.DueAt, RemindAt = task.Row.RemindAt, List = task.Row.List,
        Source = new(task.Row.Source, task.Row.SourceEmailId, task.Row.SourceTurnId), DependsOn = task.DependsOn, Blocked = task.Blocked,
        Version = task.Row.Version, CreatedAt = task.Row.CreatedAt, UpdatedAt = task.Row.UpdatedAt,
    };
}

public sealed record TaskSourceInfo(TaskSource Kind, Guid? EmailId, Guid? TurnId);

/// <summary>A new task; of a change, its whole new state.</summary>
public record TaskInput : IChecked
{
    public required string Title { get; init; }
    public string? Description { get; init; }
    public TaskState Status { get; init; }
    public TaskPriority Priority { get; init; } = TaskPriority.Medium;
    public int Progress { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? RemindAt { get; init; }
    public string? List { get; init; }
    public IReadOnlyList<Guid>? DependsOn { get; init; }

    public TaskDraft Draft() => new()
    {
        Title = Title, Description = Description, Status = Status, Priority = Priority, Progress = Progress, DueAt = DueAt, RemindAt = RemindAt, List = List,
        DependsOn = [.. (DependsOn ?? []).Distinct()],
    };

    public virtual IEnumerable<(string Field, string Problem)> Problems() => Draft().Problems();
}

/// <summary>Replaces a task.</summary>
public sealed record TaskReplacement : TaskInput
{
    /// <summary>The version that was read.</summary>
    public required int Version { get; init; }
}

public sealed record TaskQuery : PageQuery
{
    public TaskState? Status { get; init; }
    public TaskPriority? Priority { get; init; }
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Words in title or description.</summary>
    public string? Q { get; init; }

    /// <summary>true: only what is not completed; false: only what is.</summary>
    public bool? Open { get; init; }

    /// <summary>true: only what is not completed and was due before now; false: only the others.</summary>
    public bool? Overdue { get; init; }

    /// <summary>Only what stands on the list of this name.</summary>
    public string? List { get; init; }

    public TaskFilter Filter() => new(Status, Priority, DueBefore, Q, Open, Overdue, List);

    public override IEnumerable<(string Field, string Problem)> Problems() => base.Problems().Concat(Rule.Broken(("q", Rule.Length(Q, 0, 200)), ("list", Rule.Length(List, 1, 100))));
}
