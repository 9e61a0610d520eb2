using System.Net;
using Martin.Hub.Tests.Support;
using Martin.Plugins.Memory.Embedding;
using Martin.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Memory;

/// <summary>A memory waits for its vector, and is given it by another request at any time: also in the middle of a search.</summary>
public sealed class LateVectorTests
{
    [Fact]
    public async Task A_memory_that_gets_its_vector_during_a_search_is_found_once()
    {
        var embedder = new LateEmbedder();
        await using var martin = MartinHost.Start(services: s => s.AddSingleton<IEmbedder>(embedder));
        using var owner = await martin.OwnerAsync();
        embedder.IsStored = async () =>
        {
            await using var db = martin.Databases.For(owner.UserId);
            return await db.Memories.AnyAsync(m => m.EmbeddingModel != null);
        };
        (await owner.PostAsync("memories", new { content = "My boat is green." })).Data(HttpStatusCode.Created);
        Assert.Single((await owner.GetAsync("memories?q=boat")).Data().EnumerateArray());
    }

    /// <summary>A provider's: no memory is given its vector before somebody searches, and that search goes on once it is stored.</summary>
    private sealed class LateEmbedder : IEmbedder
    {
        private readonly TaskCompletionSource searching = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Model => "late";
        public bool IsLocal => false;
        public Func<Task<bool>> IsStored { get; set; } = () => Task.FromResult(false);

        public async Task<IReadOnlyList<float[]>> EmbedAsync(Guid userId, IReadOnlyList<string> texts, bool asQuery, CancellationToken ct)
        {
            if (asQuery) searching.TrySetResult();
            await searching.Task.WaitAsync(ct);
            if (asQuery) await Until.HoldsAsync(IsStored);
            return [.. texts.Select(LocalEmbedder.Embed)];
        }
    }
}
