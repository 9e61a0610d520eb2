using System.Numerics.Tensors;
using Martin.Data;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Plugins.Memory.Embedding;
using Martin.Plugins.Models;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Memory;

/// <summary>A provider's embeddings: metered on the user's account, held to their cap, of length 1.</summary>
/// <param name="provider">gpt or gemini.</param>
/// <param name="id">The model, as its provider calls it.</param>
/// <param name="price">null where it is not known.</param>
public sealed class ProviderEmbedder(
    IEmbeddingGenerator<string, Embedding<float>> generator, string provider, string id, ModelPrice? price, ModelOptions options,
    Spending spending, PreferenceCache preferences, MartinDbFactory databases, TimeProvider clock) : IEmbedder, IDisposable
{
    private readonly ModelHealth health = new(options, clock);

    public string Model { get; } = $"{provider}/{id}";
    public bool IsLocal => false;

    public async Task<IReadOnlyList<float[]>> EmbedAsync(Guid userId, IReadOnlyList<string> texts, bool asQuery, CancellationToken ct)
    {
        using var hold = await spending.HoldAsync(userId, () => Use().OrEstimated(Roughly, static () => 0), [], ct);
        if (hold.LimitReached is { } limit)
            throw new ProviderException(provider, ProviderFault.Refused, $"Today's spending limit of {limit} is reached.");
        if (health.IsFailing) throw new ProviderException(provider, ProviderFault.Unavailable, "The model that reads memories has failed just now and is left alone for a moment.");
        GeneratedEmbeddings<Embedding<float>> made;
        try
        {
            made = await GenerateAsync(texts, asQuery, ct);
            health.Answered();
        }
        catch (ProviderException fault)
        {
            if (fault.Kind is not ProviderFault.Refused) health.Failed(fault);  // that is about what was asked
            throw;
        }
        var used = Use();
        if (made.Usage is { } usage) used.Add(usage);
        await StoreAsync(userId, used.OrEstimated(Roughly, static () => 0));
        return [.. made.Select(e => Normalized(e.Vector.ToArray()))];

        ModelUse Use() => new(ModelPurpose.Embed, provider, id, price);
        int Roughly() => texts.Sum(TokenCounts.Roughly);
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IReadOnlyList<string> texts, bool asQuery, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.SilentDeadline);
        try
        {
            return await generator.GenerateAsync(texts, asQuery ? GeminiQuery() : null, deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderException(provider, ProviderFault.Silent, "The model took too long.");
        }
    }

    // Of the two providers only Gemini tells queries from documents; the other one's adapter reads no options.
    private static EmbeddingGenerationOptions GeminiQuery() => new() { AdditionalProperties = new() { ["taskType"] = "RETRIEVAL_QUERY" } };

    private async Task StoreAsync(Guid userId, ModelUse use)
    {
        var zone = (await preferences.ForAsync(userId, CancellationToken.None)).TimeZone ?? Zones.Utc;
        await using var db = databases.For(userId);
        db.ModelUses.Add(use.ToRow(userId, turnId: null, clock.Now(), zone));
        await db.SaveAsync(CancellationToken.None);
    }

    private static float[] Normalized(float[] vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0) TensorPrimitives.Divide(vector, length, vector);
        return vector;
    }

    public void Dispose() => generator.Dispose();
}
