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
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"INTEGER","properties":{"b":{"type":"STRING"}}}}]}]}""", "only allowed for OBJECT" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"INTEGER","enum":["1"]}}]}]}""", "only allowed for STRING" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"ARRAY","items":{"type":"STRING"},"maxItems":3}}]}]}""", "" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"type":"function","functionDeclarations":[]}]}""", "Unknown name" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"toolConfig":{"functionCallingConfig":{"mode":"auto"}}}""", "mode" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["a"]}}}""", "not declared" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"responseSchema":{"type":"STRING"}}}""", "mime type" },
        { """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"thinkingConfig":{"budget":1}}}""", "Unknown name" },
        { """{"contents":[{"role":"user","parts":[{"text":"x","thoughtSignature":"QQ=="}]}]}""", "Corrupted thought signature" },
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
    public async Task Arguments_may_be_written_anew_but_a_number_is_no_text()
    {
        gemini.On("count").Calls("look", """{"place":"Köln","days":3}""");
        var parts = (await StreamAsync(Body(User("count"))))[0]["candidates"]![0]!["content"]!["parts"]!;
        parts[0]!["functionCall"]!["args"] = JsonNode.Parse("""{"days":3.0,"place":"K\u00f6ln"}""");
        await StreamAsync(Body(User("count"), Model(parts.DeepClone()), Results("look")));
        parts[0]!["functionCall"]!["args"]!["days"] = "3";
        var (_, error) = await RefusedAsync(Body(User("count"), Model(parts.DeepClone()), Results("look")));
        Assert.Contains("Corrupted", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_text_goes_back_as_it_came_or_without_its_signature()
    {
        gemini.SignsText = true;
        gemini.On("hello").Says("Good day to you.");
        var parts = new JsonArray([.. (await StreamAsync(Body(User("hello")))).SkipLast(1).SelectMany(e => e["candidates"]![0]!["content"]!["parts"]!.AsArray()).Select(p => p!.DeepClone())]);
        Assert.Equal("", parts[^1]!["text"]!.GetValue<string>());
        await StreamAsync(Body(User("hello"), Model(parts.DeepClone()), User("hello")));
        await StreamAsync(Body(User("hello"), Model(new JsonArray(new JsonObject { ["text"] = "Good day to you." })), User("hello")));
        parts[0]!["text"] = "Bad";
        var (_, error) = await RefusedAsync(Body(User("hello"), Model(parts), User("hello")));
        Assert.Contains("Corrupted", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_id_comes_back_with_the_result_and_only_where_one_was_given(bool given)
    {
        gemini.GivesCallIds = given;
        var parts = (await StreamAsync(Body(User("call"))))[0]["candidates"]![0]!["content"]!["parts"]!.AsArray();
        Assert.All(parts, p => Assert.Equal(given, p!["functionCall"]!["id"] is not null));
        var (named, unnamed) = (Results("look", "look"), Results("look", "look"));
        for (var i = 0; i < 2; i++) named["parts"]![i]!["functionResponse"]!["id"] = given ? parts[i]!["functionCall"]!["id"]!.DeepClone() : "made up";
        var (right, wrong) = given ? (named, unnamed) : (unnamed, named);
        await StreamAsync(Body(User("call"), Model(parts.DeepClone()), right));
        var (_, error) = await RefusedAsync(Body(User("call"), Model(parts.DeepClone()), wrong));
        Assert.Contains("id", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_object_says_what_the_stream_says()
    {
        gemini.On("both").Says("Let me see.").Calls("look", new { place = "Rome" });
        gemini.On("broken").Calls("look", "{");
        var streamed = await StreamAsync(Body(User("both")));
        var whole = await WholeAsync(Body(User("both")));
        Assert.Equal(["Let me see.", "Rome"], whole["candidates"]![0]!["content"]!["parts"]!.AsArray().Select(p => (p!["text"] ?? p["functionCall"]!["args"]!["place"])!.GetValue<string>()));
        Assert.Equal(streamed[^1]["usageMetadata"]!.ToJsonString(), whole["usageMetadata"]!.ToJsonString());
        foreach (var answer in (JsonNode[])[(await StreamAsync(Body(User("broken"))))[^1], await WholeAsync(Body(User("broken")))])
        {
            Assert.Equal("MALFORMED_FUNCTION_CALL", answer["candidates"]![0]!["finishReason"]!.GetValue<string>());
            Assert.Null(answer["candidates"]![0]!["content"]);
        }
    }

    [Fact]
    public async Task Statuses_are_told_as_Google_tells_them()
    {
        foreach (var (fault, status) in ((ModelFault, string)[])[(ModelFault.RateLimited(TimeSpan.FromSeconds(3)), "RESOURCE_EXHAUSTED"), (ModelFault.ServerError(), "INTERNAL"), (new ModelFault.Status(503, "Overloaded"), "UNAVAILABLE")])
        {
            gemini.Faults.Next(fault);
            using var response = await PostAsync(Body(User("hello")));
            var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
            Assert.Equal((((ModelFault.Status)fault).Code, status), ((int)response.StatusCode, error["status"]!.GetValue<string>()));
            Assert.Null(response.Headers.RetryAfter);
            if (status == "RESOURCE_EXHAUSTED") Assert.Equal("3s", error["details"]![0]!["retryDelay"]!.GetValue<string>());
        }
        Assert.Empty(gemini.Journal.Refusals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_block_comes_before_the_first_word_or_after_some(bool stream)
    {
        async Task<JsonNode> LastAsync() => stream ? (await StreamAsync(Body(User("hello"))))[^1] : await WholeAsync(Body(User("hello")));
        gemini.Faults.Next(new ModelFault.Blocked(0));
        var none = await LastAsync();
        Assert.Equal("SAFETY", none["promptFeedback"]!["blockReason"]!.GetValue<string>());
        Assert.Null(none["candidates"]);
        gemini.Faults.Next(new ModelFault.Blocked(4));
        var some = await LastAsync();
        Assert.Equal(("SAFETY", 4), (some["candidates"]![0]!["finishReason"]!.GetValue<string>(), some["usageMetadata"]!["candidatesTokenCount"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_cut_garbage_and_torn_characters_reach_the_client()
    {
        gemini.Faults.Next(new ModelFault.Cut(5));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => StreamAsync(Body(User("hello"))));
        Assert.Equal((5, false), (gemini.Journal.Exchanges[^1].TokensSent, gemini.Journal.Exchanges[^1].Completed));
        gemini.Faults.Next(new ModelFault.Garbage(2));
        await Assert.ThrowsAnyAsync<JsonException>(() => StreamAsync(Body(User("hello"))));
        gemini.Faults.Next(new ModelFault.Chopped());
        gemini.On("hello").Says("Grüße 完了 🎉");
        using var torn = await PostAsync(Body(User("hello")));
        var text = await torn.Content.ReadAsStringAsync();
        Assert.All((string[])["Grüße", "完了", "🎉"], word => Assert.Contains(word, text, StringComparison.Ordinal));  // as characters, not as \u and a number
        Assert.True(gemini.Journal.Exchanges[^1].Completed);
    }

    [Fact]
    public async Task A_held_answer_goes_on_when_the_test_says_so()
    {
        var release = new TaskCompletionSource();
        gemini.Faults.Next(new ModelFault.Hold(10, release.Task));
        var asked = StreamAsync(Body(User("hello")));
        await (await gemini.Journal.WaitForAsync("hello")).WaitForTokensAsync(10);
        Assert.False(asked.IsCompleted);
        release.SetResult();
        Assert.Equal(gemini.Script.DefaultWords + 1, (await asked).Count);
    }

    [Theory]
    [InlineData(null, 3072, 1)]
    [InlineData(1536, 1536, 7)]
    [InlineData(768, 768, 7)]
    public async Task Only_full_embeddings_have_length_one(int? asked, int size, double length)
    {
        var request = new JsonObject { ["model"] = "models/e", ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = "Lunch" }) } };
        if (asked is not null) request["outputDimensionality"] = asked;
        var one = (await EmbeddedAsync("embedContent", request))["embedding"]!["values"]!;
        var values = one.AsArray().Select(v => v!.GetValue<double>()).ToList();
        Assert.Equal(size, values.Count);
        Assert.Equal(length, Math.Sqrt(values.Sum(v => v * v)), length / 10);
        var batch = await EmbeddedAsync("batchEmbedContents", new JsonObject { ["requests"] = new JsonArray(request.DeepClone(), request.DeepClone()) });
        Assert.All(batch["embeddings"]!.AsArray(), e => Assert.Equal(one.ToJsonString(), e!["values"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("batchEmbedContents", """{"requests":[]}""")]
    [InlineData("batchEmbedContents", """{"requests":[{"content":{"parts":[{"text":"x"}]}}]}""")]
    [InlineData("batchEmbedContents", """{"requests":[{"model":"models/other","content":{"parts":[{"text":"x"}]}}]}""")]
    [InlineData("batchEmbedContents", """{"requests":[{"model":"models/e","content":{"parts":[{"text":"x"}]},"dimensions":3}]}""")]
    [InlineData("embedContent", """{"content":{"parts":[{"text":""}]}}""")]
    [InlineData("embedContent", """{"content":{"parts":[{"text":"x"}]},"outputDimensionality":4000}""")]
    [InlineData("embedContent", """{"content":{"parts":[{"text":"x"}]},"input":"x"}""")]
    public async Task Wrong_embedding_requests_are_refused(string method, string body)
    {
        var refused = await EmbeddedAsync(method, JsonNode.Parse(body)!);
        Assert.Equal("INVALID_ARGUMENT", refused["error"]!["status"]!.GetValue<string>());
        Assert.Single(gemini.Journal.Refusals);
    }

    [Fact]
    public async Task More_than_a_hundred_texts_are_too_many()
    {
        var request = JsonNode.Parse("""{"model":"models/e","content":{"parts":[{"text":"x"}]},"outputDimensionality":3}""")!;
        JsonObject Batch(int size) => new() { ["requests"] = new JsonArray([.. Enumerable.Range(0, size).Select(_ => request.DeepClone())]) };
        Assert.Equal(100, (await EmbeddedAsync("batchEmbedContents", Batch(100)))["embeddings"]!.AsArray().Count);
        Assert.NotNull((await EmbeddedAsync("batchEmbedContents", Batch(101)))["error"]);
    }

    [Fact]
    public async Task The_models_are_listed_and_a_stream_is_asked_for_as_events()
    {
        Assert.Contains("models/gemini-3.8-flash", await http.GetStringAsync($"{gemini.BaseUrl}/models"), StringComparison.Ordinal);
        using var content = new StringContent(Body(User("hello")), null, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync($"{gemini.BaseUrl}/models/m:streamGenerateContent", content)).StatusCode);
        Assert.Single(gemini.Journal.Refusals);
    }

    [Fact]
    public async Task A_key_in_the_address_or_none_or_a_wrong_one_is_refused()
    {
        using var bare = new HttpClient();
        Assert.Equal(HttpStatusCode.Forbidden, (await bare.PostAsJsonAsync($"{gemini.BaseUrl}/models/m:generateContent", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsJsonAsync($"{gemini.BaseUrl}/models/m:generateContent?key=k", new { })).StatusCode);
        Assert.Single(gemini.Journal.Refusals);  // a client that does so is wrong, whatever the key
        gemini.ApiKey = "other";
        var (status, error) = await RefusedAsync(Body(User("x")));
        Assert.Equal((HttpStatusCode.BadRequest, "API_KEY_INVALID"), (status, error["details"]![0]!["reason"]!.GetValue<string>()));
    }

    [NeedsReferenceFact("api", "gemini.generativelanguage.openapi-20241016.json")]
    public async Task The_published_description_has_a_say_too()
    {
        // Our own rules leave the values of safetySettings alone; the description does not.
        var (_, error) = await RefusedAsync("""{"contents":[{"role":"user","parts":[{"text":"x"}]}],"safetySettings":[{"category":"RUDENESS"}]}""");
        Assert.Contains("description", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        gemini.ChecksDescription = false;
        await StreamAsync("""{"contents":[{"role":"user","parts":[{"text":"x"}]}],"safetySettings":[{"category":"RUDENESS"}]}""");
    }

    [Fact]
    public async Task What_came_after_the_description_is_taken()
    {
        await StreamAsync("""
            {"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"thinkingConfig":{"thinkingLevel":"low"},"seed":1,"responseMimeType":"application/json","responseSchema":{"type":"STRING"}},
             "tools":[{"functionDeclarations":[{"name":"a","description":"x","parameters":{"type":"OBJECT","properties":{"b":{"anyOf":[{"type":"STRING"},{"type":"INTEGER"}]},"c":{"type":"ARRAY","items":{"type":"STRING","format":"enum","enum":["d"]},"maxItems":"3"}}}}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["a"]}}}
            """);
        Assert.Empty(gemini.Journal.Refusals);
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

    private async Task<JsonNode> WholeAsync(string body)
    {
        using var content = new StringContent(body, null, "application/json");
        using var response = await http.PostAsync($"{gemini.BaseUrl}/models/gemini-3.8-flash:generateContent", content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<JsonNode> EmbeddedAsync(string method, JsonNode body)
    {
        using var response = await http.PostAsJsonAsync($"{gemini.BaseUrl}/models/e:{method}", body);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<(HttpStatusCode Status, JsonNode Error)> RefusedAsync(string body)
    {
        using var response = await PostAsync(body);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!);
    }
}
