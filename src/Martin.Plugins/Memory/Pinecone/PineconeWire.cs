using System.Text.Json.Serialization;

namespace Martin.Plugins.Memory.Pinecone;

// Requests and answers of Pinecone's API, version 2026-04: of both planes no more than is used here.

internal sealed record CreateIndex(string Name, int Dimension, string Metric, IndexSpec Spec, [property: JsonPropertyName("deletion_protection")] string DeletionProtection = "disabled");

internal sealed record IndexSpec(ServerlessSpec Serverless);

internal sealed record ServerlessSpec(string Cloud, string Region);

internal sealed record IndexModel(string? Host, int? Dimension, string? Metric, IndexStatus? Status);

internal sealed record IndexStatus(bool Ready, string? State);

internal sealed record UpsertVectors(IReadOnlyList<PineconeVector> Vectors, string Namespace);

internal sealed record PineconeVector(string Id, IReadOnlyList<float> Values, PineconeMetadata Metadata);

/// <summary>Flat: a record's metadata holds no objects.</summary>
/// <param name="Context">A JSON object as text.</param>
internal sealed record PineconeMetadata(
    [property: JsonPropertyName("user_id")] string UserId, string Content, string Timestamp, string Context, string Model);

internal sealed record QueryVectors(IReadOnlyList<float> Vector, int TopK, string Namespace, ModelFilter Filter, bool IncludeValues = false, bool IncludeMetadata = false);

internal sealed record ModelFilter(ModelIs Model);

internal sealed record ModelIs([property: JsonPropertyName("$eq")] string Value);

internal sealed record QueryAnswer(IReadOnlyList<ScoredVector>? Matches);

internal sealed record ScoredVector(string Id, double Score);

internal sealed record DeleteVectors(string Namespace, IReadOnlyList<string>? Ids = null, bool? DeleteAll = null);

internal sealed record NothingMore;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateIndex))]
[JsonSerializable(typeof(IndexModel))]
[JsonSerializable(typeof(UpsertVectors))]
[JsonSerializable(typeof(QueryVectors))]
[JsonSerializable(typeof(QueryAnswer))]
[JsonSerializable(typeof(DeleteVectors))]
[JsonSerializable(typeof(NothingMore))]
internal sealed partial class PineconeJson : JsonSerializerContext;
