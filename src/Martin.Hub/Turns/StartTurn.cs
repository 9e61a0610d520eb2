using Martin.Data.Turns;

namespace Martin.Hub.Turns;

/// <summary>A user's message on its way to its conversation.</summary>
[GenerateSerializer, Immutable, Alias("start-turn")]
public sealed record StartTurn
{
    [Id(0)] public required Guid UserId { get; init; }
    [Id(1)] public required Guid ConversationId { get; init; }

    /// <summary>The conversation is made with the turn.</summary>
    [Id(2)] public required bool NewConversation { get; init; }

    [Id(3)] public required string ClientMessageId { get; init; }
    [Id(4)] public required string Text { get; init; }
    [Id(5)] public string? Model { get; init; }

    /// <summary>Where the user is; null: at home, as the preferences have it.</summary>
    [Id(6)] public string? TimeZone { get; init; }

    [Id(7)] public required TurnOrigin Origin { get; init; }

    /// <summary>The task that is made with the turn, its first.</summary>
    [Id(8)] public StartRun? Run { get; init; }
}

/// <summary>A task and what it may use up.</summary>
[GenerateSerializer, Immutable, Alias("start-run")]
public sealed record StartRun(
    [property: Id(0)] Guid Id, [property: Id(1)] int MaxTurns, [property: Id(2)] long MaxTokens, [property: Id(3)] long MaxWorkedMs);

public enum StartOutcome
{
    /// <summary>A new turn.</summary>
    Started,

    /// <summary>The same message had been accepted before: its turn.</summary>
    Attached,

    /// <summary>The client's message id was used for another text.</summary>
    OtherText,

    NoSuchConversation,
    QueueFull,
}

[GenerateSerializer, Immutable, Alias("started-turn")]
public sealed record StartedTurn(
    [property: Id(0)] StartOutcome Outcome, [property: Id(1)] Guid TurnId = default, [property: Id(2)] Guid ConversationId = default);
