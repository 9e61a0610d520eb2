using Martin.Data;
using Martin.Data.Memory;
using Martin.Plugins.Memory;
using Martin.Plugins.Memory.Embedding;
using Martin.Plugins.Models;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Memory;

/// <summary>
/// Behind the requests: gives memories the vectors that they wait for (all of them after another embedding model was chosen), and keeps an index
/// outside as the database is. Every node may look: what two do at once ends the same.
/// </summary>
public sealed class MemoryIndexing(
    MartinDbFactory databases, IEmbedder embedder, IVectorIndex index, MemoryOptions options, TimeProvider clock, ILogger<MemoryIndexing> log) : BackgroundService
{
    /// <summary>Memories in one look.</summary>
    private const int Batch = 100;

    /// <summary>After a writer has rung its transaction still has to end.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim bell = new(0, 1);

    /// <summary>Vectors are made with their memories, and there is nobody else to tell.</summary>
    private bool IsAtHome => embedder.IsLocal && !index.IsRemote;

    /// <summary>There may be something to do.</summary>
    public void Wake()
    {
        if (IsAtHome || bell.CurrentCount > 0) return;
        try { bell.Release(); }
        catch (SemaphoreFullException) { /* another was faster */ }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var marked = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!marked && IsAtHome && !await AnyIsDueAsync(stoppingToken)) return;
                if (!marked) await MarkOtherModelsAsync(stoppingToken);
                marked = true;
                while (await LookAsync(stoppingToken)) { }
                if (IsAtHome) return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.NotIndexed(e);
            }
            if (await bell.WaitAsync(options.Every, stoppingToken)) await Task.Delay(Settling, stoppingToken);
        }
    }

    /// <summary>Once, now.</summary>
    /// <returns>There is more to do.</returns>
    internal async Task<bool> LookAsync(CancellationToken ct)
    {
        await EmbedWaitingAsync(ct);
        if (!index.IsRemote) return false;
        var sent = await SendAsync(ct);
        return await RemoveAsync(ct) || sent;
    }

    /// <summary>Another embedding model was chosen, or the last change of it is not done yet.</summary>
    private async Task<bool> AnyIsDueAsync(CancellationToken ct)
    {
        await using var all = databases.ForMaintenance();
        return await Everybodys(all.Memories).AnyAsync(m => m.SupersededAt == null && (m.EmbeddingModel == null || m.EmbeddingModel != embedder.Model), ct);
    }

    /// <summary>Vectors of another model are never compared with this one's.</summary>
    private async Task MarkOtherModelsAsync(CancellationToken ct)
    {
        await using var all = databases.ForMaintenance();
        await all.WriteAsync(() => Everybodys(all.Memories).Where(m => m.EmbeddingModel != null && m.EmbeddingModel != embedder.Model).ExecuteUpdateAsync(s => s
            .SetProperty(m => m.EmbeddingModel, (string?)null).SetProperty(m => m.EmbeddingId, (string?)null), ct), ct);
    }

    private async Task EmbedWaitingAsync(CancellationToken ct)
    {
        List<Guid> failed = [];  // users, for this look
        while (true)
        {
            List<MemoryRow> waiting;
            await using (var all = databases.ForMaintenance())
                waiting = await Everybodys(all.Memories).AsNoTracking().Where(m => m.EmbeddingModel == null && m.SupersededAt == null && !failed.Contains(m.UserId))
                    .OrderBy(m => m.UserId).Take(Batch).ToListAsync(ct);
            if (waiting.Count == 0) return;
            foreach (var ofUser in waiting.GroupBy(m => m.UserId))
            {
                try
                {
                    var memories = ofUser.ToList();
                    var vectors = await embedder.EmbedAsync(ofUser.Key, [.. memories.Select(m => m.Content)], asQuery: false, ct);
                    if (await StoreAsync(ofUser.Key, memories, vectors, ct) == 0) failed.Add(ofUser.Key);  // all changed meanwhile; not again and again, for it costs
                }
                catch (ProviderException e)
                {
                    log.NotIndexed(e);  // one user's spending cap holds up nobody else
                    failed.Add(ofUser.Key);
                }
            }
        }
    }

    /// <returns>How many could be stored.</returns>
    private async Task<int> StoreAsync(Guid userId, List<MemoryRow> memories, IReadOnlyList<float[]> vectors, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        return await db.WriteAsync(async () =>
        {
            var (stored, revision) = (0, await MemoryBook.NextRevisionAsync(db, ct));
            for (var i = 0; i < memories.Count; i++)
            {
                var (memory, id) = (memories[i], memories[i].Id.ToString());
                // What was corrected or superseded meanwhile waits for another.
                if (await db.Memories.Where(m => m.Id == memory.Id && m.Version == memory.Version && m.EmbeddingModel == null && m.SupersededAt == null).ExecuteUpdateAsync(s => s
                        .SetProperty(m => m.EmbeddingModel, embedder.Model).SetProperty(m => m.EmbeddingId, id), ct) != 1) continue;
                await db.MemoryVectors.Where(v => v.MemoryId == memory.Id).ExecuteDeleteAsync(ct);
                db.MemoryVectors.Add(new() { MemoryId = memory.Id, UserId = userId, Model = embedder.Model, Vector = Vectors.ToBytes(vectors[i]), Revision = revision });
                stored++;
            }
            await db.SaveChangesAsync(ct);
            return stored;
        }, ct);
    }

    private async Task<bool> SendAsync(CancellationToken ct)
    {
        await using var all = databases.ForMaintenance();
        var waiting = await (from v in Everybodys(all.MemoryVectors) join m in Everybodys(all.Memories) on v.MemoryId equals m.Id
            where v.IndexedAt == null && v.Model == embedder.Model orderby v.UserId select new { Vector = v, Memory = m }).AsNoTracking().Take(Batch).ToListAsync(ct);
        foreach (var ofUser in waiting.GroupBy(w => w.Memory.UserId))
        {
            await index.UpsertAsync(ofUser.Key, [.. ofUser.Select(w => new IndexedMemory(
                w.Memory.Id, w.Vector.Model, Vectors.FromBytes(w.Vector.Vector), w.Memory.Content, w.Memory.Context, w.Memory.CreatedAt))], ct);
            await NoteSentAsync(ofUser.Key, [.. ofUser.Select(w => w.Vector)], ct);
        }
        return waiting.Count == Batch;
    }

    private async Task NoteSentAsync(Guid userId, List<MemoryVectorRow> sent, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        await db.WriteAsync(async () =>
        {
            var now = clock.Now();
            foreach (var vector in sent)
            {
                if (await db.MemoryVectors.Where(v => v.MemoryId == vector.MemoryId && v.Revision == vector.Revision).ExecuteUpdateAsync(s => s.SetProperty(v => v.IndexedAt, now), ct) == 1) continue;
                // Forgotten or changed on the way: what was sent is not to stay.
                db.VectorRemovals.Add(new() { Id = Guid.CreateVersion7(now), UserId = userId, MemoryId = vector.MemoryId, RequestedAt = now });
            }
            await db.SaveChangesAsync(ct);
        }, ct);
    }

    private async Task<bool> RemoveAsync(CancellationToken ct)
    {
        await using var all = databases.ForMaintenance();
        var due = await all.VectorRemovals.AsNoTracking().OrderBy(r => r.RequestedAt).Take(Batch).ToListAsync(ct);
        foreach (var ofUser in due.GroupBy(r => r.UserId))
        {
            var whole = ofUser.Any(r => r.MemoryId is null);
            var ids = whole ? null : ofUser.Select(r => r.MemoryId!.Value).Distinct().ToList();
            await index.RemoveAsync(ofUser.Key, ids, ct);
            await using var db = databases.For(ofUser.Key);
            await db.WriteAsync(async () =>
            {
                var done = ofUser.Select(r => r.Id).ToList();
                await db.VectorRemovals.Where(r => done.Contains(r.Id)).ExecuteDeleteAsync(ct);
                // One that was put back meanwhile is to be sent again.
                if (ids is not null) await db.MemoryVectors.Where(v => ids.Contains(v.MemoryId)).ExecuteUpdateAsync(s => s.SetProperty(v => v.IndexedAt, (DateTimeOffset?)null), ct);
            }, ct);
        }
        return due.Count == Batch;
    }

    private static IQueryable<T> Everybodys<T>(DbSet<T> rows) where T : class => rows.IgnoreQueryFilters([MartinDb.OwnerFilter]);

    public override void Dispose()
    {
        bell.Dispose();
        base.Dispose();
    }
}

internal static partial class MemoryLogging
{
    [LoggerMessage(2096, LogLevel.Warning, "Memories could not be given vectors or sent to their index; it is tried again")]
    public static partial void NotIndexed(this ILogger log, Exception e);

    [LoggerMessage(2097, LogLevel.Warning, "Nothing could be learned from turn {TurnId}")]
    public static partial void NotLearned(this ILogger log, Exception e, Guid turnId);

    [LoggerMessage(2098, LogLevel.Warning, "PINECONE_ENVIRONMENT is ignored: Pinecone has no environments any more. PINECONE_CLOUD and PINECONE_REGION say where a new index is made.")]
    public static partial void NoEnvironments(this ILogger log);
}
