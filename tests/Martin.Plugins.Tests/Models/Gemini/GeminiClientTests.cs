using System.ComponentModel;
using Martin.Plugins.Models;
using Martin.Plugins.Models.Gemini;
using Martin.Plugins.Models.Gpt;
using Martin.Plugins.Tools;
using Martin.Testing.Peers;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Tests.Models.Gemini;

public sealed class GeminiClientTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient http = new();
    private GeminiServer gemini = null!;
    private GeminiApi api = null!;
    private GeminiChatClient client = null!;

    private sealed record Digest([property: Description("In one sentence")] string Summary, IReadOnlyList<string> OpenPoints, int? Count);

    public async Task InitializeAsync()
    {
        gemini = await GeminiServer.StartAsync();
        gemini.ApiKey = "right";
        api = new(http, "right", new(gemini.BaseUrl));
        client = new(api, "gemini-3.8-flash");
    }

    public async Task DisposeAsync() => await gemini.DisposeAsync();

    public void Dispose()
    {
        client.Dispose();
        http.Dispose();
    }

    [Fact]
    public async Task A_conversation_with_parallel_calls_goes_to_and_fro()
    {
        gemini.GivesCallIds = true;
        gemini.On("weather").Calls("look", new { place = "Köln", days = 3 }).Calls("look", new { place = "Łódź" }).Then.Says(r => $"Sun in both: {r.Results[0].Text} {r.Results[1].Text}");
        var look = AIFunctionFactory.CreateDeclaration("look", "Looks out of the window.", AIFunctionFactory.Create((string place, int? days) => 0).JsonSchema);
        var options = new ChatOptions { Tools = [look] };
        var messages = new List<ChatMessage> { new(ChatRole.System, "Be brief."), new(ChatRole.User, "What is the weather?") };
        var first = await client.GetResponseAsync(messages, options);
        var calls = first.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        Assert.Equal(["Köln", "Łódź"], calls.Select(c => c.Arguments!["place"]!.ToString()));
        Assert.NotNull(ModelContext.Of(calls[0], ModelContext.SignatureKey));
        Assert.Null(ModelContext.Of(calls[1], ModelContext.SignatureKey));
        Assert.All(calls, c => Assert.Equal(c.CallId, ModelContext.Of(c, ModelContext.ProviderCallIdKey)));
        messages.AddRange(first.Messages);
        messages.AddRange(calls.Select(c => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(c.CallId, """{"sky":"blue"}""")])));
        var second = await client.GetResponseAsync(messages, options);
        Assert.Equal("""Sun in both: {"sky":"blue"} {"sky":"blue"}""", second.Text);
        Assert.True(second.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 });
        Assert.Empty(gemini.Journal.Refusals);
    }

    [Fact]
    public async Task A_call_without_its_signature_is_marked_as_somebody_elses()
    {
        var options = new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("look", "Looks.", AIFunctionFactory.Create((string place) => 0).JsonSchema)] };
        var response = await client.GetResponseAsync(
        [
            new(ChatRole.User, "weather"), new(ChatRole.Assistant, [new FunctionCallContent("1", "look", new Dictionary<string, object?> { ["place"] = "Rome" })]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "rain")]),
        ], options);
        Assert.NotEmpty(response.Text);
        Assert.Equal(1, gemini.ForeignSignatures);
        Assert.Empty(gemini.Journal.Refusals);
    }

    [Fact]
    public async Task All_of_Martins_tools_can_be_declared()
    {
        var tools = new ToolBox([new Plugins.Tasks.TasksPlugin(TimeProvider.System), new Plugins.Calendar.CalendarPlugin(TimeProvider.System),
            new Plugins.Calendar.MeetingPlugin(TimeProvider.System), new Plugins.Mail.MailPlugin(TimeProvider.System), new Plugins.Dates.DatesPlugin()]);
        await client.GetResponseAsync("hello", new() { Tools = tools.Declarations });
        Assert.Empty(gemini.Journal.Refusals);
        Assert.Equal(tools.All.Select(t => t.Name), gemini.Journal.Exchanges.Single().Request.Tools);
    }

    [Theory]
    [InlineData("gpt")]
    [InlineData("gemini")]
    public async Task Data_comes_as_data(string model)
    {
        await using var gpt = await GptServer.StartAsync();
        var peer = model == "gpt" ? (ModelPeer)gpt : gemini;
        peer.On("sum up").Says("""{"summary":"Lunch is planned.","openPoints":["Where?"],"count":null}""");
        using IChatClient asked = model == "gpt" ? new GptChatClient(null, "gpt-5.4", new(gpt.BaseUrl)) : new GeminiChatClient(api, "gemini-3.8-flash");
        var answer = await asked.GetResponseAsync("sum up", new()
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema<Digest>(ToolArguments.Json), AdditionalProperties = new() { ["strict"] = true },
        });
        Assert.Contains("Lunch is planned.", answer.Text, StringComparison.Ordinal);
        Assert.Empty(peer.Journal.Refusals);
        var body = peer.Journal.Exchanges.Single().Request.Body;
        if (model == "gpt") Assert.True(body.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
        else Assert.Equal("application/json", body.GetProperty("generationConfig").GetProperty("responseMimeType").GetString());
    }

    public static TheoryData<ModelFault, ProviderFault, int?> Faults => new()
    {
        { ModelFault.RateLimited(TimeSpan.FromSeconds(7)), ProviderFault.RateLimited, 7 },
        { ModelFault.ServerError(), ProviderFault.Unavailable, null },
        { new ModelFault.Status(404, "models/gemini-pro is not found"), ProviderFault.Refused, null },
        { new ModelFault.Status(400, "Bad"), ProviderFault.Refused, null },
        { new ModelFault.Garbage(0), ProviderFault.BadAnswer, null },
        { new ModelFault.Garbage(3), ProviderFault.BadAnswer, null },
        { new ModelFault.Cut(0), ProviderFault.Unavailable, null },
        { new ModelFault.Cut(5), ProviderFault.Unavailable, null },
        { new ModelFault.Cut(5, Reset: true), ProviderFault.Unavailable, null },
        { new ModelFault.Blocked(0), ProviderFault.Blocked, null },
        { new ModelFault.Blocked(4), ProviderFault.Blocked, null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faults_are_told_in_one_way(ModelFault fault, ProviderFault kind, int? retryAfterSeconds)
    {
        gemini.Faults.Always(fault);
        var failed = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("hello"));
        Assert.Equal((kind, retryAfterSeconds), (failed.Kind, (int?)failed.RetryAfter?.TotalSeconds));
        Assert.Equal("gemini", failed.Provider);
    }

    [Fact]
    public async Task A_wrong_key_is_named_and_never_stands_in_an_address()
    {
        using var wrong = new GeminiChatClient(new(http, "wrong", new(gemini.BaseUrl)), "gemini-3.8-flash");
        var failed = await Assert.ThrowsAsync<ProviderException>(() => wrong.GetResponseAsync("hello"));
        Assert.Equal(ProviderFault.Refused, failed.Kind);
        Assert.Contains("GOOGLE_API_KEY", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_that_are_no_object_are_a_bad_answer()
    {
        gemini.AllowUnofferedTools = true;
        gemini.On("broken").Calls("look", """{"place":""");
        Assert.Equal(ProviderFault.BadAnswer, (await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("broken"))).Kind);
    }

    [Fact]
    public async Task Torn_events_and_characters_are_put_together()
    {
        gemini.On("hello").Says("Grüße – 完了 🎉🎂 Łódź");
        gemini.Faults.Always(new ModelFault.Chopped());
        Assert.Equal("Grüße – 完了 🎉🎂 Łódź", (await client.GetResponseAsync("hello")).Text);
    }

    [Fact]
    public async Task Embeddings_have_length_one_at_1536_also_in_many_batches()
    {
        using var embedder = new GeminiEmbedder(api, "gemini-embedding-001");
        var vectors = await embedder.GenerateAsync(Enumerable.Range(0, 250).Select(i => $"text {i}"));
        Assert.Equal(250, vectors.Count);
        Assert.All(vectors, v => Assert.Equal(1536, v.Vector.Length));
        Assert.All(vectors, v => Assert.Equal(1, MathF.Sqrt(v.Vector.ToArray().Sum(x => x * x)), 4));
        Assert.Equal(vectors[3].Vector.ToArray(), (await embedder.GenerateAsync(["text 3"]))[0].Vector.ToArray());
        Assert.Empty(gemini.Journal.Refusals);
    }
}
