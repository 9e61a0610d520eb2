using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Martin.Hub.Docs;

/// <summary>What the document says as a whole: what this is, and how to sign in.</summary>
internal sealed class ApiDocument : IOpenApiDocumentTransformer
{
    public const string Bearer = "bearer";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Martin";
        document.Info.Description = """
            Lists, forms and everything else that needs no connection; chat, voice and pushes live on the hub at /hub.
            Every answer is an envelope: `success`, then `data` or `error {code, message, details?}`, and `meta`. Lists are paged by
            `limit` and `cursor` (`meta.nextCursor`); reads carry an ETag; unsafe requests take an `Idempotency-Key`.
            """;
        document.Tags = (document.Tags ?? new HashSet<OpenApiTag>()).Where(t => char.IsLower(t.Name![0])).ToHashSet();  // the others are names of classes
        document.Servers = [];  // relative to wherever it was read from
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The accessToken of POST /api/v1/auth/login.",
        };
        return Task.CompletedTask;
    }
}
