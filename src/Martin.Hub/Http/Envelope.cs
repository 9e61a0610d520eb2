using System.Buffers.Text;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Martin.Hub.Errors;
using Martin.Hub.Wire;
using Microsoft.Net.Http.Headers;

namespace Martin.Hub.Http;

/// <summary>What every answer under /api is wrapped in.</summary>
public sealed record Envelope<T>(bool Success, T? Data, EnvelopeError? Error, EnvelopeMeta Meta);

public sealed record EnvelopeError(string Code, string Message, IReadOnlyDictionary<string, string[]>? Details);

public sealed record EnvelopeMeta(DateTimeOffset Timestamp, string Version, string RequestId, string? NextCursor);

public static class Envelope
{
    private static readonly string Version = typeof(Envelope).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    /// <summary>Wraps an answer. A read carries an ETag of its data, and is 304 for a caller who has just that.</summary>
    public static Task WriteAsync<T>(HttpContext context, int status, T data, string? nextCursor = null)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || status != StatusCodes.Status200OK)
            return SendAsync(context, status, new Envelope<T>(true, data, null, Meta(context, nextCursor)));
        var json = JsonSerializer.SerializeToUtf8Bytes(data, WireJson.Options);
        var tag = TagOf(json, nextCursor);
        context.Response.Headers.ETag = tag.ToString();
        context.Response.Headers.CacheControl = "private, no-cache";  // kept by the caller, and asked about each time
        if (!Matches(context.Request, tag)) return SendAsync(context, status, new Envelope<JsonText>(true, new(Encoding.UTF8.GetString(json)), null, Meta(context, nextCursor)));
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    public static Task WriteErrorAsync(HttpContext context, int status, CodedException error)
    {
        if (error.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SendAsync(context, status, new Envelope<object>(false, null, new EnvelopeError(error.Code, error.Message, error.Details), Meta(context, null)));
    }

    // Weak: time and request id, which stand in every envelope, are not part of it.
    private static EntityTagHeaderValue TagOf(byte[] json, string? nextCursor)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        return new($"\"{Base64Url.EncodeToString(hash[..16])}{(nextCursor is null ? "" : "+")}\"", isWeak: true);
    }

    private static bool Matches(HttpRequest request, EntityTagHeaderValue tag) =>
        request.Headers.IfNoneMatch.Count > 0
        && request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));

    private static Task SendAsync<T>(HttpContext context, int status, Envelope<T> envelope)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(envelope, WireJson.Options, "application/json; charset=utf-8", context.RequestAborted);
    }

    private static EnvelopeMeta Meta(HttpContext context, string? nextCursor) =>
        new(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), Version, context.TraceIdentifier, nextCursor);
}
