using System.Numerics.Tensors;
using Martin.Data;
using Martin.Data.Memory;
using Martin.Plugins.Memory.Embedding;
using Martin.Plugins.Models;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Memory;

/// <summary>
/// Finds memories by meaning. What was written is found at once, whatever the index knows yet: memories without a vector are compared by the
/// embedded model, those that a remote index has lately been given by their own vectors; what is gone or superseded is left out.
/// </summary>
public sealed class MemorySearch(IVectorIndex index, IEmbedder embedder, MemoryOptions options, TimeProvider clock)
{
    /// <param name="db">Its owner's; without a transaction.</param>
    /// <returns>The nearest first.</returns>
    public async Task<IReadOnlyList<FoundMemory>> FindAsync(MartinDb db, string query, int count, CancellationToken ct)
    {
        var holding = MemoryBook.Holding(db);
        var waiting = await holding.Where(m => m.EmbeddingModel == null).Take(options.MaxCompared).ToListAsync(ct);
        List<FoundMemory> found;
        try
        {
            found = await ByVectorAsync(db, query, count, ct);
        }
        catch (ProviderException)
        {
            // The newest are better than none, and none would be a lie.
            waiting = await holding.OrderByDescending(m => m.CreatedAt).Take(options.MaxCompared).ToListAsync(ct);
            found = [];
        }
        if (waiting.Count > 0)
        {
            var asked = LocalEmbedder.Embed(query);
            var known = found.Select(f => f.Row.Id).ToHashSet();  // one that was given its vector since then is among those already
            found.AddRange(waiting.Where(m => !known.Contains(m.Id)).Select(m => new FoundMemory(m, TensorPrimitives.Dot<float>(asked, LocalEmbedder.Embed(m.Content)))));
        }
        return [.. found.OrderByDescending(f => f.Score).ThenByDescending(f => f.Row.CreatedAt).Take(count)];
    }

    private async Task<List<FoundMemory>> ByVectorAsync(MartinDb db, string query, int count, CancellationToken ct)
    {
        var vector = (await embedder.EmbedAsync(db.Owner, [query], asQuery: true, ct))[0];
        for (var asked = count + Math.Max(count, 10); ; asked *= 8)
        {
            var hits = (await index.QueryAsync(db, embedder.Model, vector, asked, ct)).ToDictionary(h => h.MemoryId, h => h.Score);
            var full = hits.Count >= asked;
            if (index.IsRemote) await AddUnsettledAsync(db, vector, hits, ct);
            var ids = hits.Keys.ToList();
            var named = await MemoryLookup.ByIds(db, ids).AsNoTracking().ToListAsync(ct);
            var rows = named.Where(m => m.SupersededAt is null && m.EmbeddingModel == embedder.Model).ToList();
            if (!index.IsRemote && rows.Count < ids.Count) await index.RemoveAsync(db.Owner, [.. ids.Except(rows.Select(r => r.Id))], ct);
            // Many that are gone may have taken the places of those that are there.
            if (rows.Count >= count || !full) return [.. rows.Select(r => new FoundMemory(r, hits[r.Id]))];
        }
    }

    private async Task AddUnsettledAsync(MartinDb db, float[] query, Dictionary<Guid, double> hits, CancellationToken ct)
    {
        var settled = clock.Now() - options.SettlesWithin;
        var lately = await db.MemoryVectors.AsNoTracking().Where(v => v.Model == embedder.Model && (v.IndexedAt == null || v.IndexedAt > settled))
            .OrderByDescending(v => v.Revision).Take(options.MaxCompared).Select(v => new { v.MemoryId, v.Vector }).ToListAsync(ct);
        foreach (var row in lately) hits[row.MemoryId] = TensorPrimitives.Dot<float>(query, Vectors.FromBytes(row.Vector));
    }
}
