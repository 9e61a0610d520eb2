using System.Reflection;
using System.Text.Json;
using Martin.Hub.Errors;
using Martin.Hub.Wire;

namespace Martin.Hub.Http;

/// <summary>What every answer under /api is wrapped in.</summary>
public sealed record Envelope<T>(bool Success, T? Data, EnvelopeError? Error, EnvelopeMeta Meta);

public sealed record EnvelopeError(string Code, string Message, IReadOnlyDictionary<string, string[]>? Details);

public sealed record EnvelopeMeta(DateTimeOffset Timestamp, string Version, string RequestId, string? NextCursor);

public static class Envelope
{
    private static readonly string Version = typeof(Envelope).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    public static Task WriteAsync<T>(HttpContext context, int status, T data, string? nextCursor = null) =>
        SendAsync(context, status, new Envelope<T>(true, data, null, Meta(context, nextCursor)));

    public static Task WriteErrorAsync(HttpContext context, int status, CodedException error)
    {
        if (error.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SendAsync(context, status, new Envelope<object>(false, null, new EnvelopeError(error.Code, error.Message, error.Details), Meta(context, null)));
    }

    private static Task SendAsync<T>(HttpContext context, int status, Envelope<T> envelope)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(envelope, WireJson.Options, "application/json; charset=utf-8", context.RequestAborted);
    }

    private static EnvelopeMeta Meta(HttpContext context, string? nextCursor) =>
        new(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), Version, context.TraceIdentifier, nextCursor);
}
