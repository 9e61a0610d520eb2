using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Martin.Testing.Peers;

namespace Martin.Testing.Tests;

/// <summary>The stand-in for Pinecone keeps state and refuses what Pinecone refuses.</summary>
public sealed class PineconeServerTests : IAsyncLifetime, IDisposable
{
    private static readonly Guid User = Guid.NewGuid(), Other = Guid.NewGuid();

    private PineconeServer pinecone = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        pinecone = await PineconeServer.StartAsync();
        http = new() { BaseAddress = new(pinecone.Url), DefaultRequestHeaders = { { "Api-Key", pinecone.ApiKey }, { "X-Pinecone-Api-Version", "2026-04" } } };
        pinecone.Create("three", 3, "cosine");
    }

    public async Task DisposeAsync() => await pinecone.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task What_was_written_is_found_in_its_namespace_by_likeness_and_filter_until_it_is_deleted()
    {
        await OkAsync("vectors/upsert", Upsert(User, ("a", [1, 0, 0], "m1"), ("b", [0.9, 0.1, 0], "m1"), ("c", [1, 0, 0], "m2")));
        await OkAsync("vectors/upsert", Upsert(Other, ("x", [1, 0, 0], "m1")));
        Assert.Equal(["a", "b"], await FoundAsync(User, [1, 0, 0], "m1"));
        Assert.Equal(["b"], (await FoundAsync(User, [0, 1, 0], "m1")).Take(1));
        await OkAsync("vectors/delete", new { ids = new[] { "a" }, @namespace = Space(User) });
        Assert.Equal(["b"], await FoundAsync(User, [1, 0, 0], "m1"));
        await OkAsync("vectors/delete", new { deleteAll = true, @namespace = Space(User) });
        Assert.Empty(await FoundAsync(User, [1, 0, 0], "m1"));
        Assert.Equal(["x"], pinecone.Ids(Other));
    }

    [Fact]
    public async Task A_write_is_seen_after_a_while_and_a_new_index_is_ready_after_a_while()
    {
        pinecone.VisibleAfter = TimeSpan.FromSeconds(2);
        await OkAsync("vectors/upsert", Upsert(User, ("a", [1, 0, 0], "m1")));
        Assert.Empty(await FoundAsync(User, [1, 0, 0], "m1"));
        await Until.HoldsAsync(async () => (await FoundAsync(User, [1, 0, 0], "m1")).Count == 1);

        pinecone.ReadyAfter = TimeSpan.FromSeconds(2);
        var create = new { name = "four", dimension = 4, metric = "cosine", spec = new { serverless = new { cloud = "aws", region = "us-east-1" } } };
        Assert.False((await OkAsync("indexes", create, HttpStatusCode.Created)).GetProperty("status").GetProperty("ready").GetBoolean());
        await RefusedAsync("indexes", create, HttpStatusCode.Conflict);
        await Until.HoldsAsync(async () => (await http.GetFromJsonAsync<JsonElement>("indexes/four")).GetProperty("status").GetProperty("ready").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("indexes/five")).StatusCode);
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_key_or_the_version()
    {
        using var nobody = new HttpClient { BaseAddress = new(pinecone.Url), DefaultRequestHeaders = { { "X-Pinecone-Api-Version", "2026-04" } } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PostAsJsonAsync("query", new { })).StatusCode);
        using var old = new HttpClient { BaseAddress = new(pinecone.Url), DefaultRequestHeaders = { { "Api-Key", pinecone.ApiKey } } };
        Assert.Equal(HttpStatusCode.BadRequest, (await old.PostAsJsonAsync("query", new { vector = new[] { 1, 0, 0 }, topK = 1, @namespace = "n" })).StatusCode);
    }

    [Fact]
    public async Task What_pinecone_refuses_is_refused()
    {
        await RefusedAsync("vectors/upsert", Upsert(User, ("a", [1, 0], "m1")));                                                                     // another dimension
        await RefusedAsync("vectors/upsert", Upsert(User, ("a", [0, 0, 0], "m1")));                                                                  // nothing but zeros
        await RefusedAsync("vectors/upsert", new { vectors = new[] { new { id = "a", values = new[] { 1, 0, 0 }, metadata = new { context = new { type = "fact" } } } }, @namespace = "n" });
        await RefusedAsync("vectors/upsert", new { vectors = Array.Empty<object>(), @namespace = "n" });
        await RefusedAsync("vectors/upsert", new { vectors = new[] { new { id = "a", values = new[] { 1, 0, 0 }, metadata = new { } } } });           // in no namespace
        await RefusedAsync("vectors/delete", new { @namespace = "n" });                                                                              // neither ids nor all
        await RefusedAsync("query", new { vector = new[] { 1, 0 }, topK = 1, @namespace = "n" });
        await RefusedAsync("vectors/delete", new { ids = new[] { "a" }, @namespace = "never" }, HttpStatusCode.NotFound);
        Assert.True(pinecone.Refusals.Count >= 7);
    }

    [NeedsReferenceFact("api", "pinecone.db_data_2026-04.oas.yaml")]
    public async Task So_is_what_its_description_does_not_have()
    {
        await RefusedAsync("query", new { vector = new[] { 1, 0, 0 }, topK = 10_001, @namespace = "n" });
        await RefusedAsync("query", new { vector = new[] { 1, 0, 0 }, topK = 1, @namespace = "n", include_values = true });
        await RefusedAsync("query", new { vector = "1,0,0", topK = 1, @namespace = "n" });
        await RefusedAsync("vectors/upsert", new { vectors = new[] { new { values = new[] { 1, 0, 0 } } }, @namespace = "n" });                       // no id
        await RefusedAsync("indexes", new { name = "six" });                                                                                         // no spec
    }

    [Fact]
    public async Task It_misbehaves_on_demand()
    {
        pinecone.Faults.Enqueue(429);
        pinecone.Faults.Enqueue(0);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.GetAsync("indexes/three")).StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("indexes/three"));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("indexes/three")).StatusCode);
    }

    private static string Space(Guid user) => $"u_{user}";

    private static object Upsert(Guid user, params (string Id, double[] Values, string Model)[] vectors) =>
        new { vectors = vectors.Select(v => new { id = v.Id, values = v.Values, metadata = new { model = v.Model } }), @namespace = Space(user) };

    private async Task<List<string>> FoundAsync(Guid user, double[] vector, string model) =>
        [.. (await OkAsync("query", new { vector, topK = 10, @namespace = Space(user), filter = new { model = new Dictionary<string, string> { ["$eq"] = model } } }))
            .GetProperty("matches").EnumerateArray().Select(m => m.GetProperty("id").GetString()!)];

    private async Task<JsonElement> OkAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {text}");
        return JsonElement.Parse(text);
    }

    private async Task RefusedAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.BadRequest)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        Assert.True(answer.StatusCode == expected, $"{path} {JsonSerializer.Serialize(body)}: {(int)answer.StatusCode}");
    }
}

