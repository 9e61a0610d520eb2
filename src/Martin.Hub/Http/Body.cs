using System.Buffers;
using System.Reflection;
using Martin.Hub.Errors;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.Http.Metadata;

namespace Martin.Hub.Http;

/// <summary>A request body, bound strictly.</summary>
public sealed record Body<T>(T Value) : IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
{
    static async ValueTask<Body<T>?> IBindableFromHttpContext<Body<T>>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!context.Request.HasJsonContentType()) throw new BadHttpRequestException("JSON is expected.", StatusCodes.Status415UnsupportedMediaType);
        return new(StrictJson.Bind<T>(await RequestBytes.ReadAsync(context)));
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}

/// <summary>A body that may be left out.</summary>
public sealed record OptionalBody<T>(T? Value) : IBindableFromHttpContext<OptionalBody<T>> where T : class
{
    static async ValueTask<OptionalBody<T>?> IBindableFromHttpContext<OptionalBody<T>>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var bytes = await RequestBytes.ReadAsync(context);
        if (bytes.Length == 0) return new((T?)null);
        if (!context.Request.HasJsonContentType()) throw new BadHttpRequestException("JSON is expected.", StatusCodes.Status415UnsupportedMediaType);
        return new(StrictJson.Bind<T>(bytes));
    }
}

internal static class RequestBytes
{
    /// <summary>The whole body; Kestrel refuses it beyond the limit (413).</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
