using System.Diagnostics;
using System.Net;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Memory;

/// <summary>An embeddings server that hangs costs one search its patience, and not every search after it.</summary>
public sealed class EmbedderHealthTests : WithModel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    protected override Dictionary<string, string> Settings => new() { ["OPENAI_API_KEY"] = "key", ["Models:SilentDeadline"] = $"{Patience}" };

    [Fact]
    public async Task One_that_hangs_is_left_alone_for_a_while()
    {
        (await Owner.PostAsync("memories", new { content = "My boat is green." })).Data(HttpStatusCode.Created);
        Gpt.Embeddings.Wait = TimeSpan.FromMinutes(5);
        var before = Gpt.Embeddings.Requests;
        await SearchAsync();
        var asked = Gpt.Embeddings.Requests;
        Assert.True(asked > before, "The search did not ask the embeddings server.");
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++) await SearchAsync();
        Assert.Equal(asked, Gpt.Embeddings.Requests);
        Assert.True(clock.Elapsed < 10 * Patience, $"{clock.Elapsed}");
    }

    [Fact]
    public async Task One_that_refuses_what_it_is_asked_is_asked_the_next_thing()
    {
        (await Owner.PostAsync("memories", new { content = "My boat is green." })).Data(HttpStatusCode.Created);
        Gpt.Embeddings.FailWith = 400;
        for (var i = 0; i < 12; i++)
        {
            var before = Gpt.Embeddings.Requests;
            await SearchAsync();
            Assert.True(Gpt.Embeddings.Requests > before, $"search {i} did not ask");
        }
    }

    private async Task SearchAsync() => Assert.Equal("My boat is green.", Assert.Single((await Owner.GetAsync("memories?q=boat")).Data().EnumerateArray()).Text("content"));
}
