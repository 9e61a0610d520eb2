using Martin.Hub.Errors;
using Martin.Hub.Mcp;

namespace Martin.Hub.Http;

/// <summary>Turns every failure into a coded answer, once: Martin's own refusals, the framework's bare statuses, and the unforeseen.</summary>
internal sealed partial class ErrorEdge(RequestDelegate next, ILogger<ErrorEdge> log)
{
    /// <summary>What belongs to an error as well: to 405, and to 429.</summary>
    private static readonly string[] KeptHeaders = ["Allow", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBare(context)) await AnswerAsync(context, context.Response.StatusCode, Bare(context.Response.StatusCode, context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has left; there is nobody to answer.
        }
        catch (Exception e)
        {
            var (status, coded) = Coded(e, context);
            if (status >= 500) Failed(log, e, context.TraceIdentifier);
            if (context.Response.HasStarted) throw;  // too late for an answer; cutting the connection says that it is not whole
            await AnswerAsync(context, status, coded);
        }
    }

    /// <summary>What a failure is called on the wire.</summary>
    public static (int Status, CodedException Error) Coded(Exception e, HttpContext context) => (CodedException.From(e), e) switch
    {
        ({ } coded, _) => (ErrorCode.HttpStatus(coded.Code), coded),
        (_, BadHttpRequestException bad) => (bad.StatusCode, Bare(bad.StatusCode, context)),
        _ => (StatusCodes.Status500InternalServerError, Bare(StatusCodes.Status500InternalServerError, context)),
    };

    private static bool IsBare(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
        && (context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/hub") || context.Request.Path.StartsWithSegments(McpSetup.Path));

    private static CodedException Bare(int status, HttpContext context) => CodedException.Of(ErrorCode.ForStatus(status), status switch
    {
        401 => "Sign in first.",
        403 => "That is not allowed.",
        404 => "There is nothing at this address.",
        405 => "This address does not take that method.",
        413 => "The request is too large.",
        415 when Upload.Of(context) is not null => "The body must be a form with Content-Type: multipart/form-data.",
        415 => "The body must be JSON with Content-Type: application/json.",
        503 => "Not now; try again.",
        >= 500 => "Something went wrong here; the request id finds it in the log.",
        _ => "The request could not be read.",
    });

    private static Task AnswerAsync(HttpContext context, int status, CodedException error)
    {
        var kept = KeptHeaders.Select(name => (Name: name, Value: context.Response.Headers[name])).Where(h => h.Value.Count > 0).ToList();
        context.Response.Clear();
        foreach (var (name, value) in kept) context.Response.Headers[name] = value;
        SecurityHeaders.Apply(context);
        return Envelope.WriteErrorAsync(context, status, error);
    }

    [LoggerMessage(100, LogLevel.Error, "Request {RequestId} failed")]
    private static partial void Failed(ILogger log, Exception exception, string requestId);
}
