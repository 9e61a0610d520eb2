using System.Diagnostics;
using System.Globalization;
using Martin.Data;
using Martin.Plugins.Memory;
using Martin.Plugins.Memory.Embedding;
using Martin.Testing;
using Microsoft.EntityFrameworkCore;

namespace Martin.Bench.Rows;

/// <summary>How long a search by meaning takes for a user with 100,000 memories, in process, on SQLite: the question's vector, the index and the rows that are found.</summary>
internal static class MemoryRow
{
    private const int Memories = 100_000;
    private const int InBatch = 5_000;
    private const double BudgetMs = 15;

    private static readonly string[] Who = ["My sister Ana", "Tom", "The landlord", "My manager Priya", "Our neighbour", "Dr. Osei", "The plumber", "My daughter", "Grandfather", "The team"];
    private static readonly string[] What = ["likes", "is allergic to", "owes me money for", "keeps", "was told about", "has repaired", "is learning", "cannot stand", "has ordered", "asked for"];
    private static readonly string[] Things = ["peanuts", "the spare key", "concert tickets", "weekly reports", "window seats", "the boiler", "Japanese lessons", "strong coffee", "the blue notebook", "early meetings"];

    public static async Task RunAsync(Arena arena)
    {
        var count = arena.Options.Quick ? Memories / 20 : Memories;
        var queries = arena.Options.Quick ? 50 : 500;
        await MeasureAsync(arena, "the embedded model", new LocalEmbedder(), count, queries);
        await MeasureAsync(arena, "a provider's 1,536 numbers", new Numbers(), count, queries);
    }

    private static async Task MeasureAsync(Arena arena, string what, IEmbedder embedder, int count, int queries)
    {
        await using var databases = MartinDbFactory.Sqlite(Path.Combine(RepoPaths.NewTempFolder("memories"), "martin.db"));
        await using (var db = databases.ForMaintenance()) await db.Database.MigrateAsync();
        var user = Guid.CreateVersion7();
        await FillAsync(databases, user, embedder, count);
        var options = new MemoryOptions();
        using var index = new DatabaseIndex(options);
        var search = new MemorySearch(index, embedder, options, TimeProvider.System);
        await using var mine = databases.For(user);
        var first = Stopwatch.StartNew();
        await search.FindAsync(mine, Text(0), 10, CancellationToken.None);
        arena.Report.Note(string.Create(CultureInfo.InvariantCulture, $"{what}: the first search, which reads all vectors, {first.Elapsed.TotalMilliseconds:0} ms"));
        for (var i = 0; i < 200; i++) await search.FindAsync(mine, Text(i * 7 + 1), 10, CancellationToken.None);
        var times = new double[queries];
        for (var i = 0; i < queries; i++)
        {
            var watch = Stopwatch.StartNew();
            var found = await search.FindAsync(mine, Text(i * 199 % count), 10, CancellationToken.None);
            times[i] = watch.Elapsed.TotalMilliseconds;
            if (found.Count != Math.Min(10, count)) throw new InvalidOperationException("A search found too little.");
        }
        var (p50, p95, p99) = (Stats.Percentile(times, 50), Stats.Percentile(times, 95), Stats.Percentile(times, 99));
        arena.Report.Add(string.Create(CultureInfo.InvariantCulture, $"search in {count:N0} memories, {what}"), $"p95 ≤ {BudgetMs} ms",
            string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.0}, p95 {p95:0.0}, p99 {p99:0.0} ms"), "", p95 <= BudgetMs);
    }

    private static async Task FillAsync(MartinDbFactory databases, Guid user, IEmbedder embedder, int count)
    {
        await using (var db = databases.ForMaintenance())
        {
            db.Users.Add(new() { Id = user, Email = "bench@example.org", Version = 1, CreatedAt = DateTimeOffset.UtcNow, MemoryRevision = 1 });
            await db.SaveAsync(CancellationToken.None);
        }
        for (var from = 0; from < count; from += InBatch)
        {
            await using var db = databases.For(user);
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            var texts = Enumerable.Range(from, Math.Min(InBatch, count - from)).Select(Text).ToList();
            var vectors = await embedder.EmbedAsync(user, texts, asQuery: false, CancellationToken.None);
            for (var i = 0; i < texts.Count; i++)
            {
                var id = Guid.CreateVersion7();
                db.Memories.Add(new() { Id = id, UserId = user, Content = texts[i], EmbeddingId = id.ToString(), EmbeddingModel = embedder.Model, Version = 1, CreatedAt = DateTimeOffset.UtcNow });
                db.MemoryVectors.Add(new() { MemoryId = id, UserId = user, Model = embedder.Model, Vector = Vectors.ToBytes(vectors[i]), Revision = 1 });
            }
            await db.SaveAsync(CancellationToken.None);
        }
    }

    private static string Text(int i) => $"{Who[i % 10]} {What[i / 10 % 10]} {Things[i / 100 % 10]}, number {i} in the house on street {i * 31 % 977}.";

    /// <summary>As many numbers as a provider's model gives, what matters most in front as theirs have it.</summary>
    private sealed class Numbers : IEmbedder
    {
        private const int Dimensions = 1_536;

        public string Model => "numbers";
        public bool IsLocal => true;

        public Task<IReadOnlyList<float[]>> EmbedAsync(Guid userId, IReadOnlyList<string> texts, bool asQuery, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(Vector)]);

        private static float[] Vector(string text)
        {
            var random = new Random(text.Aggregate(17, (h, c) => h * 31 + c));
            var vector = Enumerable.Range(0, Dimensions).Select(i => (float)((random.NextDouble() - 0.5) / Math.Sqrt(1 + i / 64.0))).ToArray();
            var length = MathF.Sqrt(vector.Sum(v => v * v));
            return [.. vector.Select(v => v / length)];
        }
    }
}
