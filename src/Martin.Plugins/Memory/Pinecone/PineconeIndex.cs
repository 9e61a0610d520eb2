using System.Globalization;
using Martin.Data;
using Martin.Plugins.Models;

namespace Martin.Plugins.Memory.Pinecone;

/// <summary>
/// Pinecone: an index for all users, a namespace for each (<c>u_</c> and the user's id). It is made where it is not there yet. Vectors of fewer
/// components than it has are filled up with zeros, which no cosine notices.
/// </summary>
public sealed class PineconeIndex(HttpClient http, PineconeSettings settings, TimeProvider clock) : IVectorIndex, IDisposable
{
    /// <summary>As the seed's index has it.</summary>
    public const int Dimensions = 1536;

    private const string Metric = "cosine";

    /// <summary>Vectors in one request: with 1,536 numbers of some 12 characters and their texts, well under the 2 MB that a request may have.</summary>
    private const int UpsertBatch = 50;

    /// <summary>Ids in one request (Pinecone, delete data).</summary>
    private const int DeleteBatch = 1_000;

    /// <summary>Matches that a query may ask for.</summary>
    private const int MaxMatches = 10_000;

    /// <summary>How long a new index may take to get ready, and how often it is asked.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(2), AskEvery = TimeSpan.FromSeconds(1);

    private static readonly Uri Pinecone = new("https://api.pinecone.io");

    private readonly PineconeApi api = new(http, settings.ApiKey, clock);
    private readonly Uri control = settings.ControlUrl ?? Pinecone;
    private readonly SemaphoreSlim finding = new(1);
    private Uri? found = settings.Host;

    public bool IsRemote => true;

    public async Task<IReadOnlyList<VectorHit>> QueryAsync(MartinDb db, string model, float[] query, int count, CancellationToken ct)
    {
        var asked = new QueryVectors(Filled(query), Math.Min(count, MaxMatches), Namespace(db.Owner), new(new(model)));
        QueryAnswer answer;
        try
        {
            answer = await PostAsync("query", asked, PineconeJson.Default.QueryVectors, PineconeJson.Default.QueryAnswer, ct);
        }
        catch (PineconeException e) when (e.Status == 404)
        {
            return [];  // a namespace is there from its first vector on
        }
        return [.. (answer.Matches ?? []).Where(m => Guid.TryParse(m.Id, out _)).Select(m => new VectorHit(Guid.Parse(m.Id), m.Score))];
    }

    public async Task UpsertAsync(Guid userId, IReadOnlyList<IndexedMemory> memories, CancellationToken ct)
    {
        foreach (var batch in memories.Chunk(UpsertBatch))
        {
            var vectors = batch.Select(m => new PineconeVector(m.Id.ToString(), Filled(m.Vector), new(userId.ToString(), m.Content,
                m.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), m.Context ?? MemoryDraft.Fact, m.Model)));
            await PostAsync("vectors/upsert", new UpsertVectors([.. vectors], Namespace(userId)), PineconeJson.Default.UpsertVectors, PineconeJson.Default.NothingMore, ct);
        }
    }

    public async Task RemoveAsync(Guid userId, IReadOnlyList<Guid>? memoryIds, CancellationToken ct)
    {
        var requests = memoryIds is null
            ? [new DeleteVectors(Namespace(userId), DeleteAll: true)]
            : memoryIds.Chunk(DeleteBatch).Select(ids => new DeleteVectors(Namespace(userId), [.. ids.Select(id => id.ToString())]));
        foreach (var request in requests)
        {
            try
            {
                await PostAsync("vectors/delete", request, PineconeJson.Default.DeleteVectors, PineconeJson.Default.NothingMore, ct);
            }
            catch (PineconeException e) when (e.Status == 404)
            {
                // no such namespace: nothing of the user's is there
            }
        }
    }

    private async Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TBody> type,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TAnswer> answer, CancellationToken ct) =>
        await api.PostAsync(new Uri(await HostAsync(ct), path), body, type, answer, ct);

    private async ValueTask<Uri> HostAsync(CancellationToken ct)
    {
        if (found is { } known) return known;
        await finding.WaitAsync(ct);
        try
        {
            return found ??= await FindAsync(ct);
        }
        finally
        {
            finding.Release();
        }
    }

    private async Task<Uri> FindAsync(CancellationToken ct)
    {
        var until = clock.GetUtcNow() + ReadyWithin;
        var index = await DescribeAsync(ct) ?? await CreateAsync(ct);
        while (index is not { Status.Ready: true, Host: { Length: > 0 } })
        {
            if (clock.GetUtcNow() > until) throw new ProviderException(PineconeApi.Provider, ProviderFault.Unavailable, "The memory index is not ready yet. Try again in a moment.");
            await Task.Delay(AskEvery, clock, ct);
            index = await DescribeAsync(ct);
        }
        if (index.Dimension != Dimensions || index.Metric != Metric)
            throw new ProviderException(PineconeApi.Provider, ProviderFault.Refused,
                $"The index {settings.Index} has {index.Dimension} dimensions and the metric {index.Metric}; Martin needs {Dimensions} and {Metric}. Choose another PINECONE_INDEX.");
        return new Uri($"{control.Scheme}://{index.Host}/");
    }

    private async Task<IndexModel?> DescribeAsync(CancellationToken ct)
    {
        try
        {
            return await api.GetAsync(Control($"indexes/{settings.Index}"), PineconeJson.Default.IndexModel, ct);
        }
        catch (PineconeException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task<IndexModel?> CreateAsync(CancellationToken ct)
    {
        var create = new CreateIndex(settings.Index, Dimensions, Metric, new(new(settings.Cloud, settings.Region)));
        try
        {
            return await api.PostAsync(Control("indexes"), create, PineconeJson.Default.CreateIndex, PineconeJson.Default.IndexModel, ct);
        }
        catch (PineconeException e) when (e.Status == 409)
        {
            return null;  // another node was faster
        }
    }

    private Uri Control(string path) => new($"{control.ToString().TrimEnd('/')}/{path}");

    private static string Namespace(Guid userId) => $"u_{userId}";

    private static float[] Filled(float[] vector)
    {
        if (vector.Length == Dimensions) return vector;
        if (vector.Length > Dimensions)
            throw new ProviderException(PineconeApi.Provider, ProviderFault.Refused, $"The embedding model gives {vector.Length} numbers; the memory index takes {Dimensions}.");
        var filled = new float[Dimensions];
        vector.CopyTo(filled, 0);
        return filled;
    }

    public void Dispose()
    {
        http.Dispose();
        finding.Dispose();
    }
}
