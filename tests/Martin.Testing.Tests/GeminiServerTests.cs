using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Testing.Peers;

namespace Martin.Testing.Tests;

/// <summary>The fake refuses what Gemini refuses: a client that passes here has kept its rules.</summary>
public sealed class GeminiServerTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient http = new();
    private GeminiServer gemini = null!;

    public async Task InitializeAsync()
    {
        gemini = await GeminiServer.StartAsync();
        gemini.AllowUnofferedTools = true;
        http.DefaultRequestHeaders.Add("x-goog-api-key", "k");
        gemini.On("call").Calls("look", new { place = "Rome" }).Calls("look", new { place = "Oslo" }).Then.Says("Sun.");
    }

    public async Task DisposeAsync() => await gemini.DisposeAsync();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task A_good_request_streams_its_words_and_ends_with_a_reason()
    {
        gemini.On("hello").Says("Good day to you.");
        var events = await StreamAsync("""{"contents":[{"role":"user","parts":[{"text":"hello"}]}],"systemInstruction":{"parts":[{"text":"Be brief."}]}}""");
        Assert.Equal("Good day to you.", string.Concat(events.Select(e => e["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>())));
        Assert.Equal("STOP", events[^1]["candidates"]![0]!["finishReason"]!.GetValue<string>());
        Assert.All(events, e => Assert.True(e["usageMetadata"]!["promptTokenCount"]!.GetValue<int>() > 0));
        Assert.Equal("Be brief.", gemini.Journal.Exchanges.Single().Request.Messages[0].Text);
    }

    [Fact]
    public async Task Calls_come_whole_the_first_signed_and_go_back_with_their_results()
    {
        var parts = (await StreamAsync(Body(User("call"))))[0]["candidates"]![0]!["content"]!["parts"]!.AsArray();
        Assert.Equal(2, parts.Count);
        Assert.NotNull(parts[0]!["thoughtSignature"]);
        Assert.Null(parts[1]!["thoughtSignature"]);
        var events = await StreamAsync(Body(User("call"), Model(parts.DeepClone()), Results("look", "look")));
        Assert.Equal("Sun.", events[0]["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>());
    }

    public static TheoryData<string, string> Broken => new()
    {
        { """{}""", "contents is not specified" },
        { """{"contents":[{"role":"assistant","parts":[{"text":"x"}]}]}""", "valid role" },
        { """{"contents":[{"role":"model","parts":[{"text":"x"}]}]}""", "first content" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"text":"y"}]}]}""", "user role" },
        { """{"contents":[{"role":"user","parts":[]}]}""", "must not be empty" },
        { """{"contents":[{"role":"user","parts":[{"text":""}]}]}""", "must not be empty" },
        { """{"contents":[{"role":"user","parts":[{"text":"x","functionCall":{"name":"a"}}]}]}""", "oneof" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"stream":true}""", "Unknown name" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a b","description":"x"}]}]}""", "Invalid function name" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x"},{"name":"a","description":"y"}]}]}""", "Duplicate" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"object","properties":{"b":{"type":"STRING"}}}}]}]}""", "Invalid value" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"OBJECT","properties":{}}}]}]}""", "non-empty" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"OBJECT","properties":{"b":{"type":"STRING","format":"uuid"}}}}]}]}""", "only 'enum' and 'date-time'" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"OBJECT","properties":{"b":{"type":"STRING","default":"c"}}}}]}]}""", "Unknown name" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"user","parts":[{"functionResponse":{"name":"a","response":{}}}]}]}""", "number of function response" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"temperature":0.5,"max_tokens":5}}""", "Unknown name" },
        { """{"contents":"hello"}""", "" },
        { """{"contents":""", "" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_Gemini_refuses_is_refused(string body, string reason)
    {
        var (status, error) = await RefusedAsync(body);
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_ARGUMENT"), (status, error["status"]!.GetValue<string>()));
        Assert.Contains(reason, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(gemini.Journal.Refusals);
    }

    [Theory]
    [InlineData("missing", "missing a thought_signature")]
    [InlineData("altered", "Corrupted thought signature")]
    [InlineData("of other arguments", "Corrupted thought signature")]
    [InlineData("on the second", "Corrupted thought signature")]
    [InlineData("one result short", "number of function response")]
    [InlineData("results in another order", "answers")]
    public async Task Signatures_and_results_must_be_as_they_were_given(string fault, string reason)
    {
        var parts = (await StreamAsync(Body(User("call"))))[0]["candidates"]![0]!["content"]!["parts"]!.AsArray().DeepClone().AsArray();
        var signature = parts[0]!["thoughtSignature"]!.GetValue<string>();
        var results = Results("look", "look");
        switch (fault)
        {
            case "missing": parts[0]!.AsObject().Remove("thoughtSignature"); break;
            case "altered": parts[0]!["thoughtSignature"] = "A" + signature[1..]; break;
            case "of other arguments": parts[0]!["functionCall"]!["args"]!["place"] = "Bonn"; break;
            case "on the second": parts[1]!["thoughtSignature"] = signature; break;
            case "one result short": results = Results("look"); break;
            default: results = Results("look", "find"); break;
        }
        var (_, error) = await RefusedAsync(Body(User("call"), Model(parts), results));
        Assert.Contains(reason, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_models_call_may_be_marked_and_an_older_turns_needs_nothing()
    {
        var marked = new JsonArray(new JsonObject { ["functionCall"] = new JsonObject { ["name"] = "look", ["args"] = new JsonObject() }, ["thoughtSignature"] = "skip_thought_signature_validator" });
        var bare = new JsonArray(new JsonObject { ["functionCall"] = new JsonObject { ["name"] = "look", ["args"] = new JsonObject() } });
        await StreamAsync(Body(User("call"), Model(bare), Results("look"), Model(new JsonArray(new JsonObject { ["text"] = "Sun." })), User("call"), Model(marked), Results("look")));
        Assert.Equal(1, gemini.ForeignSignatures);
        Assert.Empty(gemini.Journal.Refusals);
    }

    [Fact]
    public async Task A_key_in_the_address_or_none_or_a_wrong_one_is_refused()
    {
        using var bare = new HttpClient();
        Assert.Equal(HttpStatusCode.Forbidden, (await bare.PostAsJsonAsync($"{gemini.BaseUrl}/models/m:generateContent", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsJsonAsync($"{gemini.BaseUrl}/models/m:generateContent?key=k", new { })).StatusCode);
        gemini.ApiKey = "other";
        var (status, error) = await RefusedAsync(Body(User("x")));
        Assert.Equal((HttpStatusCode.BadRequest, "API_KEY_INVALID"), (status, error["details"]![0]!["reason"]!.GetValue<string>()));
    }

    [SkippableDescription("gemini.generativelanguage.openapi-20241016.json")]
    public async Task The_published_description_has_a_say_too()
    {
        // Our own rules leave the values of safetySettings alone; the description does not.
        var (_, error) = await RefusedAsync("""{"contents":[{"role":"user","parts":[{"text":"x"}]}],"safetySettings":[{"category":"RUDENESS"}]}""");
        Assert.Contains("description", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static JsonObject User(string text) => new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) };

    private static JsonObject Model(JsonNode parts) => new JsonObject { ["role"] = "model", ["parts"] = parts };

    private static JsonObject Results(params string[] names) => new JsonObject
    {
        ["role"] = "user", ["parts"] = new JsonArray([.. names.Select(n => new JsonObject { ["functionResponse"] = new JsonObject { ["name"] = n, ["response"] = new JsonObject { ["ok"] = true } } })]),
    };

    private static string Body(params JsonNode[] contents) => new JsonObject { ["contents"] = new JsonArray([.. contents.Select(c => c.DeepClone())]) }.ToJsonString();

    private Task<HttpResponseMessage> PostAsync(string body) =>
        http.PostAsync($"{gemini.BaseUrl}/models/gemini-3.8-flash:streamGenerateContent?alt=sse", new StringContent(body, null, "application/json"));

    private async Task<List<JsonNode>> StreamAsync(string body)
    {
        using var response = await PostAsync(body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return [.. text.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(e => JsonNode.Parse(e["data: ".Length..])!)];
    }

    private async Task<(HttpStatusCode Status, JsonNode Error)> RefusedAsync(string body)
    {
        using var response = await PostAsync(body);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!);
    }
}

/// <summary>Runs where the published description lies beside the repository; it is not copied into it.</summary>
public sealed class SkippableDescriptionAttribute : FactAttribute
{
    public SkippableDescriptionAttribute(string file)
    {
        if (RepoPaths.ApiDescription(file) is null) Skip = $"{file} does not lie beside the repository.";
    }
}
