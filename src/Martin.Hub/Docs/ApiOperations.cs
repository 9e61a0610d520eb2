using System.Reflection;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Limits;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Martin.Hub.Docs;

/// <summary>What the endpoint's signature cannot tell the framework: the query's members, who may call, and how it is refused.</summary>
internal sealed class ApiOperations : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) != true) return;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = context.Description.HttpMethod ?? "GET";
        var anonymous = metadata.OfType<IAllowAnonymous>().Any();
        operation.Tags = new HashSet<OpenApiTagReference> { new(context.Description.RelativePath.Split('/')[2], context.Document) };
        operation.Parameters ??= [];
        foreach (var query in metadata.OfType<MethodInfo>().SelectMany(m => m.GetParameters()).Select(p => p.ParameterType).Where(IsQuery))
            foreach (var member in WireJson.Options.GetTypeInfo(query.GetGenericArguments()[0]).Properties)
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = member.Name, In = ParameterLocation.Query, Required = member.IsRequired,
                    Schema = await context.GetOrCreateSchemaAsync(member.PropertyType, null, cancellationToken),
                });
        if (!HttpMethods.IsGet(method) && !context.Description.RelativePath.StartsWith("api/v1/auth", StringComparison.Ordinal))
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyEdge.Header, In = ParameterLocation.Header, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = IdempotencyEdge.MaxKeyChars },
                Description = "The same key with the same request within 24 hours gets the first answer again.",
            });
        if (context.Description.RelativePath.EndsWith("/import", StringComparison.Ordinal)) operation.RequestBody = Upload();
        if (!anonymous) operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiDocument.Bearer, context.Document)] = [] }];
        var error = await context.GetOrCreateSchemaAsync(typeof(Envelope<object>), null, cancellationToken);
        operation.Responses ??= [];
        foreach (var (status, codes) in Refusals(method, anonymous, operation.RequestBody is not null, context.Description.RelativePath.Contains('{', StringComparison.Ordinal)))
            operation.Responses.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = string.Join(", ", codes), Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = error } },
            });
    }

    private static OpenApiRequestBody Upload() => new()
    {
        Required = true, Description = "One or more files, each in a field of this name.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object, Required = new HashSet<string> { "file" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["file"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                    },
                },
            },
        },
    };

    private static bool IsQuery(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Query<>);

    /// <summary>The codes that any endpoint of this kind may answer with (contract, section 2).</summary>
    private static IEnumerable<(int Status, string[] Codes)> Refusals(string method, bool anonymous, bool hasBody, bool takesId)
    {
        yield return (400, [ErrorCode.InvalidRequest]);
        yield return (401, anonymous ? [ErrorCode.Unauthenticated, ErrorCode.TokenReused] : [ErrorCode.Unauthenticated, ErrorCode.TokenExpired]);
        if (takesId || hasBody) yield return (404, [ErrorCode.NotFound]);
        if (!HttpMethods.IsGet(method)) yield return (409, [ErrorCode.Conflict, ErrorCode.VersionMismatch, ErrorCode.TaskCycle, ErrorCode.ActionNotPending]);
        if (hasBody) yield return (413, [ErrorCode.TooLarge]);
        if (hasBody) yield return (422, [ErrorCode.Unprocessable]);
        yield return (429, [ErrorCode.RateLimited]);
        yield return (500, [ErrorCode.Internal]);
        yield return (503, [ErrorCode.Unavailable]);
    }
}
