namespace Martin.Data.Conversations;

/// <summary>A thread of turns.</summary>
public sealed class ConversationRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The beginning of its first message.</summary>
    public required string Title { get; set; }

    /// <summary>What a model made of its older turns; null while all of it is shown to models as it was said.</summary>
    public string? Summary { get; set; }

    /// <summary>When the last turn that the summary covers was begun.</summary>
    public DateTimeOffset? SummaryThrough { get; set; }

    /// <summary>A turn that it covers held words from outside.</summary>
    public bool SummaryTainted { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

public enum ChatRole { User, Assistant }

/// <summary>What was said: one row for the user's message and one for the whole answer of a turn.</summary>
public sealed class ChatMessageRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required Guid ConversationId { get; init; }
    public required Guid TurnId { get; init; }
    public required ChatRole Role { get; init; }
    public required string Content { get; set; }
    public bool IsVoice { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
