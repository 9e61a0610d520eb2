using Martin.Data;
using Martin.Plugins.Models;

namespace Martin.Plugins.Memory;

/// <summary>Finds the memories whose vectors lie nearest. The rows of memory_vectors are the truth; an index can be made anew from them.</summary>
public interface IVectorIndex
{
    /// <summary>It lies outside this database, so that it has to be told of each vector.</summary>
    bool IsRemote { get; }

    /// <param name="db">Its owner's vectors are searched.</param>
    /// <param name="model">Only vectors of this model.</param>
    /// <param name="query">Of length 1.</param>
    /// <returns>At most <paramref name="count"/>, the nearest first; some may be gone meanwhile or lately changed.</returns>
    /// <exception cref="ProviderException">A remote index can't be reached.</exception>
    Task<IReadOnlyList<VectorHit>> QueryAsync(MartinDb db, string model, float[] query, int count, CancellationToken ct);

    /// <summary>Takes vectors in, in place of older ones of the same memories.</summary>
    /// <inheritdoc cref="QueryAsync" path="/exception"/>
    Task UpsertAsync(Guid userId, IReadOnlyList<IndexedMemory> memories, CancellationToken ct);

    /// <param name="memoryIds">null: all of the user's.</param>
    /// <inheritdoc cref="QueryAsync" path="/exception"/>
    Task RemoveAsync(Guid userId, IReadOnlyList<Guid>? memoryIds, CancellationToken ct);
}

/// <param name="Score">Cosine, −1 to 1.</param>
public readonly record struct VectorHit(Guid MemoryId, double Score);

/// <summary>What a remote index is told of a memory.</summary>
/// <param name="Vector">Of length 1.</param>
public sealed record IndexedMemory(Guid Id, string Model, float[] Vector, string Content, string? Context, DateTimeOffset CreatedAt);
