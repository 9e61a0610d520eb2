using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Http.Json;
using Martin.Testing.Peers;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Martin.Testing.Tests;

public class GptServerTests
{
    private static readonly AIFunction CreateEvent = AIFunctionFactory.Create((string title, string startTime) => "", "create_event");
    private static readonly AIFunction CreateTask = AIFunctionFactory.Create((string title) => "", "create_task");

    private static IChatClient ClientOf(GptServer gpt) => new OpenAIClient(new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = new Uri(gpt.BaseUrl), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient("gpt-5.4").AsIChatClient();

    private static async Task<ChatResponse> AskAsync(IChatClient client, IList<ChatMessage> messages, params AITool[] tools) =>
        await client.GetStreamingResponseAsync(messages, new ChatOptions { Tools = tools }).ToChatResponseAsync();

    [Fact]
    public async Task The_real_client_sees_parallel_calls_then_text_and_usage()
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.On("schedule lunch")
            .Calls("create_event", new { title = "Lunch with Ana", startTime = "2026-11-23T12:00" }).Calls("create_task", new { title = "Book a table" })
            .Then.Says(r => $"Done: {r.Results.Count} results, {r.Results[0].Text}.");
        using var client = ClientOf(gpt);
        List<ChatMessage> talk = [new(ChatRole.System, "It is 9:00."), new(ChatRole.User, "Schedule lunch please")];

        var first = await AskAsync(client, talk, CreateEvent, CreateTask);
        var calls = first.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        Assert.Equal(["create_event", "create_task"], calls.Select(c => c.Name));
        Assert.Equal("Lunch with Ana", calls[0].Arguments!["title"]?.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);

        talk.AddRange(first.Messages);
        talk.Add(new(ChatRole.Tool, [.. calls.Select(AIContent (c) => new FunctionResultContent(c.CallId, "made"))]));
        var second = await AskAsync(client, talk, CreateEvent, CreateTask);
        Assert.Equal("Done: 2 results, made.", second.Text);
        Assert.True(second.Usage!.OutputTokenCount > 3);
        Assert.Empty(gpt.Journal.Refusals);
        await Task.WhenAll(gpt.Journal.Exchanges.Select(e => e.Ended));  // a client stops reading at [DONE]
        Assert.All(gpt.Journal.Exchanges, e => Assert.True(e.Completed));
    }

