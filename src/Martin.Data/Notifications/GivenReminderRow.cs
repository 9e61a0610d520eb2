namespace Martin.Data.Notifications;

/// <summary>A reminder that was given. Its key keeps it from being given again, by another node or after a restart.</summary>
public sealed class GivenReminderRow : IOwned
{
    public required Guid UserId { get; init; }

    /// <summary>The task or event (of a series: the series).</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>Start of the occurrence; of a task, the same as <see cref="DueAt"/>.</summary>
    public required DateTimeOffset OccurrenceAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }
    public required DateTimeOffset GivenAt { get; init; }
}
