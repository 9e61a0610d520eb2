using System.Net;
using System.Text.Json;
using Martin.Data;
using Martin.Hub.Memory;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Plugins.Memory;
using Martin.Plugins.Memory.Embedding;
using Martin.Plugins.Memory.Pinecone;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Gpt;
using Martin.Testing;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Memory;

/// <summary>Searching by meaning is the same whoever keeps the vectors and whoever makes them, also while they fail.</summary>
public sealed class MemoryIndexTests(ITestOutputHelper output)
{
    private sealed record Set(string[] Memories, string[] Queries);

    [NeedsReferenceTheory("embeddings", "retrieval-dev.json")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Questions_find_the_memories_that_they_mean_at_once(bool inPinecone)
    {
        var set = JsonSerializer.Deserialize<Set>(await File.ReadAllBytesAsync(RepoPaths.Reference("embeddings", "retrieval-dev.json")!), JsonSerializerOptions.Web)!;
        await using var pinecone = await PineconeServer.StartAsync();
        (pinecone.VisibleAfter, pinecone.ReadyAfter) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        await using var martin = MartinHost.Start(inPinecone ? Settings(pinecone) : []);
        using var owner = await martin.OwnerAsync();
        var ids = new List<string>();
        foreach (var memory in set.Memories) ids.Add(await AddAsync(owner, memory));
        var before = await PlacesAsync(owner, set.Queries, ids);
        if (inPinecone)
        {
            await Until.HoldsAsync(() => pinecone.Ids(owner.UserId).Count == ids.Count);
            await using var db = martin.Databases.For(owner.UserId);  // as if it had been long ago: now only the index is asked
            await db.MemoryVectors.ExecuteUpdateAsync(s => s.SetProperty(v => v.IndexedAt, DateTimeOffset.UtcNow.AddHours(-1)));
            Assert.Equal(before, await PlacesAsync(owner, set.Queries, ids));
            Assert.Contains("/query", pinecone.Requests);
        }
        output.WriteLine($"first: {before.Count(p => p == 0)}, among the first three: {before.Count(p => p < 3)} of {before.Count}");
        Assert.True(before.Count(p => p == 0) >= 18);
        Assert.True(before.Count(p => p < 3) >= 23);
        Assert.Empty(pinecone.Refusals);
    }

    [Fact]
    public async Task What_is_forgotten_put_right_or_erased_is_so_in_pinecone_too()
    {
        await using var pinecone = await PineconeServer.StartAsync();
        await using var martin = MartinHost.Start(Settings(pinecone));
        using var ana = await martin.AddUserAsync("ana@pinecone.example");
        using var bob = await martin.AddUserAsync("bob@pinecone.example");
        var (tea, car, his) = (await AddAsync(ana, "I like tea."), await AddAsync(ana, "My car is red."), await AddAsync(bob, "Bob likes rain."));
        await Until.HoldsAsync(() => pinecone.Ids(ana.UserId).Count == 2 && pinecone.Ids(bob.UserId).Count == 1);
        (await ana.DeleteAsync($"memories/{tea}")).Data();
        (await ana.PutAsync($"memories/{car}", new { content = "My boat is blue." })).Data();
        Assert.Equal(car, Assert.Single((await ana.GetAsync("memories?q=what+colour+is+my+boat")).Data().EnumerateArray()).Id());
        await Until.HoldsAsync(() => pinecone.Ids(ana.UserId).SequenceEqual([car]));
        var boat = await AddAsync(ana, "My boat is green.", supersedes: car);
        await Until.HoldsAsync(() => pinecone.Ids(ana.UserId).SequenceEqual([boat]));
        (await ana.DeleteAsync("me")).Data();
        await Until.HoldsAsync(() => pinecone.Ids(ana.UserId).Count == 0);
        Assert.Equal([his], pinecone.Ids(bob.UserId));
        await using var db = martin.Databases.ForMaintenance();
        await Until.HoldsAsync(async () => !await db.VectorRemovals.AnyAsync());
        Assert.Empty(pinecone.Refusals);
    }

    [Fact]
    public async Task While_pinecone_is_busy_down_or_refuses_everything_is_still_found_and_it_catches_up()
    {
        await using var pinecone = await PineconeServer.StartAsync();
        await using var martin = MartinHost.Start(new(Settings(pinecone)) { ["Memory:Every"] = "00:00:01" });
        using var owner = await martin.OwnerAsync();
        foreach (var fault in (int[])[429, 500, 0]) pinecone.Faults.Enqueue(fault);
        var tea = await AddAsync(owner, "I like green tea.");
        await Until.HoldsAsync(() => pinecone.Ids(owner.UserId).Count == 1);
        for (var i = 0; i < 40; i++) pinecone.Faults.Enqueue(i % 2 == 0 ? 503 : 403);
        var car = await AddAsync(owner, "My car is in the garage.");
        Assert.Equal(tea, (await owner.GetAsync("memories?q=what+do+I+drink%2C+tea")).Data()[0].Id());
        Assert.Equal(car, (await owner.GetAsync("memories?q=where+is+my+car")).Data()[0].Id());
        pinecone.Faults.Clear();
        await Until.HoldsAsync(() => pinecone.Ids(owner.UserId).Count == 2);
        Assert.Empty(pinecone.Refusals);
    }

    [Fact]
    public async Task An_index_of_another_make_is_not_written_to()
    {
        await using var pinecone = await PineconeServer.StartAsync();
        pinecone.Create("martin-memory", 768, "dotproduct");
        using var index = new PineconeIndex(new HttpClient(), new(pinecone.ApiKey, "martin-memory", "aws", "us-east-1", new(pinecone.Url), null), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ProviderException>(() => index.RemoveAsync(Guid.NewGuid(), null, CancellationToken.None));
        Assert.Contains("768", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(pinecone.Requests, r => r.StartsWith("/vectors", StringComparison.Ordinal));
    }

    [NeedsReferenceFact("api", "pinecone.db_data_2026-04.oas.yaml")]
    public async Task Pinecones_own_description_served_by_prism_takes_every_request()
    {
        await using var prism = await Prism.StartAsync(RepoPaths.ApiDescription("pinecone.db_data_2026-04.oas.yaml")!);
        await using var martin = MartinHost.Start();
        await using var db = martin.Databases.For(Guid.NewGuid());
        using var index = new PineconeIndex(new HttpClient(), new("a key", "martin-memory", "aws", "us-east-1", null, new(prism.Url)), TimeProvider.System);
        var vector = LocalEmbedder.Embed("green tea");
        await index.UpsertAsync(db.Owner, [new(Guid.NewGuid(), LocalEmbedder.ModelName, vector, "I like green tea.", null, DateTimeOffset.UtcNow)], CancellationToken.None);
        await index.QueryAsync(db, LocalEmbedder.ModelName, vector, 10, CancellationToken.None);
        await index.RemoveAsync(db.Owner, [Guid.NewGuid()], CancellationToken.None);
        await index.RemoveAsync(db.Owner, null, CancellationToken.None);
        // It does refuse: too many are asked for.
        using var http = new HttpClient { DefaultRequestHeaders = { { "Api-Key", "a key" }, { "X-Pinecone-Api-Version", "2026-04" } } };
        var refused = await http.PostAsync($"{prism.Url}/query", new StringContent("""{"topK":10001,"vector":[1],"namespace":"u_1"}""", null, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task A_providers_vectors_are_made_behind_and_its_outage_hides_nothing()
    {
        await using var gpt = await GptServer.StartAsync();
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["OPENAI_API_KEY"] = "key", ["Memory:Every"] = "00:00:01", ["Models:FaultsToRest"] = "1000" });
        using var owner = await martin.OwnerAsync();
        gpt.Embeddings.FailWith = 500;
        var tea = await AddAsync(owner, "Green tea is what the user drinks.");
        var car = await AddAsync(owner, "The car stands in the garage.");
        Assert.Equal(car, (await owner.GetAsync("memories?q=which+garage")).Data()[0].Id());
        gpt.Embeddings.FailWith = 0;
        await using var db = martin.Databases.For(owner.UserId);
        await Until.HoldsAsync(async () => await db.MemoryVectors.CountAsync(v => v.Model == "gpt/text-embedding-3-small") == 2);
        Assert.Equal(tea, (await owner.GetAsync("memories?q=green+tea")).Data()[0].Id());
        Assert.Equal(1536 * sizeof(float), (await db.MemoryVectors.FirstAsync()).Vector.Length);
        gpt.Embeddings.FailWith = 429;
        Assert.Equal(tea, (await owner.GetAsync("memories?q=green+tea")).Data()[0].Id());
        Assert.Contains((await owner.GetAsync("usage")).Data().EnumerateArray(), u => u.Text("purpose") == "embed" && u.GetProperty("inputTokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Another_embedding_model_makes_all_vectors_anew_and_the_two_never_meet()
    {
        await using var gpt = await GptServer.StartAsync();
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        using var owner = await martin.OwnerAsync();
        for (var i = 0; i < 150; i++) await AddAsync(owner, $"Green tea number {i}");
        await using var db = martin.Databases.For(owner.UserId);
        Assert.Equal(150, await db.MemoryVectors.CountAsync(v => v.Model == LocalEmbedder.ModelName));
        using var embedder = new ProviderEmbedder(new GptEmbedder(null, "text-embedding-3-small", new(gpt.BaseUrl)), "gpt", "text-embedding-3-small", null, new(),
            martin.Services.GetRequiredService<Spending>(), martin.Services.GetRequiredService<PreferenceCache>(), martin.Databases, TimeProvider.System);
        using var indexing = new MemoryIndexing(martin.Databases, embedder, martin.Services.GetRequiredService<IVectorIndex>(),
            new MemoryOptions(), TimeProvider.System, NullLogger<MemoryIndexing>.Instance);
        await indexing.StartAsync(CancellationToken.None);
        await Until.HoldsAsync(async () => await db.MemoryVectors.CountAsync(v => v.Model == "gpt/text-embedding-3-small") == 150);
        await indexing.StopAsync(CancellationToken.None);
        Assert.All(await db.Memories.ToListAsync(), m => Assert.Equal((m.Id.ToString(), "gpt/text-embedding-3-small"), (m.EmbeddingId, m.EmbeddingModel)));
        using var local = new DatabaseIndex(new());
        Assert.Empty(await local.QueryAsync(db, LocalEmbedder.ModelName, LocalEmbedder.Embed("tea"), 10, CancellationToken.None));
    }

    private static Dictionary<string, string> Settings(PineconeServer pinecone) => new()
    {
        ["PINECONE_API_KEY"] = pinecone.ApiKey, ["PINECONE_CONTROL_URL"] = pinecone.Url, ["PINECONE_ENVIRONMENT"] = "us-west1-gcp",
    };

    private static async Task<string> AddAsync(Api api, string content, string? supersedes = null) =>
        (await api.PostAsync("memories", new { content, supersedes })).Data(HttpStatusCode.Created).Id();

    private static async Task<List<int>> PlacesAsync(Api api, string[] queries, List<string> ids)
    {
        var places = new List<int>();
        for (var i = 0; i < queries.Length; i++)
        {
            var found = (await api.GetAsync($"memories?limit={ids.Count}&q={Uri.EscapeDataString(queries[i])}")).Data().EnumerateArray().Select(m => m.Id()).ToList();
            Assert.Equal(ids.Count, found.Count);
            places.Add(found.IndexOf(ids[i]));
        }
        return places;
    }
}
