using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Martin.Hub.Docs;

/// <summary>What an operation takes, as far as its signature cannot tell the framework: the query's members, headers, bodies, and who may call.</summary>
internal sealed class ApiOperations : IOpenApiOperationTransformer
{
    private const string Json = "application/json";
    private static readonly Lazy<XmlDocs> Docs = new(() => new(typeof(ApiOperations).Assembly));

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath is not { } path || !path.StartsWith("api/v1", StringComparison.Ordinal)) return;
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var taken = metadata.OfType<MethodInfo>().SelectMany(m => m.GetParameters()).Select(p => p.ParameterType).Where(t => t.IsGenericType).ToList();
        operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[2], context.Document) };
        operation.Parameters ??= [];
        foreach (var named in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path && p.Schema?.Format is null))
            named.Description = "A UUID; of an occurrence the id of its series, an underscore and its original start.";
        foreach (var query in taken.Where(t => t.GetGenericTypeDefinition() == typeof(Query<>)))
            foreach (var member in WireJson.Options.GetTypeInfo(query.GetGenericArguments()[0]).Properties)
                operation.Parameters.Add(await QueryAsync(member, context, cancellationToken));
        if (!HttpMethods.IsGet(context.Description.HttpMethod!) && !path.StartsWith("api/v1/auth", StringComparison.Ordinal))
            operation.Parameters.Add(InHeader(IdempotencyEdge.Header, "The same key with the same request within 24 hours gets the first answer again.", IdempotencyEdge.MaxKeyChars));
        if (metadata.OfType<TurnStream>().Any())
            operation.Parameters.Add(InHeader("Last-Event-ID", "Of a stream: the id of the last event that arrived; it goes on after that."));
        await BodyAsync(operation, context, taken, cancellationToken);
        if (!metadata.OfType<IAllowAnonymous>().Any()) operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiDocument.Bearer, context.Document)] = [] }];
    }

    private static async Task<OpenApiParameter> QueryAsync(JsonPropertyInfo member, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var schema = await context.GetOrCreateSchemaAsync(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType, null, ct);
        ApiSchemas.Limit(schema, member);
        return new()
        {
            Name = member.Name, In = ParameterLocation.Query, Required = member.IsRequired, Schema = schema,
            Description = member.AttributeProvider is PropertyInfo property ? Docs.Value.Of(property) : null,
        };
    }

    internal static OpenApiParameter InHeader(string name, string description, int? maxChars = null) => new()
    {
        Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = maxChars },
    };

    private static async Task BodyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, List<Type> taken, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var type = metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType;
        if (metadata.OfType<TakesFiles>().LastOrDefault() is { } files)
        {
            operation.RequestBody = Form(files.Repeats);
            return;
        }
        if (taken.FirstOrDefault(t => t.GetGenericTypeDefinition() == typeof(OptionalBody<>)) is { } optional)
        {
            type = optional.GetGenericArguments()[0];
            operation.RequestBody = Of(await context.GetOrCreateSchemaAsync(type, null, ct), required: false);
        }
        else if (metadata.OfType<TakenPart>().LastOrDefault() is { } part)
        {
            var schema = await context.GetOrCreateSchemaAsync(type = part.Type, null, ct);
            schema.Required = null;
            operation.RequestBody = Of(schema, required: true);
        }
        if (type is not null && operation.RequestBody?.Content?.TryGetValue(Json, out var media) == true)
            media.Example = metadata.OfType<TakenPart>().Any() ? Examples.PartOf(type) : Examples.Of(type);
    }

    private static OpenApiRequestBody Of(OpenApiSchema schema, bool required) =>
        new() { Required = required, Content = new Dictionary<string, OpenApiMediaType> { [Json] = new() { Schema = schema } } };

    private static OpenApiRequestBody Form(bool repeats) => new()
    {
        Required = true, Description = repeats ? "One or more files, each in a field of this name." : "One file.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object, Required = new HashSet<string> { "file" }, AdditionalPropertiesAllowed = false,
                    Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = repeats ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = Bytes(), MinItems = 1 } : Bytes() },
                },
            },
        },
    };

    internal static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
