namespace Martin.Hub.Errors;

/// <summary>The error codes of the wire contract; REST, hub and turn events use the same.</summary>
public static class ErrorCode
{
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string TokenExpired = "TOKEN_EXPIRED";
    public const string TokenReused = "TOKEN_REUSED";
    public const string Forbidden = "FORBIDDEN";
    public const string NotFound = "NOT_FOUND";
    public const string Conflict = "CONFLICT";
    public const string TaskCycle = "TASK_CYCLE";
    public const string VersionMismatch = "VERSION_MISMATCH";
    public const string ActionNotPending = "ACTION_NOT_PENDING";
    public const string TooLarge = "TOO_LARGE";
    public const string Unprocessable = "UNPROCESSABLE";
    public const string GoogleNotConnected = "GOOGLE_NOT_CONNECTED";
    public const string ProviderRefused = "PROVIDER_REFUSED";
    public const string RateLimited = "RATE_LIMITED";
    public const string ProviderUnavailable = "PROVIDER_UNAVAILABLE";
    public const string Unavailable = "UNAVAILABLE";
    public const string Internal = "INTERNAL";

    public static int HttpStatus(string code) => code switch
    {
        InvalidRequest => StatusCodes.Status400BadRequest,
        Unauthenticated or TokenExpired or TokenReused => StatusCodes.Status401Unauthorized,
        Forbidden => StatusCodes.Status403Forbidden,
        NotFound => StatusCodes.Status404NotFound,
        Conflict or TaskCycle or VersionMismatch or ActionNotPending => StatusCodes.Status409Conflict,
        TooLarge => StatusCodes.Status413PayloadTooLarge,
        Unprocessable => StatusCodes.Status422UnprocessableEntity,
        GoogleNotConnected or ProviderRefused => StatusCodes.Status424FailedDependency,
        RateLimited => StatusCodes.Status429TooManyRequests,
        ProviderUnavailable => StatusCodes.Status502BadGateway,
        Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The code for a status that the framework chose; it has no code of its own for 405 and 415.</summary>
    public static string ForStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        409 => Conflict,
        413 => TooLarge,
        422 => Unprocessable,
        429 => RateLimited,
        503 => Unavailable,
        >= 500 => Internal,
        _ => InvalidRequest,
    };
}
