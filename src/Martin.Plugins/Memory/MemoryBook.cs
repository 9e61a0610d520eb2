using Martin.Data;
using Martin.Data.Memory;
using Martin.Plugins.Mail;
using Martin.Plugins.Memory.Embedding;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Memory;

/// <summary>The memories of the context's owner. Changes join an open transaction.</summary>
/// <param name="embedder">A local one gives vectors at once; else a memory waits for its own.</param>
public sealed class MemoryBook(MartinDb db, IEmbedder embedder, MemoryOptions options, TimeProvider clock)
{
    /// <summary>Those that hold: superseded ones are left out.</summary>
    public static IQueryable<MemoryRow> Holding(MartinDb db) => db.Memories.AsNoTracking().Where(m => m.SupersededAt == null);

    /// <returns>null when it is not there, or superseded.</returns>
    public Task<MemoryRow?> FindAsync(Guid id, CancellationToken ct) => Holding(db).FirstOrDefaultAsync(m => m.Id == id, ct);

    /// <summary>Newest first.</summary>
    public async Task<Listing<MemoryRow>> ListAsync(Page page, CancellationToken ct)
    {
        var rows = Holding(db);
        if (page.After is { } after) rows = rows.Where(m => m.CreatedAt <= after.At && (m.CreatedAt < after.At || m.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, m => new Keyset(m.CreatedAt, m.Id));
    }

    /// <param name="draft">Checked (<see cref="MemoryDraft.Problems"/>).</param>
    public Task<MemoryOutcome> AddAsync(MemoryDraft draft, MemorySource source, CancellationToken ct) => db.WriteAsync(async () =>
    {
        var revision = await NextRevisionAsync(db, ct);
        var content = Clean(draft.Content);
        if (await Holding(db).FirstOrDefaultAsync(m => m.Content == content && m.Id != draft.Supersedes, ct) is { } known) return new MemoryOutcome.Known(known);
        if (await db.Memories.CountAsync(ct) >= options.MaxPerUser) return new MemoryOutcome.Full(options.MaxPerUser);
        if (draft.Supersedes is { } older && !await SupersedeAsync(older, ct)) return new MemoryOutcome.NothingToSupersede();
        var now = clock.Now();
        return await StoreAsync(Guid.CreateVersion7(now), draft with { Content = content }, source, now, revision, ct);
    }, ct);

    /// <summary>Puts right what it says; by the user's own hand, whatever it came from.</summary>
    public Task<MemoryOutcome> CorrectAsync(Guid id, string content, string? context, CancellationToken ct) => db.WriteAsync<MemoryOutcome>(async () =>
    {
        var revision = await NextRevisionAsync(db, ct);
        if (await db.Memories.FirstOrDefaultAsync(m => m.Id == id && m.SupersededAt == null, ct) is not { } row) return new MemoryOutcome.NotThere();
        row.Content = Clean(content);
        row.Context = context ?? row.Context;
        (row.Origin, row.TurnId, row.Quote, row.SaidAt, row.FromOutside) = (MemoryOrigin.User, null, null, null, false);
        await RemoveVectorAsync(row, ct);
        await AddVectorAsync(row, revision, ct);
        await db.SaveChangesAsync(ct);
        return new MemoryOutcome.Saved(row);
    }, ct);

    /// <summary>Removes it and its vector.</summary>
    /// <returns>What would bring it back; null when it was not there.</returns>
    public Task<RemovedMemory?> RemoveAsync(Guid id, CancellationToken ct) => db.WriteAsync(async () =>
    {
        await NextRevisionAsync(db, ct);
        if (await db.Memories.FirstOrDefaultAsync(m => m.Id == id, ct) is not { } row) return null;
        await RemoveVectorAsync(row, ct);
        db.Memories.Remove(row);
        await db.SaveChangesAsync(ct);
        return new RemovedMemory(row.Id, new(row.Content, row.Context, row.Supersedes), MemorySource.Of(row), row.CreatedAt);
    }, ct);

    /// <summary>Takes back that a memory was added: what it had superseded holds again.</summary>
    /// <returns>false when it has gone already.</returns>
    public Task<bool> TakeBackAsync(Guid id, CancellationToken ct) => db.WriteAsync(async () =>
    {
        if (await RemoveAsync(id, ct) is not { } removed) return false;
        if (removed.Draft.Supersedes is not { } older || await db.Memories.FirstOrDefaultAsync(m => m.Id == older && m.SupersededAt != null, ct) is not { } row) return true;
        row.SupersededAt = null;
        await AddVectorAsync(row, await NextRevisionAsync(db, ct), ct);
        await db.SaveChangesAsync(ct);
        return true;
    }, ct);

    public Task<MemoryOutcome> RestoreAsync(RemovedMemory removed, CancellationToken ct) => db.WriteAsync<MemoryOutcome>(async () =>
    {
        var revision = await NextRevisionAsync(db, ct);
        if (await db.Memories.FirstOrDefaultAsync(m => m.Id == removed.Id, ct) is { } there) return new MemoryOutcome.Known(there);
        return await StoreAsync(removed.Id, removed.Draft, removed.Source, removed.CreatedAt, revision, ct);
    }, ct);

    private async Task<MemoryOutcome> StoreAsync(Guid id, MemoryDraft draft, MemorySource source, DateTimeOffset createdAt, long revision, CancellationToken ct)
    {
        var row = new MemoryRow
        {
            Id = id, UserId = db.Owner, Content = draft.Content, Context = draft.Context ?? MemoryDraft.Fact, Origin = source.Origin, TurnId = source.TurnId,
            Quote = source.Quote, SaidAt = source.SaidAt, Supersedes = draft.Supersedes, FromOutside = source.FromOutside, Version = 1, CreatedAt = createdAt,
        };
        db.Memories.Add(row);
        await AddVectorAsync(row, revision, ct);
        await db.SaveChangesAsync(ct);
        return new MemoryOutcome.Saved(row);
    }

    private async Task<bool> SupersedeAsync(Guid id, CancellationToken ct)
    {
        if (await db.Memories.FirstOrDefaultAsync(m => m.Id == id && m.SupersededAt == null, ct) is not { } row) return false;
        row.SupersededAt = clock.Now();
        await RemoveVectorAsync(row, ct);
        return true;
    }

    /// <summary>The first statement of every change: it lets the user's other changes wait, so that revisions become visible in their order.</summary>
    /// <returns>The revision that the change makes.</returns>
    public static async Task<long> NextRevisionAsync(MartinDb db, CancellationToken ct)
    {
        await db.Users.Where(u => u.Id == db.Owner).ExecuteUpdateAsync(s => s.SetProperty(u => u.MemoryRevision, u => u.MemoryRevision + 1), ct);
        return await db.MemoryRevisionAsync(ct);
    }

    private async Task AddVectorAsync(MemoryRow row, long revision, CancellationToken ct)
    {
        (row.EmbeddingId, row.EmbeddingModel) = (null, null);
        if (!embedder.IsLocal) return;
        var vector = (await embedder.EmbedAsync(db.Owner, [row.Content], asQuery: false, ct))[0];
        (row.EmbeddingId, row.EmbeddingModel) = (row.Id.ToString(), embedder.Model);
        db.MemoryVectors.Add(new() { MemoryId = row.Id, UserId = db.Owner, Model = embedder.Model, Vector = Vectors.ToBytes(vector), Revision = revision });
    }

    /// <summary>A vector that an index outside may have is to be removed there too.</summary>
    private async Task RemoveVectorAsync(MemoryRow row, CancellationToken ct)
    {
        if (await db.MemoryVectors.Where(v => v.MemoryId == row.Id && v.IndexedAt != null).AnyAsync(ct)) db.VectorRemovals.Add(Removal(row.Id));
        await db.MemoryVectors.Where(v => v.MemoryId == row.Id).ExecuteDeleteAsync(ct);
        (row.EmbeddingId, row.EmbeddingModel) = (null, null);
    }

    private VectorRemovalRow Removal(Guid memoryId)
    {
        var now = clock.Now();
        return new() { Id = Guid.CreateVersion7(now), UserId = db.Owner, MemoryId = memoryId, RequestedAt = now };
    }

    private static string Clean(string content) => CleanText.Of(content).Trim();
}
