using Martin.Hub.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Martin.Hub.Http;

/// <summary>The route takes a form with files, of so many bytes altogether: the routing raises the server's own limit to it.</summary>
/// <param name="Repeats">More than one file.</param>
public sealed record TakesFiles(long MaxBytes, bool Repeats) : IRequestSizeLimitMetadata
{
    long? IRequestSizeLimitMetadata.MaxRequestBodySize => MaxBytes;
}

/// <summary>The form of a route that <see cref="TakesFiles"/>.</summary>
internal static class Upload
{
    /// <summary>Fields of a form, files not counted.</summary>
    private const int MaxFields = 1_000;

    public static TakesFiles? Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<TakesFiles>();

    public static bool IsForm(HttpRequest request) => request.HasFormContentType && request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The form, read once however often it is asked for; large files lie in temporary ones until the request ends.</summary>
    /// <exception cref="CodedException">INVALID_REQUEST: it is not well-formed.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        if (!IsForm(context.Request) || Of(context) is not { } taken) throw new BadHttpRequestException("A multipart form is expected.", StatusCodes.Status415UnsupportedMediaType);
        try
        {
            return await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = taken.MaxBytes, ValueCountLimit = MaxFields }, context.RequestAborted);
        }
        // Beside what it calls invalid, a form that breaks off: that alone is of just this class. Kestrel's refusals and a disk's are others, and say more.
        catch (IOException e) when (IsBrokenOff(e) && !context.RequestAborted.IsCancellationRequested)
        {
            throw Broken();
        }
        catch (InvalidDataException)
        {
            throw Broken();
        }

        // By the code of one that the framework throws without a reason of the system's.
        static bool IsBrokenOff(IOException e) => e.GetType() == typeof(IOException) && e.HResult == unchecked((int)0x80131620);

        static CodedException Broken() => CodedException.Invalid("body", "must be a well-formed multipart form");
    }
}
