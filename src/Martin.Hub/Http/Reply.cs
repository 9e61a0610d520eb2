using System.Reflection;
using Martin.Data;
using Microsoft.AspNetCore.Http.Metadata;

namespace Martin.Hub.Http;

/// <summary>An endpoint's answer in the envelope.</summary>
public static class Reply
{
    public static Reply<T> Ok<T>(T data) => new(StatusCodes.Status200OK, data);

    public static Reply<T> Created<T>(T data, string location) => new(StatusCodes.Status201Created, data) { Location = location };

    /// <summary>Not done yet: the answer says where it goes on.</summary>
    public static Reply<T> Accepted<T>(T data) => new(StatusCodes.Status202Accepted, data);

    /// <summary>Done, and there is nothing to tell.</summary>
    public static Reply<Nothing> Done() => Ok(new Nothing());

    public static Reply<IReadOnlyList<TWire>> Page<T, TWire>(Listing<T> listing, Func<T, TWire> map) =>
        Ok<IReadOnlyList<TWire>>([.. listing.Items.Select(map)]) with { NextCursor = Cursor.Write(listing.Next) };

    public sealed record Nothing;
}

public sealed record Reply<T>(int Status, T Data) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public string? NextCursor { get; init; }
    public string? Location { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Location is not null) httpContext.Response.Headers.Location = Location;
        return Envelope.WriteAsync(httpContext, Status, Data, NextCursor);
    }

    /// <summary>Tells the API description what the envelope holds.</summary>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Envelope<T>), ["application/json"]));
}
