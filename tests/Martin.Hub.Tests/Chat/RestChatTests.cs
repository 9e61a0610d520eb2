using System.Net;
using System.Text.Json;
using Martin.Data;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Chat;

/// <summary>The conversation without a hub: messages and turns over plain HTTP and server-sent events.</summary>
public sealed class RestChatTests : IAsyncLifetime
{
    private GptServer gpt = null!;
    private MartinHost martin = null!;
    private Api ana = null!;

    public async Task InitializeAsync()
    {
        gpt = await GptServer.StartAsync();
        gpt.On("story").SaysWords(200).Every(TimeSpan.FromMilliseconds(20));
        gpt.On("lunch").Says("Let me see. ").Calls("create_event", new { title = "Lunch", startTime = "2026-12-01T12:00", attendees = new[] { new { email = "ana@example.com" } } })
            .Then.Says("Waiting for you.");
        gpt.On("saga").SaysWords(100_000).Every(TimeSpan.FromMilliseconds(20));
        martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["Models:OfflineWhenDown"] = "false" });
        ana = await martin.AddUserAsync("ana@rest.example");
    }

    public async Task DisposeAsync()
    {
        ana.Dispose();
        await martin.DisposeAsync();
        await gpt.DisposeAsync();
    }

    [Fact]
    public async Task A_message_is_answered_with_the_end_of_its_turn()
    {
        var answer = await SaidAsync("lunch");
        Assert.Equal("Let me see. \n\nWaiting for you.", answer.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("assistant", answer.GetProperty("message").GetProperty("role").GetString());
        Assert.Equal("proposed", Assert.Single(answer.GetProperty("actions").EnumerateArray()).GetProperty("status").GetString());
        Assert.False(answer.TryGetProperty("error", out _));

        var next = (await ana.PostAsync("chat/message", new { clientMessageId = "2", text = "hello", conversationId = Id(answer, "conversationId") })).Data();
        Assert.Equal(Id(answer, "conversationId"), Id(next, "conversationId"));
        Assert.Empty(next.GetProperty("actions").EnumerateArray());
        var history = (await ana.GetAsync($"chat/history?conversationId={Id(answer, "conversationId")}")).Data();
        Assert.Equal(["assistant", "user", "assistant", "user"], history.EnumerateArray().Select(m => Id(m, "role")));
    }

    [Fact]
    public async Task A_turn_that_fails_says_so_in_its_answer()
    {
        gpt.Faults.Always(new ModelFault.Status(401, "No."));
        var answer = (await ana.PostAsync("chat/message", new { clientMessageId = "1", text = "hello" })).Data();
        Assert.Equal("PROVIDER_REFUSED", Id(answer.GetProperty("error"), "code"));
        Assert.NotEmpty(Id(answer.GetProperty("error"), "message")!);
    }

    [Fact]
    public async Task What_a_turn_had_proposed_before_it_failed_stands_in_its_answer()
    {
        gpt.On("dinner").Calls("create_event", new { title = "Dinner", startTime = "2038-03-01T12:00", attendees = new[] { new { email = "ana@example.com" } } });
        gpt.Faults.Always(new ModelFault.Status(401, "No."), r => r.Round == 1);
        var answer = await SaidAsync("dinner");
        Assert.Equal("PROVIDER_REFUSED", Id(answer.GetProperty("error"), "code"));
        Assert.Equal("proposed", Id(Assert.Single(answer.GetProperty("actions").EnumerateArray()), "status"));
    }

    [Fact]
    public async Task A_stream_from_nowhere_is_refused_before_the_message_is_taken()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/chat/message") { Content = System.Net.Http.Json.JsonContent.Create(new { clientMessageId = "1", text = "hello" }) };
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", "x");
        (await ana.SendAsync(request)).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Empty((await ana.GetAsync("chat/history")).Data().EnumerateArray());
    }

    [Fact]
    public async Task A_deleted_conversation_cannot_be_read_by_its_turns()
    {
        var answer = await SaidAsync("hello");
        (await ana.DeleteAsync($"chat/conversations/{Id(answer, "conversationId")}")).Data();
        (await ana.GetAsync($"chat/turns/{Id(answer, "turnId")}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task A_turn_whose_end_is_stored_and_not_shown_yet_has_not_ended_for_who_reads_it()
    {
        await using var hasty = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["Turns:AnswerWithin"] = "00:00:00.1" });
        using var owner = await hasty.OwnerAsync();
        gpt.Faults.Next(new ModelFault.Hold(1));
        var accepted = (await owner.PostAsync("chat/message", new { clientMessageId = "1", text = "a story" })).Data(HttpStatusCode.Accepted);
        var turn = $"chat/turns/{Id(accepted, "turnId")}";
        var last = 0L;
        await Until.HoldsAsync(async () =>
        {
            var events = (await owner.GetAsync(turn)).Data().GetProperty("events").EnumerateArray().ToList();
            if (events.Count > 0) last = events[^1].GetProperty("seq").GetInt64();
            return events.Any(e => Id(e, "type") == "text_delta");  // one token and no more
        });
        await using var db = hasty.Databases.ForMaintenance();
        var id = Guid.Parse(Id(accepted, "turnId")!);
        var row = db.Turns.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(t => t.Id == id);
        await db.WriteAsync(() => row.ExecuteUpdateAsync(s => s.SetProperty(t => t.EndedAt, DateTimeOffset.UtcNow).SetProperty(t => t.LastSeq, last + 1)), CancellationToken.None);
        Assert.False((await owner.GetAsync($"{turn}?afterSeq={last}")).Data().GetProperty("ended").GetBoolean());
        await db.WriteAsync(() => row.ExecuteUpdateAsync(s => s.SetProperty(t => t.LastSeq, last)), CancellationToken.None);
        Assert.True((await owner.GetAsync($"{turn}?afterSeq={last}")).Data().GetProperty("ended").GetBoolean());
    }

    [Fact]
    public async Task A_long_turn_is_accepted_and_found_later()
    {
        await using var hasty = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["Turns:AnswerWithin"] = "00:00:00.1" });
        using var owner = await hasty.OwnerAsync();
        var accepted = (await owner.PostAsync("chat/message", new { clientMessageId = "1", text = "a saga" })).Data(HttpStatusCode.Accepted);
        Assert.False(accepted.TryGetProperty("message", out _));
        var turn = $"chat/turns/{Id(accepted, "turnId")}";
        var soFar = (await owner.GetAsync(turn)).Data();
        Assert.False(soFar.GetProperty("ended").GetBoolean());
        var reader = new TurnReader();
        foreach (var e in soFar.GetProperty("events").EnumerateArray()) reader.Accept(new(e));

        await using (var rest = await EventStream.OpenAsync(owner, $"{turn}?afterSeq={reader.LastSeq}"))
        {
            await rest.ReadAsync(reader, 5);
            (await owner.PostAsync($"{turn}/cancel")).Data();
            await rest.ReadAsync(reader);
        }
        Assert.Equal("turn_cancelled", reader.End?.Type);
        var ended = (await owner.GetAsync($"{turn}?afterSeq={reader.LastSeq}")).Data();
        Assert.True(ended.GetProperty("ended").GetBoolean());
        Assert.Equal(0, ended.GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task A_stream_resumed_after_its_last_event_ends_at_once()
    {
        var answer = await SaidAsync("hello");
        var turn = $"chat/turns/{Id(answer, "turnId")}";
        var last = (await ana.GetAsync(turn)).Data().GetProperty("events").EnumerateArray().Last().GetProperty("seq").GetInt64();
        var request = new HttpRequestMessage(HttpMethod.Get, $"api/v1/{turn}");
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", $"{last}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));  // it used to look for the turn's owner for 45 s
        using var response = await ana.Http.SendAsync(request, patience.Token);
        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(patience.Token)));
    }

    [Fact]
    public async Task A_turn_that_no_owner_has_yet_is_there_and_says_nothing()
    {
        await using var slow = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl, ["Turns:SweepEvery"] = "00:10:00" });
        using var owner = await slow.OwnerAsync();
        var answer = (await owner.PostAsync("chat/message", new { clientMessageId = "1", text = "hello" })).Data();
        var turn = new Martin.Data.Turns.TurnRow
        {
            Id = Guid.CreateVersion7(), UserId = owner.UserId, ConversationId = Guid.Parse(Id(answer, "conversationId")!), Origin = Martin.Data.Turns.TurnOrigin.Action,
            Status = Martin.Data.Turns.TurnStatus.Queued, Epoch = Martin.Data.Turns.TurnRow.Unowned, TimeZone = "UTC", CreatedAt = DateTimeOffset.UtcNow,
        };
        await using (var db = slow.Databases.For(owner.UserId))
        {
            db.Turns.Add(turn);
            await db.SaveAsync(CancellationToken.None);
        }
        Assert.Equal(0, await LastSeqAsync());
        var soFar = (await owner.GetAsync($"chat/turns/{turn.Id}?afterSeq=0")).Data();
        Assert.Equal((0, false), (soFar.GetProperty("events").GetArrayLength(), soFar.GetProperty("ended").GetBoolean()));

        // Its owner is another node: a tool's step is stored before it is shown.
        await using (var db = slow.Databases.For(owner.UserId))
        {
            db.TurnSteps.AddRange(Step(1, Martin.Data.Turns.StepKind.Model, 4), Step(2, Martin.Data.Turns.StepKind.Tool, 6));
            await db.SaveAsync(CancellationToken.None);
        }
        Assert.Equal(4, await LastSeqAsync());

        Martin.Data.Turns.TurnStepRow Step(int ordinal, Martin.Data.Turns.StepKind kind, long lastSeq) =>
            new() { TurnId = turn.Id, Ordinal = ordinal, Epoch = 0, Kind = kind, LastSeq = lastSeq, Content = "{}", CreatedAt = turn.CreatedAt };

        async Task<long> LastSeqAsync() =>
            Assert.Single((await owner.GetAsync("notifications")).Data().GetProperty("activeTurns").EnumerateArray()).GetProperty("lastSeq").GetInt64();
    }

    [Fact]
    public async Task A_cut_stream_goes_on_after_its_last_event()
    {
        var message = new { clientMessageId = "1", text = "a story" };
        var reader = new TurnReader();
        await using (var first = await EventStream.OpenAsync(ana, "chat/message", message)) await first.ReadAsync(reader, 10);
        reader.Resumed();
        await using (var second = await EventStream.OpenAsync(ana, "chat/message", message, reader.LastSeq)) await second.ReadAsync(reader, 10);
        reader.Resumed();
        await using (var third = await EventStream.OpenAsync(ana, $"chat/turns/{reader.TurnId}?afterSeq=1", lastEventId: reader.LastSeq)) await third.ReadAsync(reader);
        Assert.Equal(0, reader.Resets);

        var whole = new TurnReader();
        await using (var again = await EventStream.OpenAsync(ana, $"chat/turns/{reader.TurnId}")) await again.ReadAsync(whole);
        whole.AssertAgreesWith(reader);
        var listed = new TurnReader();
        foreach (var e in (await ana.GetAsync($"chat/turns/{reader.TurnId}")).Data().GetProperty("events").EnumerateArray()) listed.Accept(new(e));
        listed.AssertAgreesWith(reader);
    }

    [Fact]
    public async Task A_cancelled_turn_keeps_what_was_said()
    {
        var reader = new TurnReader();
        await using var stream = await EventStream.OpenAsync(ana, "chat/message", new { clientMessageId = "1", text = "a saga" });
        await stream.ReadAsync(reader, 8);
        (await ana.PostAsync($"chat/turns/{reader.TurnId}/cancel")).Data();
        await stream.ReadAsync(reader);
        Assert.Equal("turn_cancelled", reader.End?.Type);
        Assert.NotEmpty(reader.Text);
        var again = (await ana.PostAsync("chat/message", new { clientMessageId = "1", text = "a saga" })).Data();
        Assert.Equal(reader.Text, again.GetProperty("message").GetProperty("content").GetString());
        (await ana.PostAsync($"chat/turns/{reader.TurnId}/cancel")).Data();  // nothing left to stop
    }

    [Fact]
    public async Task The_same_message_again_is_the_same_turn()
    {
        var twice = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SaidAsync("good morning")));
        Assert.Single(twice.Select(a => Id(a, "turnId")).Distinct());
        Assert.Single(twice.Select(a => a.GetProperty("message").GetRawText()).Distinct());
        (await ana.PostAsync("chat/message", new { clientMessageId = "1", text = "good evening" })).Refused(HttpStatusCode.Conflict, "CONFLICT");
        (await ana.PostAsync("chat/message", new { clientMessageId = "1", text = "Good morning" })).Refused(HttpStatusCode.Conflict, "CONFLICT");
    }

    [Fact]
    public async Task What_cannot_be_done_is_an_answer_in_the_envelope_also_for_event_streams()
    {
        var turnId = Id(await SaidAsync("good morning"), "turnId");
        var conversationId = Id(await SaidAsync("good morning"), "conversationId");
        using var bob = await martin.AddUserAsync("bob@rest.example");
        foreach (var accept in new[] { "application/json", "text/event-stream" })
        {
            async Task RefusedAsync(Api api, HttpMethod method, string path, object? body, HttpStatusCode status, string code, string? lastEventId = null)
            {
                using var request = new HttpRequestMessage(method, $"api/v1/{path}") { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) };
                request.Headers.Accept.ParseAdd(accept);
                if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
                var answer = (await api.SendAsync(request)).Refused(status, code);
                Assert.NotEmpty(answer.Json.GetProperty("meta").GetProperty("requestId").GetString()!);
            }
            await RefusedAsync(bob, HttpMethod.Get, $"chat/turns/{turnId}", null, HttpStatusCode.NotFound, "NOT_FOUND");
            await RefusedAsync(bob, HttpMethod.Post, $"chat/turns/{turnId}/cancel", null, HttpStatusCode.NotFound, "NOT_FOUND");
            await RefusedAsync(bob, HttpMethod.Post, "chat/message", new { clientMessageId = "b", text = "hi", conversationId }, HttpStatusCode.NotFound, "NOT_FOUND");
            await RefusedAsync(ana, HttpMethod.Get, $"chat/turns/{Guid.NewGuid()}", null, HttpStatusCode.NotFound, "NOT_FOUND");
            await RefusedAsync(ana, HttpMethod.Get, $"chat/turns/{turnId}?afterSeq=-1", null, HttpStatusCode.BadRequest, "INVALID_REQUEST");
            await RefusedAsync(ana, HttpMethod.Post, "chat/message", new { clientMessageId = "a", text = new string('x', 16 * 1024 + 1) }, HttpStatusCode.BadRequest, "INVALID_REQUEST");
            await RefusedAsync(ana, HttpMethod.Post, "chat/message", new { clientMessageId = "a", text = "hi", model = "hal" }, HttpStatusCode.BadRequest, "INVALID_REQUEST");
            await RefusedAsync(ana, HttpMethod.Post, "chat/message", new { clientMessageId = "a", text = "hi", mood = "good" }, HttpStatusCode.BadRequest, "INVALID_REQUEST");
            await RefusedAsync(ana, HttpMethod.Post, "chat/message", new { clientMessageId = "1", text = "another text" }, HttpStatusCode.Conflict, "CONFLICT");
            await RefusedAsync(ana, HttpMethod.Post, "chat/message", "hi", HttpStatusCode.BadRequest, "INVALID_REQUEST");
            if (accept == "text/event-stream")
                foreach (var id in new[] { "x", "-1", "99999999999999999999" })
                    await RefusedAsync(ana, HttpMethod.Get, $"chat/turns/{turnId}", null, HttpStatusCode.BadRequest, "INVALID_REQUEST", id);
        }
    }

    private async Task<JsonElement> SaidAsync(string text) => (await ana.PostAsync("chat/message", new { clientMessageId = "1", text })).Data();

    private static string? Id(JsonElement of, string name) => of.GetProperty(name).GetString();
}
