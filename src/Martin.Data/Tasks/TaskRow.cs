namespace Martin.Data.Tasks;

public enum TaskState { Pending, InProgress, Completed }

public enum TaskPriority { Low, Medium, High, Urgent }

public enum TaskSource { User, Chat, Email }

public sealed class TaskRow : IOwned, IVersioned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Title { get; set; }
    public string? Description { get; set; }
    public TaskState Status { get; set; } = TaskState.Pending;
    public TaskPriority Priority { get; set; } = TaskPriority.Medium;

    /// <summary>Percent, 0 to 100.</summary>
    public int Progress { get; set; }

    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? RemindAt { get; set; }

    /// <summary>The name of the list that it stands on, such as shopping; null for the tasks themselves.</summary>
    public string? List { get; set; }

    public TaskSource Source { get; init; } = TaskSource.User;
    public Guid? SourceEmailId { get; init; }
    public Guid? SourceTurnId { get; init; }

    /// <summary>A model that had read words from outside wrote it, with the user's approval: whoever reads it reads such words.</summary>
    public bool FromOutside { get; set; }
    public int Version { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>The first task waits for the second.</summary>
public sealed class TaskDependencyRow
{
    public required Guid TaskId { get; init; }
    public required Guid DependsOnTaskId { get; init; }
}
