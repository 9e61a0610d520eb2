using System.Numerics.Tensors;
using System.Text.Json;
using FsCheck.Xunit;
using Martin.Plugins.Memory.Embedding;
using Martin.Testing;
using Xunit.Abstractions;

namespace Martin.Plugins.Tests.Memory;

public sealed class LocalEmbedderTests(ITestOutputHelper output)
{
    private sealed record Set(string[] Memories, string[] Queries);

    [NeedsReferenceFact("embeddings", "retrieval-dev.json")]
    public void Questions_find_the_memories_that_they_mean()
    {
        var set = JsonSerializer.Deserialize<Set>(File.ReadAllBytes(RepoPaths.Reference("embeddings", "retrieval-dev.json")!), JsonSerializerOptions.Web)!;
        var memories = set.Memories.Select(LocalEmbedder.Embed).ToList();
        var places = set.Queries.Select((query, i) =>
        {
            var asked = LocalEmbedder.Embed(query);
            var scores = memories.Select(m => TensorPrimitives.Dot<float>(asked, m)).ToList();
            return scores.Count(s => s > scores[i]);
        }).ToList();
        output.WriteLine($"first: {places.Count(p => p == 0)}, among the first three: {places.Count(p => p < 3)} of {places.Count}");
        Assert.True(places.Count(p => p == 0) >= 18);
        Assert.True(places.Count(p => p < 3) >= 23);
    }

    [Theory]
    [InlineData("my sister's birthday", "When was my sister born?", "The car is in the garage.")]
    [InlineData("bluelantern42", "the password is bluelantern42", "the password is something else")]
    [InlineData("Grosmutter Gertrude", "Meine Großmutter heißt Gertrude", "Mein Bruder heißt Karl")]
    [InlineData("Алиса любит чай", "Алиса пьёт чай каждый день", "Борис живёт в Москве")]
    public void What_is_meant_lies_nearer_than_what_is_not(string asked, string near, string far) => Assert.True(Likeness(asked, near) > Likeness(asked, far));

    [Property]
    public void Any_text_has_a_vector_of_length_one_or_none_and_always_the_same(string? text)
    {
        var vector = LocalEmbedder.Embed(text ?? "");
        Assert.Equal(LocalEmbedder.Dimensions, vector.Length);
        Assert.All(vector, v => Assert.True(float.IsFinite(v)));
        Assert.True(TensorPrimitives.Norm<float>(vector) is 0 or (> 0.999f and < 1.001f));
        Assert.Equal(vector, LocalEmbedder.Embed(text ?? ""));
    }

    [Fact]
    public void Nothing_is_said_by_grammar_alone_and_long_texts_are_no_trouble()
    {
        Assert.All(LocalEmbedder.Embed("what was it, and why not? …"), v => Assert.Equal(0, v));
        Assert.True(Likeness(string.Concat(Enumerable.Repeat("words ", 20_000)), "words") > 0.99);
        Assert.True(Likeness(new string('x', 100_000), "xxx") > 0.1);
        Assert.True(Likeness("\ud800 lone", "lone") > 0.9);
    }

    private static float Likeness(string a, string b) => TensorPrimitives.Dot<float>(LocalEmbedder.Embed(a), LocalEmbedder.Embed(b));
}
