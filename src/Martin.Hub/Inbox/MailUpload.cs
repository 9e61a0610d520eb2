using System.Reflection;
using Martin.Hub.Errors;
using Martin.Plugins.Mail;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Martin.Hub.Inbox;

/// <summary>The files of an import: multipart/form-data with the field <c>file</c>, once or more. They lie in temporary files while they are read.</summary>
public sealed record MailUpload(IReadOnlyList<MailFile> Files) : IBindableFromHttpContext<MailUpload>, IEndpointParameterMetadataProvider
{
    /// <summary>All files of one request together.</summary>
    private const long MaxBytes = 200_000_000;

    private const int MaxFiles = 1_000;
    private const string Field = "file";

    static async ValueTask<MailUpload?> IBindableFromHttpContext<MailUpload>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true)
            throw new BadHttpRequestException("A multipart form is expected.", StatusCodes.Status415UnsupportedMediaType);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBytes;
        try
        {
            var form = await context.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxBytes, ValueCountLimit = MaxFiles }, context.RequestAborted);
            return new([.. Checked(form).Select(f => new MailFile(f.FileName, f.OpenReadStream))]);
        }
        catch (InvalidDataException)
        {
            throw CodedException.Invalid("body", "must be a well-formed multipart form");
        }
    }

    private static IFormFileCollection Checked(IFormCollection form)
    {
        var unknown = form.Keys.Concat(form.Files.Select(f => f.Name)).Where(n => n != Field).Distinct().ToList();
        if (unknown.Count > 0) throw CodedException.Invalid(unknown.Take(20).Select(n => (CleanText.Line(n, 100), $"is not known; known are {Field}")));
        if (form.Keys.Contains(Field)) throw CodedException.Invalid(Field, "must be a file");
        return form.Files.Count is 0 ? throw CodedException.Invalid(Field, "is required")
            : form.Files.Count > MaxFiles ? throw CodedException.Invalid(Field, $"must be given at most {MaxFiles} times")
            : form.Files;
    }

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["multipart/form-data"], typeof(IFormFileCollection)));
}
