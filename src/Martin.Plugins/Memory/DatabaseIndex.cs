using Martin.Data;
using Martin.Data.Memory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Martin.Plugins.Memory;

/// <summary>Searches the vectors of the database, kept in memory for users who search. Each search first reads what has changed, so all nodes see the same.</summary>
public sealed class DatabaseIndex(MemoryOptions options) : IVectorIndex, IDisposable
{
    private readonly MemoryCache users = new(new MemoryCacheOptions { SizeLimit = options.CacheBytes });
    private readonly Lock creating = new();

    public bool IsRemote => false;

    public async Task<IReadOnlyList<VectorHit>> QueryAsync(MartinDb db, string model, float[] query, int count, CancellationToken ct)
    {
        // What such a transaction has written may never come to be.
        if (db.Database.CurrentTransaction is not null) throw new InvalidOperationException("Search outside a transaction.");
        var known = UserOf(db.Owner);
        await known.Gate.WaitAsync(ct);
        try
        {
            var bytes = known.Vectors?.Bytes;
            await CatchUpAsync(db, known, model, query.Length, ct);
            if (known.Vectors!.Bytes != bytes) Keep(db.Owner, known);  // the cache counts by size
            return known.Vectors.Nearest(query, count);
        }
        finally
        {
            known.Gate.Release();
        }
    }

    /// <summary>Nothing to do: it reads what the database has.</summary>
    public Task UpsertAsync(Guid userId, IReadOnlyList<IndexedMemory> memories, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Makes room; a search would overlook them anyway.</summary>
    public async Task RemoveAsync(Guid userId, IReadOnlyList<Guid>? memoryIds, CancellationToken ct)
    {
        if (memoryIds is null)
        {
            users.Remove(userId);
            return;
        }
        if (!users.TryGetValue(userId, out Known? known)) return;
        await known!.Gate.WaitAsync(ct);
        try
        {
            foreach (var id in memoryIds) known.Vectors?.Remove(id);
        }
        finally
        {
            known.Gate.Release();
        }
    }

    private static async Task CatchUpAsync(MartinDb db, Known known, string model, int dimensions, CancellationToken ct)
    {
        var revision = await db.MemoryRevisionAsync(ct);
        if (known.Vectors is not null && known.Model == model && known.Revision == revision) return;
        if (known.Vectors is null || known.Model != model) (known.Vectors, known.Model, known.Revision) = (new(dimensions), model, 0);
        var since = known.Revision;
        await foreach (var row in db.MemoryVectors.AsNoTracking().Where(v => v.Revision > since).Select(v => new { v.MemoryId, v.Model, v.Vector, v.Revision }).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (row.Model == model && row.Vector.Length == dimensions * sizeof(float)) known.Vectors.Set(row.MemoryId, Memory.Vectors.FromBytes(row.Vector));
            else known.Vectors.Remove(row.MemoryId);
            revision = Math.Max(revision, row.Revision);
        }
        known.Revision = revision;
    }

    private Known UserOf(Guid userId)
    {
        lock (creating)
        {
            if (users.TryGetValue(userId, out Known? known)) return known!;
            return Keep(userId, new());
        }
    }

    private Known Keep(Guid userId, Known known) =>
        users.Set(userId, known, new MemoryCacheEntryOptions { Size = 1_000 + (known.Vectors?.Bytes ?? 0), SlidingExpiration = options.KeepVectors });

    public void Dispose() => users.Dispose();

    private sealed class Known
    {
        public SemaphoreSlim Gate { get; } = new(1);
        public VectorSet? Vectors { get; set; }
        public string? Model { get; set; }
        public long Revision { get; set; }
    }
}
