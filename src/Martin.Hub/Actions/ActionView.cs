using Martin.Data;
using Martin.Data.Actions;
using Martin.Hub.Wire;

namespace Martin.Hub.Actions;

/// <summary>An action as clients see it (contract: Action).</summary>
[GenerateSerializer, Immutable, Alias("action")]
public sealed record ActionView
{
    [Id(0)] public required Guid Id { get; init; }
    [Id(1)] public required string Type { get; init; }
    [Id(2)] public required string Title { get; init; }
    [Id(3)] public required string Summary { get; init; }
    [Id(4)] public required JsonText Payload { get; init; }

    /// <summary>Opaque to clients; an approval repeats it.</summary>
    [Id(5)] public required string PayloadHash { get; init; }

    [Id(6)] public required string Effect { get; init; }
    [Id(7)] public required bool Tainted { get; init; }
    [Id(8)] public required string Status { get; init; }
    [Id(9)] public decimal? Confidence { get; init; }
    [Id(10)] public string? Reason { get; init; }
    [Id(11)] public required ActionSource Source { get; init; }
    [Id(12)] public required DateTimeOffset RequestedAt { get; init; }
    [Id(13)] public required DateTimeOffset ExpiresAt { get; init; }
    [Id(14)] public DateTimeOffset? DecidedAt { get; init; }
    [Id(15)] public DateTimeOffset? ExecutedAt { get; init; }
    [Id(16)] public JsonText? Result { get; init; }
    [Id(17)] public string? Error { get; init; }
    [Id(18)] public required bool Undoable { get; init; }

    /// <summary>The recipients with what is notable about them, the whole text, and what changes line by line; made from the payload.</summary>
    [Id(19)] public JsonText? Card { get; init; }

    /// <summary>The session from which it was decided.</summary>
    [Id(20)] public Guid? DecidedBy { get; init; }

    /// <summary>When it was taken back.</summary>
    [Id(21)] public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>The session from which it was taken back.</summary>
    [Id(22)] public Guid? UndoneBy { get; init; }

    /// <summary>The device from which it was decided, as its session named it; it outlives the session.</summary>
    [Id(23)] public string? DecidedOn { get; init; }

    /// <summary>The device from which it was taken back.</summary>
    [Id(24)] public string? UndoneOn { get; init; }

    /// <summary>All that others wrote and Martin had read when it asked for this, with the mails' ids.</summary>
    [Id(25)] public JsonText? Sources { get; init; }

    public static ActionView From(ActionRow row) => new()
    {
        Id = row.Id, Type = row.ActionType, Title = row.Title, Summary = row.Summary,
        Payload = new JsonText(row.Payload), PayloadHash = row.PayloadHash, Effect = row.Effect.Name(),
        Tainted = row.Tainted, Status = row.Status.Name(), Confidence = row.Confidence, Reason = row.Reason,
        Source = new ActionSource(row.TurnId, row.CallId, row.EmailId, row.RunId),
        RequestedAt = row.RequestedAt, ExpiresAt = row.ExpiresAt, DecidedAt = row.DecidedAt, ExecutedAt = row.ExecutedAt,
        Result = JsonText.From(row.Result), Error = row.Error,
        Card = JsonText.From(row.Card), DecidedBy = row.DecidedBy, UndoneAt = row.UndoneAt,
        UndoneBy = row.UndoneBy, DecidedOn = row.DecidedOn, UndoneOn = row.UndoneOn, Sources = JsonText.From(row.Sources),
        Undoable = row is { Status: ActionStatus.Executed, Undo: not null },
    };
}

/// <summary>Where the wish came from.</summary>
[GenerateSerializer, Immutable, Alias("action-source")]
public sealed record ActionSource(
    [property: Id(0)] Guid? TurnId, [property: Id(1)] string? CallId, [property: Id(2)] Guid? EmailId, [property: Id(3)] Guid? RunId);
