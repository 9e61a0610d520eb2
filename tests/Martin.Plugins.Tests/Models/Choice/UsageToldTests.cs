using Martin.Plugins.Models;
using Martin.Plugins.Models.Gemini;
using Martin.Plugins.Models.Gpt;
using Martin.Testing.Peers;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Tests.Models.Choice;

/// <summary>What a provider told of its tokens is passed on, however its answer ends.</summary>
public sealed class UsageToldTests : IAsyncLifetime, IDisposable
{
    private const int Words = 20;

    private readonly HttpClient http = new();
    private GptServer gpt = null!;
    private GeminiServer gemini = null!;

    public async Task InitializeAsync()
    {
        (gpt, gemini) = (await GptServer.StartAsync(), await GeminiServer.StartAsync());
        gpt.On("story").SaysWords(Words);
        gemini.On("story").SaysWords(Words);
        gemini.On("broken").Says("Let me see.").Calls("look", """{"place":""");
        gemini.AllowUnofferedTools = true;
    }

    public async Task DisposeAsync()
    {
        await gemini.DisposeAsync();
        await gpt.DisposeAsync();
    }

    public void Dispose() => http.Dispose();

    public static TheoryData<string, string, ModelFault?, int> Endings => new()
    {
        { "gpt", "story", null, Words },
        { "gemini", "story", null, Words },
        { "gemini", "story", new ModelFault.Cut(5), 5 },
        { "gemini", "story", new ModelFault.Garbage(5), 5 },
        { "gemini", "story", new ModelFault.Blocked(0), 0 },
        { "gemini", "story", new ModelFault.Blocked(4), 4 },
        { "gpt", "story", new ModelFault.Blocked(4), 4 },
        { "gemini", "broken", null, 3 },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task It_is_told_to_the_end(string model, string asked, ModelFault? fault, int output)
    {
        var peer = model == "gpt" ? (ModelPeer)gpt : gemini;
        if (fault is not null) peer.Faults.Always(fault);
        var (told, failure) = await HearAsync(model, asked);
        Assert.Equal(fault is not null || asked == "broken", failure is not null);
        Assert.True(failure?.HasBegun ?? true);
        Assert.Equal(output, told.OutputTokenCount);
        Assert.Equal(Math.Max(1, peer.Journal.Exchanges.Single().Request.Body.GetRawText().Length / 4), told.InputTokenCount);
    }

    public static TheoryData<ModelFault, bool> Beginnings => new()
    {
        { ModelFault.ServerError(), false },
        { ModelFault.RateLimited(TimeSpan.FromSeconds(1)), false },
        { new ModelFault.Status(400, "Bad"), false },
        { new ModelFault.Cut(0), true },
        { new ModelFault.Cut(3), true },
        { new ModelFault.Garbage(0), true },
    };

    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task Whether_it_had_begun_is_known(ModelFault fault, bool begun)
    {
        foreach (var model in (string[])["gpt", "gemini"])
        {
            (model == "gpt" ? (ModelPeer)gpt : gemini).Faults.Always(fault);
            Assert.Equal(begun, (await HearAsync(model, "story")).Failure!.HasBegun);
        }
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(413, true)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    public async Task What_is_refused_for_itself_is_told_apart_from_who_is_refused(int status, bool ofRequest)
    {
        foreach (var model in (string[])["gpt", "gemini"])
        {
            (model == "gpt" ? (ModelPeer)gpt : gemini).Faults.Always(new ModelFault.Status(status, "No."));
            var failure = (await HearAsync(model, "story")).Failure!;
            Assert.Equal((ProviderFault.Refused, ofRequest), (failure.Kind, failure.IsOfRequest));
        }
    }

    private async Task<(UsageDetails Told, ProviderException? Failure)> HearAsync(string model, string asked)
    {
        using IChatClient client = model == "gpt" ? new GptChatClient(null, "gpt-5.4", new(gpt.BaseUrl)) : new GeminiChatClient(new(http, "key", new(gemini.BaseUrl)), "gemini-3.8-flash");
        var told = new UsageDetails();
        try
        {
            await foreach (var update in client.GetStreamingResponseAsync(asked))
                foreach (var usage in update.Contents.OfType<UsageContent>()) told.Add(usage.Details);
            return (told, null);
        }
        catch (ProviderException failure)
        {
            return (told, failure);
        }
    }
}
