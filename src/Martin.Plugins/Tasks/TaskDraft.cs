using Martin.Data.Tasks;
using Martin.Plugins.Rules;

namespace Martin.Plugins.Tasks;

/// <summary>All of a task that a person or a tool may set.</summary>
public sealed record TaskDraft
{
    public required string Title { get; init; }
    public string? Description { get; init; }
    public TaskState Status { get; init; }
    public TaskPriority Priority { get; init; } = TaskPriority.Medium;

    /// <summary>Percent, 0 to 100; a completed task is at 100 whatever stands here.</summary>
    public int Progress { get; init; }

    public DateTimeOffset? DueAt { get; init; }
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>The name of its list; lists are there as long as something stands on them.</summary>
    public string? List { get; init; }

    public IReadOnlyList<Guid> DependsOn { get; init; } = [];

    public static TaskDraft Of(TaskView task) => new()
    {
        Title = task.Row.Title, Description = task.Row.Description, Status = task.Row.Status, Priority = task.Row.Priority,
        Progress = task.Row.Progress, DueAt = task.Row.DueAt, RemindAt = task.Row.RemindAt, List = task.Row.List, DependsOn = task.DependsOn,
    };

    /// <summary>Broken rules by wire name; none when it may be stored.</summary>
    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("title", Rule.Filled(Title) ?? Rule.Length(Title, 1, 255)),
        ("description", Rule.Length(Description, 0, 16_000)),
        ("list", Rule.Filled(List) ?? Rule.Length(List, 1, 100)),
        ("progress", Rule.Range(Progress, 0, 100)),
        ("dependsOn", Rule.Count(DependsOn, 100)));
}

/// <summary>A task with what follows from others.</summary>
/// <param name="Blocked">A task that it waits for is not completed.</param>
public sealed record TaskView(TaskRow Row, IReadOnlyList<Guid> DependsOn, bool Blocked);

/// <summary>Where a task came from.</summary>
/// <param name="FromOutside">It was made from words that came from outside.</param>
public sealed record TaskOrigin(TaskSource Source, Guid? EmailId = null, Guid? TurnId = null, bool FromOutside = false)
{
    public static TaskOrigin User { get; } = new(TaskSource.User);
}

/// <summary>What brings a removed task back.</summary>
/// <param name="Dependents">The tasks that waited for it.</param>
public sealed record RemovedTask(Guid Id, TaskDraft Before, IReadOnlyList<Guid> Dependents, TaskOrigin Origin, DateTimeOffset CreatedAt);

/// <param name="Open">true: not completed; false: completed.</param>
/// <param name="Overdue">true: open, and due before now; false: all others.</param>
public sealed record TaskFilter(
    TaskState? Status = null, TaskPriority? Priority = null, DateTimeOffset? DueBefore = null, string? Query = null, bool? Open = null, bool? Overdue = null,
    string? List = null);

/// <summary>What became of a change.</summary>
public abstract record TaskOutcome
{
    private TaskOutcome() { }

    public sealed record Saved(TaskView Task) : TaskOutcome
    {
        /// <summary>Of a task brought back: those that waited for it, and by what was changed since no longer can.</summary>
        public IReadOnlyList<Guid> NoLongerWaiting { get; init; } = [];
    }

    public sealed record NotThere : TaskOutcome;

    /// <summary>The version that the change was made from is not the present one.</summary>
    public sealed record Stale : TaskOutcome;

    /// <summary>A task that it should wait for does not exist.</summary>
    public sealed record UnknownDependency(Guid Id) : TaskOutcome;

    /// <param name="Path">From the task back to itself.</param>
    public sealed record Cycle(IReadOnlyList<Guid> Path) : TaskOutcome;
}
