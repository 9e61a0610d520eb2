using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models.Gpt;

/// <summary>Embeddings by OpenAI's API, or a compatible server's.</summary>
/// <param name="model">Such as <c>text-embedding-3-small</c>; vectors of different models never share an index.</param>
/// <param name="baseUrl">With <c>/v1</c>; null is OpenAI's own.</param>
public sealed class GptEmbedder(string? apiKey, string model, Uri? baseUrl) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>As the seed's index has it.</summary>
    public const int Dimensions = 1536;

    /// <summary>Texts in one request; OpenAI takes 2,048, other servers fewer.</summary>
    private const int MaxBatch = 100;

    // Only OpenAI's newer models can be asked for a number of dimensions.
    private readonly IEmbeddingGenerator<string, Embedding<float>> inner =
        GptChatClient.NewClient(apiKey, baseUrl).GetEmbeddingClient(model).AsIEmbeddingGenerator(model.StartsWith("text-embedding-3", StringComparison.Ordinal) ? Dimensions : null);

    /// <exception cref="ProviderException">The provider can't be reached or refuses.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var generated = new GeneratedEmbeddings<Embedding<float>> { Usage = new() };
        foreach (var batch in values.Chunk(MaxBatch))
        {
            var found = await EmbedAsync(batch, cancellationToken);
            if (found.Count != batch.Length) throw Unreadable(null);
            if (found.Usage is { } usage) generated.Usage.Add(usage);
            foreach (var embedding in found) generated.Add(embedding);
        }
        return generated;
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(string[] texts, CancellationToken ct)
    {
        try
        {
            return await inner.GenerateAsync(texts, cancellationToken: ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && GptFaults.Of(e, "OPENAI_EMBEDDING_MODEL") is { } fault)
        {
            throw fault;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw Unreadable(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ProviderException(GptFaults.Provider, ProviderFault.Unavailable, "The model cannot be reached. Try again in a moment.", inner: e);
        }
    }

    private static ProviderException Unreadable(Exception? inner) => new(GptFaults.Provider, ProviderFault.BadAnswer, "The model gave embeddings that could not be read.", inner: inner);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : inner.GetService(serviceType, serviceKey);

    public void Dispose() => inner.Dispose();
}
