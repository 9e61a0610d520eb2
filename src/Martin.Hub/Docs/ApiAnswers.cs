using System.Globalization;
using Martin.Hub.Chat;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Martin.Hub.Docs;

/// <summary>What an operation answers with: each success with its shape and an example, and each refusal with the codes that it can have here.</summary>
internal sealed class ApiAnswers : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) != true) return Task.CompletedTask;
        operation.Responses ??= [];
        Successes(operation, operation.Responses, context);
        Refused(operation, operation.Responses, context);
        var inOrder = operation.Responses.OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        operation.Responses.Clear();
        foreach (var (status, response) in inOrder) operation.Responses[status] = response;
        return Task.CompletedTask;
    }

    private static void Successes(OpenApiOperation operation, OpenApiResponses responses, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var told = metadata.OfType<Answer>().ToList();
        var files = metadata.OfType<FileAnswer>().LastOrDefault();
        if (told.Count > 0 || files is not null)
            foreach (var status in responses.Keys.Where(s => s[0] == '2' && !told.Any(t => Text(t.StatusCode) == s)).ToList()) responses.Remove(status);
        if (files is not null) responses["200"] = new OpenApiResponse { Description = "The file.", Content = files.ContentTypes.ToDictionary(t => t, File) };
        foreach (var (status, response) in responses.Where(r => r.Key[0] == '2').Select(r => (int.Parse(r.Key, CultureInfo.InvariantCulture), (OpenApiResponse)r.Value)).ToList())
        {
            var known = metadata.OfType<IProducesResponseTypeMetadata>().LastOrDefault(p => p.StatusCode == status);
            response.Description = (known as Answer)?.When ?? response.Description switch { "OK" => "Done.", "Created" => "Made; Location says where it is.", var said => said };
            response.Headers = Headers(context, ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]);
            if (status == StatusCodes.Status201Created) response.Headers["Location"] = Header(context, "Location");
            if (operation.Parameters?.Any(p => p.Name == IdempotencyEdge.Header) == true) response.Headers[IdempotencyEdge.ReplayedHeader] = Header(context, IdempotencyEdge.ReplayedHeader);
            if (known?.Type is { } type && response.Content?.TryGetValue(Json, out var media) == true)
            {
                media.Example = Examples.Of(type, operation.OperationId);
                if (HttpMethods.IsGet(context.Description.HttpMethod!) && ApiSchemas.DataOf(type) is not null) Unchanged(operation, responses, response, context);
            }
            if (status == StatusCodes.Status200OK && metadata.OfType<TurnStream>().Any()) response.Content![ServerSentEvents.ContentType] = Stream();
        }
    }

    private static void Unchanged(OpenApiOperation operation, OpenApiResponses responses, OpenApiResponse read, OpenApiOperationTransformerContext context)
    {
        read.Headers!["ETag"] = Header(context, "ETag");
        (operation.Parameters ??= []).Add(ApiOperations.InHeader("If-None-Match", "The ETag of an earlier answer: 304 when nothing has changed since."));
        responses["304"] = new OpenApiResponse { Description = "Unchanged: the caller has just this.", Headers = Headers(context, ["ETag"]) };
    }

    private static OpenApiMediaType File(string contentType) => contentType == "text/calendar"
        ? new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = Examples.Calendar }
        : new() { Schema = ApiOperations.Bytes() };

    private static OpenApiMediaType Stream() => new()
    {
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Server-sent events: `id` is the seq, `data` a TurnEvent as JSON; the last one ends the turn." },
        Example = Examples.Stream,
    };

    private static void Refused(OpenApiOperation operation, OpenApiResponses responses, OpenApiOperationTransformerContext context)
    {
        foreach (var refusal in Codes(operation, context).Distinct().GroupBy(c => c.Status).OrderBy(g => g.Key))
        {
            var codes = refusal.Select(r => r.Code).ToList();
            responses[Text(refusal.Key)] = new OpenApiResponse
            {
                Description = string.Join(", ", codes),
                Headers = Headers(context, refusal.Key switch
                {
                    429 => ["Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"],
                    503 => ["Retry-After"],
                    _ => [],
                }),
                Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = With(codes, context), Example = Examples.Refusal(refusal.Key, codes[0]) } },
            };
        }
    }

    /// <summary>The codes of the contract, section 2, as far as this operation can give them.</summary>
    private static IEnumerable<(int Status, string Code)> Codes(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        List<string> codes = [ErrorCode.InvalidRequest, ErrorCode.Unauthenticated, ErrorCode.RateLimited, ErrorCode.Internal];
        if (!metadata.OfType<IAllowAnonymous>().Any()) codes.Add(ErrorCode.TokenExpired);
        if (context.Description.RelativePath!.Contains('{', StringComparison.Ordinal)) codes.Add(ErrorCode.NotFound);
        if (operation.Parameters?.Any(p => p.Name == IdempotencyEdge.Header) == true) codes.Add(ErrorCode.Conflict);
        if (operation.RequestBody is not null) codes.Add(ErrorCode.TooLarge);
        codes.AddRange(metadata.OfType<Refusals>().SelectMany(r => r.Codes));
        foreach (var code in codes) yield return (ErrorCode.HttpStatus(code), code);
        if (operation.RequestBody is not null) yield return (StatusCodes.Status415UnsupportedMediaType, ErrorCode.ForStatus(StatusCodes.Status415UnsupportedMediaType));
    }

    private static OpenApiSchema With(List<string> codes, OpenApiOperationTransformerContext context) => new()
    {
        AllOf =
        [
            new OpenApiSchemaReference(ApiDocument.Refusal, context.Document),
            Having("error", Having("code", new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. codes] })),
        ],
    };

    private static OpenApiSchema Having(string member, OpenApiSchema schema) =>
        new() { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { [member] = schema } };

    private static Dictionary<string, IOpenApiHeader> Headers(OpenApiOperationTransformerContext context, string[] names) => names.ToDictionary(n => n, n => (IOpenApiHeader)Header(context, n));

    private static OpenApiHeaderReference Header(OpenApiOperationTransformerContext context, string name) => new OpenApiHeaderReference(name, context.Document);

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