/// <summary>The stand-in for OpenAI's embeddings.</summary>
public sealed class GptEmbeddingsTests
{
    [Fact]
    public async Task Both_encodings_tell_the_same_vector_of_length_one_and_wrong_requests_are_refused()
    {
        await using var gpt = await GptServer.StartAsync();
        using var http = new HttpClient { BaseAddress = new(gpt.BaseUrl + "/") };
        var plain = (await AskAsync(http, new { model = "text-embedding-3-small", input = new[] { "green tea", "a red car" }, encoding_format = "float" })).GetProperty("data");
        var packed = (await AskAsync(http, new { model = "text-embedding-3-small", input = "green tea", encoding_format = "base64" })).GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        var floats = plain[0].GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle()).ToArray();
        Assert.Equal(1_536, floats.Length);
        Assert.Equal(1, floats.Sum(v => (double)v * v), 3);
        Assert.Equal(floats, Enumerable.Range(0, floats.Length).Select(i => BitConverter.ToSingle(packed, i * 4)));
        Assert.NotEqual(plain[0].GetProperty("embedding").GetRawText(), plain[1].GetProperty("embedding").GetRawText());
        foreach (var wrong in new object[] { new { model = "m", input = Array.Empty<string>() }, new { model = "m", input = new[] { "" } }, new { model = "m", input = "x", dimensions = 3 } })
            Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsJsonAsync("embeddings", wrong)).StatusCode);
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, object body)
    {
        using var answer = await http.PostAsJsonAsync("embeddings", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
