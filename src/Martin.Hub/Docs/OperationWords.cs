using Martin.Hub.Errors;
using Martin.Hub.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Martin.Hub.Docs;

/// <summary>What an operation takes and can answer, written beside its mapping where its types do not tell it.</summary>
internal static class OperationWords
{
    /// <summary>One of the successes; with any of them the return type tells nothing any more.</summary>
    /// <param name="when">What the answer means, where the status alone does not say it.</param>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder operation, int status = StatusCodes.Status200OK, string? when = null) =>
        operation.WithMetadata(new Answer(status, typeof(Envelope<T>), when));

    /// <summary>A file of JSON, without an envelope.</summary>
    public static RouteHandlerBuilder Downloads<T>(this RouteHandlerBuilder operation) =>
        operation.WithMetadata(new Answer(StatusCodes.Status200OK, typeof(T), "The file."));

    /// <summary>A file in one of these types.</summary>
    public static RouteHandlerBuilder Downloads(this RouteHandlerBuilder operation, string contentType, params string[] others) =>
        operation.WithMetadata(new FileAnswer([contentType, .. others]));

    /// <summary>The turn's events, for those who accept text/event-stream.</summary>
    public static RouteHandlerBuilder StreamsTurn(this RouteHandlerBuilder operation) => operation.WithMetadata(new TurnStream());

    /// <summary>Codes of <see cref="ErrorCode"/> beyond those that every operation of its kind can give.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder operation, params string[] codes) => operation.WithMetadata(new Refusals(codes));

    /// <summary>A body of any of this type's members; none is needed.</summary>
    public static RouteHandlerBuilder TakesPartOf<T>(this RouteHandlerBuilder operation) => operation.WithMetadata(new TakenPart(typeof(T)));
}

/// <param name="Type">Of the whole body.</param>
internal sealed record Answer(int StatusCode, Type Type, string? When) : IProducesResponseTypeMetadata
{
    Type? IProducesResponseTypeMetadata.Type => Type;
    public IEnumerable<string> ContentTypes => ["application/json"];
}

internal sealed record FileAnswer(IReadOnlyList<string> ContentTypes);

internal sealed record TurnStream;

internal sealed record Refusals(IReadOnlyList<string> Codes);

internal sealed record TakenPart(Type Type);
