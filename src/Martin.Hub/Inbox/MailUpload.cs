using System.Reflection;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Plugins.Mail;
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
        return new([.. Checked(await Upload.ReadAsync(context)).Select(f => new MailFile(f.FileName, f.OpenReadStream))]);
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
        builder.Metadata.Add(new TakesFiles(MaxBytes, Repeats: true));
}