    [Fact]
    public async Task The_same_request_gets_the_same_call_ids_whatever_the_system_prompt_says()
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.On("task").Calls("create_task", new { title = "x" });
        using var client = ClientOf(gpt);
        async Task<string> IdAt(string time, string text)
        {
            var answer = await AskAsync(client, [new(ChatRole.System, time), new(ChatRole.User, text)], CreateTask);
            return answer.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single().CallId;
        }
        Assert.Equal(await IdAt("9:00", "a task"), await IdAt("9:01", "a task"));
        Assert.NotEqual(await IdAt("9:00", "a task"), await IdAt("9:00", "another task"));
    }

    [Fact]
    public async Task An_unscripted_message_gets_numbered_words_and_not_streaming_gets_the_same()
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.Script.DefaultWords = 200;
        gpt.TokenEvery = TimeSpan.FromMilliseconds(1);
        using var client = ClientOf(gpt);
        var streamed = await AskAsync(client, [new(ChatRole.User, "hello")]);
        var whole = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "hello")]);
        Assert.Equal(200, streamed.Text.Split(' ').Length);
        Assert.Equal(streamed.Text, whole.Text);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":[]}""", "non-empty")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"colour":1}""", "colour")]
    [InlineData("""{"model":"m","messages":[{"role":"robot","content":"x"}]}""", "robot")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}""", "stream_options")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"},{"role":"tool","tool_call_id":"a","content":"y"}]}""", "preceding message")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}]}""", "did not have response messages: a")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a b"}}]}""", "does not match")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"string"}}}]}""", "schema must be")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":"hot"}""", "could not parse")]
    [InlineData("""{"model":"m",""", "could not parse")]
    public async Task What_openai_refuses_is_refused(string body, string reason)
    {
        await using var gpt = await GptServer.StartAsync();
        using var http = new HttpClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(gpt.BaseUrl + "/chat/completions"), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
        Assert.Contains(reason, error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single(gpt.Journal.Refusals);
    }

    [NeedsReferenceFact("api", "openai.openapi.json")]
    public async Task The_published_description_has_a_say_too_and_one_bad_message_does_not_spoil_its_tools()
    {
        const string Tools = """ "tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}}}] """;
        await using var gpt = await GptServer.StartAsync();
        using var http = new HttpClient();
        async Task<HttpStatusCode> SendAsync(string more)
        {
            using var content = new StringContent($$"""{"model":"gpt-5.4","messages":[{"role":"user","content":"x"}],{{more}}}""", null, "application/json");
            using var answer = await http.PostAsync(new Uri(gpt.BaseUrl + "/chat/completions"), content);
            return answer.StatusCode;
        }
        // Our own rules leave these values alone; the description does not.
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(Tools + ""","reasoning_effort":"huge" """));
        Assert.Contains("description", gpt.Journal.Refusals.Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(Tools));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(Tools + ""","reasoning_effort":"huge" """));
        gpt.ChecksDescription = false;
        Assert.Equal(HttpStatusCode.OK, await SendAsync(Tools + ""","reasoning_effort":"huge" """));
    }

    [Fact]
    public async Task A_block_ends_the_answer_streamed_or_whole_and_chopped_bytes_are_still_the_answer()
    {
        await using var gpt = await GptServer.StartAsync();
        using var client = ClientOf(gpt);
        List<ChatMessage> talk = [new(ChatRole.User, "hello")];
        gpt.Faults.Always(new ModelFault.Blocked(3));
        foreach (var answer in (ChatResponse[])[await AskAsync(client, talk), await client.GetResponseAsync(talk)])
            Assert.Equal((ChatFinishReason.ContentFilter, 3), (answer.FinishReason, answer.Text.Split(' ').Length));
        gpt.Faults.Always(new ModelFault.Chopped());
        gpt.On("hello").Says("Grüße 完了 🎉");
        Assert.Equal("Grüße 完了 🎉", (await AskAsync(client, talk)).Text);
        Assert.Equal("Grüße 完了 🎉", (await client.GetResponseAsync(talk)).Text);
    }

    [Fact]
    public async Task Faults_come_once_or_always_and_a_hold_lets_the_test_decide()
    {
        await using var gpt = await GptServer.StartAsync();
        using var client = ClientOf(gpt);
        List<ChatMessage> talk = [new(ChatRole.User, "hello")];

        gpt.Faults.Next(ModelFault.RateLimited(TimeSpan.FromSeconds(3)));
        var limited = await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(client, talk));
        Assert.Equal(429, limited.Status);
        Assert.True(limited.GetRawResponse()!.Headers.TryGetValue("Retry-After", out var wait) && wait == "3");

        gpt.Faults.Next(new ModelFault.Cut(5));
        await Assert.ThrowsAnyAsync<IOException>(() => AskAsync(client, talk));
        Assert.Equal(5, gpt.Journal.Exchanges[^1].TokensSent);
        gpt.Faults.Next(new ModelFault.Garbage(2));
        await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(client, talk));

        var release = new TaskCompletionSource();
        gpt.Faults.Next(new ModelFault.Hold(10, release.Task));
        var asked = AskAsync(client, talk);
        var held = await gpt.Journal.WaitForAsync(e => e.Number == 4);
        await held.WaitForTokensAsync(10);
        Assert.False(asked.IsCompleted);
        release.SetResult();
        Assert.Equal(gpt.Script.DefaultWords, (await asked).Text.Split(' ').Length);

        gpt.Faults.Always(ModelFault.ServerError());
        await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(client, talk));
        await Assert.ThrowsAsync<ClientResultException>(() => AskAsync(client, talk));
        gpt.Faults.Clear();
        await AskAsync(client, talk);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_exchange_uncompleted()
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.Faults.Next(new ModelFault.Hold(3));
        using var http = new HttpClient();
        using var leave = new CancellationTokenSource();
        var asked = http.PostAsJsonAsync(new Uri(gpt.BaseUrl + "/chat/completions"),
            new { model = "m", stream = true, messages = new[] { new { role = "user", content = "hello" } } }, leave.Token);
        var exchange = await gpt.Journal.WaitForAsync("hello");
        await exchange.WaitForTokensAsync(3);
        await leave.CancelAsync();
        await exchange.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(exchange.Completed);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", null)]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string","null"]}},"required":["a"],"additionalProperties":false}""", null)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", "additionalProperties")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"],"additionalProperties":false}""", "every key")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string"}},"required":[],"additionalProperties":false}}},"required":["a"],"additionalProperties":false}""", "every key")]
    [InlineData("""{"type":"object","properties":{"a":{"oneOf":[{"type":"string"}]}},"required":["a"],"additionalProperties":false}""", "oneOf")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "object")]
    public async Task A_strict_schema_is_held_to_what_strict_mode_takes(string schema, string? problem)
    {
        await using var gpt = await GptServer.StartAsync();
        using var http = new HttpClient();
        foreach (var strict in (bool[])[true, false])
        {
            var format = new { type = "json_schema", json_schema = new { name = "answer", strict, schema = System.Text.Json.JsonElement.Parse(schema) } };
            using var content = JsonContent.Create(new { model = "gpt-5.4", messages = new[] { new { role = "user", content = "hi" } }, response_format = format });
            await content.LoadIntoBufferAsync();
            using var answer = await http.PostAsync(new Uri($"{gpt.BaseUrl}/chat/completions"), content);
            var refused = strict && problem is not null;
            Assert.Equal(refused ? HttpStatusCode.BadRequest : HttpStatusCode.OK, answer.StatusCode);
            if (refused) Assert.Contains(problem!, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
