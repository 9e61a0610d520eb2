using System.Numerics.Tensors;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models.Gemini;

/// <summary>Gemini's embeddings (<c>batchEmbedContents</c>) at 1536 dimensions, of length 1: only those at 3072 come so.</summary>
/// <param name="model">Such as <c>gemini-embedding-001</c>; vectors of different models never share an index.</param>
public sealed class GeminiEmbedder(GeminiApi api, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>As the seed's index has it.</summary>
    public const int Dimensions = 1536;

    /// <summary>Texts in one request (Gemini API, batchEmbedContents).</summary>
    private const int MaxBatch = 100;

    /// <param name="options"><c>AdditionalProperties["taskType"]</c> may say RETRIEVAL_QUERY; else the texts are documents.</param>
    /// <exception cref="ProviderException">Gemini can't be reached or refuses.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var task = options?.AdditionalProperties?.GetValueOrDefault("taskType") as string ?? "RETRIEVAL_DOCUMENT";
        var generated = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var batch in values.Chunk(MaxBatch))
            foreach (var vector in await EmbedAsync(batch, task, cancellationToken)) generated.Add(new(vector) { ModelId = model });
        return generated;
    }

    private async Task<IEnumerable<float[]>> EmbedAsync(string[] texts, string task, CancellationToken ct)
    {
        try
        {
            var requests = new GeminiEmbedRequests([.. texts.Select(t => new GeminiEmbedRequest($"models/{model}", new(null, [new() { Text = t }]), task, Dimensions))]);
            using var response = await api.PostAsync($"models/{model}:batchEmbedContents", requests, GeminiJson.Default.GeminiEmbedRequests, ct);
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var answer = await JsonSerializer.DeserializeAsync(body, GeminiJson.Default.GeminiEmbeddings, ct);
            if (answer?.Embeddings is not { } found || found.Count != texts.Length || found.Any(e => e.Values?.Count != Dimensions))
                throw new ProviderException(GeminiApi.Provider, ProviderFault.BadAnswer, "The model gave embeddings that could not be read.");
            return found.Select(e => Normalized([.. e.Values!]));
        }
        catch (JsonException e)
        {
            throw new ProviderException(GeminiApi.Provider, ProviderFault.BadAnswer, "The model gave embeddings that could not be read.", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ProviderException(GeminiApi.Provider, ProviderFault.Unavailable, "The model cannot be reached. Try again in a moment.", inner: e);
        }
    }

    private static float[] Normalized(float[] vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0) TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }
}
