using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Martin.Hub.Docs;

/// <summary>What the document says as a whole: what this is, how to sign in, and what stands around every answer.</summary>
internal sealed class ApiDocument : IOpenApiDocumentTransformer
{
    public const string Bearer = "bearer";

    /// <summary>The envelope of an error.</summary>
    public const string Refusal = "Refusal";

    private static readonly (string Name, string Description, JsonSchemaType Type)[] Headers =
    [
        ("RateLimit-Limit", "Calls of this operation that one user may make in a minute; absent when there is no limit.", JsonSchemaType.Integer),
        ("RateLimit-Remaining", "Calls left until the reset.", JsonSchemaType.Integer),
        ("RateLimit-Reset", "Seconds until the count begins anew.", JsonSchemaType.Integer),
        ("Retry-After", "Seconds after which it is worth trying again.", JsonSchemaType.Integer),
        ("ETag", "Of the answer's data; If-None-Match takes it.", JsonSchemaType.String),
        ("Location", "The path of what was made.", JsonSchemaType.String),
        (IdempotencyEdge.ReplayedHeader, "`true`: this is the first answer to the same Idempotency-Key again.", JsonSchemaType.String),
    ];

    /// <summary>Every header of an answer that a caller may want to read.</summary>
    public static IEnumerable<string> HeaderNames => Headers.Select(h => h.Name);

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Martin";
        document.Info.Description = """
            Lists, forms and everything else that needs no connection; chat, voice and pushes live on the hub at /hub.
            Every answer is an envelope: `success`, then `data` or `error {code, message, details?}`, and `meta`. Lists are paged by
            `limit` and `cursor` (`meta.nextCursor`); reads carry an ETag; unsafe requests take an `Idempotency-Key`.
            Members without a value are left out. A method that an address does not take is 405 with `Allow`, an address that there is not 404, both in the envelope.
            """;
        document.Tags = (document.Tags ?? new HashSet<OpenApiTag>()).Where(t => char.IsLower(t.Name![0])).ToHashSet();  // the others are names of classes
        document.Servers = [];  // relative to wherever it was read from
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The accessToken of POST /api/v1/auth/login.",
        };
        document.Components.Headers = Headers.ToDictionary(h => h.Name, h => (IOpenApiHeader)new OpenApiHeader { Description = h.Description, Schema = new OpenApiSchema { Type = h.Type } });
        var schemas = document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var envelope in schemas.Where(s => s.Key.EndsWith("Envelope", StringComparison.Ordinal)).Select(s => s.Value).OfType<OpenApiSchema>()) Succeed(envelope);
        schemas[Refusal] = Refused(document);
        foreach (var name in (string[])[nameof(IFormFile), nameof(IFormFileCollection)]) schemas.Remove(name);  // the forms are described where they are taken
        Free(schemas);
        return Task.CompletedTask;
    }

    /// <summary>The envelope of a success: its data is there, and no error.</summary>
    private static void Succeed(OpenApiSchema envelope)
    {
        envelope.Description = null;
        envelope.Properties!.Remove("error");
        envelope.Properties["success"] = Only(true);
        if (envelope.Properties["data"].OneOf is { Count: > 0 } choices) envelope.Properties["data"] = choices.Single(c => c.Type != JsonSchemaType.Null);
        else if (envelope.Properties["data"] is OpenApiSchema { Type: { } type } list) list.Type = type & ~JsonSchemaType.Null;
        envelope.Required = new HashSet<string> { "success", "data", "meta" };
    }

    /// <summary>What may be any JSON: null is such, so there is nothing to choose from.</summary>
    private static void Free(IDictionary<string, IOpenApiSchema> schemas)
    {
        string[] names = [nameof(JsonText), nameof(JsonElement)];
        foreach (var name in names)
            if (schemas.TryGetValue(name, out var any)) any.Description = "Any JSON.";
        foreach (var members in schemas.Values.OfType<OpenApiSchema>().Select(s => s.Properties).OfType<IDictionary<string, IOpenApiSchema>>())
            foreach (var (member, schema) in members.ToList())
                if (schema.OneOf?.OfType<OpenApiSchemaReference>().FirstOrDefault(r => names.Contains(r.Reference.Id)) is { } any) members[member] = any;
    }

    private static OpenApiSchema Refused(OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object, Description = "What an error is wrapped in.", AdditionalPropertiesAllowed = false,
        Required = new HashSet<string> { "success", "error", "meta" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["success"] = Only(false), ["error"] = new OpenApiSchemaReference(nameof(EnvelopeError), document), ["meta"] = new OpenApiSchemaReference(nameof(EnvelopeMeta), document),
        },
    };

    private static OpenApiSchema Only(bool value) => new() { Type = JsonSchemaType.Boolean, Enum = [JsonValue.Create(value)] };
}
