using System.Text.Json.Serialization;
using Martin.Hub.Actions;
using Martin.Hub.Chat;
using Martin.Hub.Wire;

namespace Martin.Hub.Turns;

/// <summary>Everything a turn says to its readers, in one flat record. Which members are set depends on the type.</summary>
/// <remarks>The ids are the wire format between nodes during a rolling update: never renumber.</remarks>
[GenerateSerializer, Immutable, Alias("turn-event")]
public sealed record TurnEvent
{
    [Id(0)] public required Guid TurnId { get; init; }

    /// <summary>1-based; epoch e counts from e·2^32+1 (<see cref="TurnSeq"/>).</summary>
    [Id(1)] public required long Seq { get; init; }

    /// <summary>A name of <see cref="TurnEventType"/>.</summary>
    [Id(2)] public required string Type { get; init; }

    [Id(3)] public required DateTimeOffset At { get; init; }
    [Id(4)] public string? Text { get; init; }                        // text_delta
    [Id(5)] public int? Position { get; init; }                       // turn_queued
    [Id(6)] public Guid? ConversationId { get; init; }                // turn_started
    [Id(7)] public string? Model { get; init; }                       // turn_started, turn_completed
    [Id(8)] public string? Origin { get; init; }                      // turn_started
    [Id(9)] public ChatMessage? Message { get; init; }                // turn_started (the user's), terminal events (the answer)
    [Id(10)] public ToolStep? Tool { get; init; }                     // tool_started, tool_finished
    [Id(11)] public ActionView? Action { get; init; }                 // action_requested, action_resolved
    [Id(12)] public long? ToSeq { get; init; }                        // turn_reset
    [Id(13)] public IReadOnlyList<Receipt>? Receipts { get; init; }   // turn_completed
    [Id(14)] public IReadOnlyList<ActionView>? Actions { get; init; } // turn_completed
    [Id(15)] public IReadOnlyList<string>? Suggestions { get; init; } // turn_completed
    [Id(16)] public TurnUsage? Usage { get; init; }                   // turn_completed
    [Id(17)] public TurnError? Error { get; init; }                   // turn_failed

    /// <summary>Exactly one such event ends a turn.</summary>
    [JsonIgnore]
    public bool IsTerminal => Type is TurnEventType.TurnCompleted or TurnEventType.TurnCancelled or TurnEventType.TurnFailed;
}

public static class TurnEventType
{
    public const string TurnQueued = "turn_queued";
    public const string TurnStarted = "turn_started";
    public const string TextDelta = "text_delta";
    public const string ToolStarted = "tool_started";
    public const string ToolFinished = "tool_finished";
    public const string ActionRequested = "action_requested";
    public const string ActionResolved = "action_resolved";
    public const string TurnReset = "turn_reset";
    public const string TurnCompleted = "turn_completed";
    public const string TurnCancelled = "turn_cancelled";
    public const string TurnFailed = "turn_failed";
}

/// <summary>A tool call as readers see it: the arguments when it starts, the outcome when it has finished.</summary>
[GenerateSerializer, Immutable, Alias("tool-step")]
public sealed record ToolStep
{
    [Id(0)] public required string CallId { get; init; }
    [Id(1)] public required string Name { get; init; }
    [Id(2)] public JsonText? Arguments { get; init; }
    [Id(3)] public bool? Ok { get; init; }
    [Id(4)] public string? Summary { get; init; }
    [Id(5)] public string? Error { get; init; }
}

/// <summary>Proof that a write was executed.</summary>
[GenerateSerializer, Immutable, Alias("receipt")]
public sealed record Receipt(
    [property: Id(0)] Guid ActionId, [property: Id(1)] string Tool, [property: Id(2)] string Summary, [property: Id(3)] bool Undoable);

[GenerateSerializer, Immutable, Alias("turn-usage")]
public sealed record TurnUsage([property: Id(0)] long InputTokens, [property: Id(1)] long OutputTokens);

[GenerateSerializer, Immutable, Alias("turn-error")]
public sealed record TurnError([property: Id(0)] string Code, [property: Id(1)] string Message, [property: Id(2)] bool Retryable);
