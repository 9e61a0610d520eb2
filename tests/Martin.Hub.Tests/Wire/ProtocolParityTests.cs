using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Wire;

/// <summary>The two protocols say the same, and say it briefly.</summary>
public sealed class ProtocolParityTests
{
    [Fact]
    public async Task Every_event_of_a_turn_is_the_same_in_both_protocols()
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.On("plan").Says("I will book it. 😀 ")
            .Calls("create_event", new { title = "Lunch", startTime = "2026-12-01T12:00", endTime = "2026-12-01T13:00" })
            .Calls("create_event", new { title = "Tea", startTime = "2026-12-01T15:00", endTime = "2026-12-01T16:00", attendees = new[] { new { email = "ana@example.com" } } })
            .Calls("complete_task", new { taskId = Guid.NewGuid() })
            .Then.Says("Booked; Ana is still to be asked.");
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        using var owner = await martin.OwnerAsync();
        await using var json = await RawHub.ConnectAsync(martin.Address, owner.AccessToken, WireProtocol.Json);
        await using var packed = await RawHub.ConnectAsync(martin.Address, owner.AccessToken, WireProtocol.MessagePack);

        var sent = await json.CallAsync("SendMessage", [RawValue.Map(("clientMessageId", RawValue.Of("1")), ("text", RawValue.Of("plan my day")))], stream: true);
        var turnId = sent.Items[0].Value!.Value.GetProperty("turnId").GetString()!;
        var resume = RawValue.Map(("turnId", RawValue.Of(turnId)), ("afterSeq", RawValue.Of(0)));
        var inJson = await json.CallAsync("ResumeTurn", [resume], stream: true);
        var inPacked = await packed.CallAsync("ResumeTurn", [resume], stream: true);

        AssertSame([.. inJson.Items.Select(i => i.Value!.Value)], [.. inPacked.Items.Select(i => i.Value!.Value)]);
        var types = inJson.Items.Select(i => i.Value!.Value.GetProperty("type").GetString()).ToHashSet();
        Assert.Subset(types, new HashSet<string?> { "turn_started", "text_delta", "tool_started", "tool_finished", "action_requested", "turn_completed" });

        var action = inJson.Items[^1].Value!.Value.GetProperty("actions")[0];
        var decision = RawValue.Map(("actionId", RawValue.Of(action.GetProperty("id").GetString()!)), ("decision", RawValue.Of("reject")), ("payloadHash", RawValue.Of(action.GetProperty("payloadHash").GetString()!)));
        AssertSame([(await json.CallAsync("ResolveAction", [decision])).Result!.Value], [(await packed.CallAsync("ResolveAction", [decision])).Result!.Value]);
        await SyncedAsync(json, packed, turnId);
    }

    [Fact]
    public async Task A_short_token_takes_at_most_120_bytes_of_MessagePack()
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.TokenEvery = TimeSpan.FromMilliseconds(5);
        gpt.On("count").SaysWords(300);
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        using var owner = await martin.OwnerAsync();
        await using var hub = await RawHub.ConnectAsync(martin.Address, owner.AccessToken, WireProtocol.MessagePack);
        var reply = await hub.CallAsync("SendMessage", [RawValue.Map(("clientMessageId", RawValue.Of("1")), ("text", RawValue.Of("count")))], stream: true);
        var deltas = reply.Items.Where(i => i.Value!.Value.GetProperty("type").GetString() == "text_delta").ToList();
        var brief = deltas.Where(d => d.Value!.Value.GetProperty("text").GetString()!.Length <= 8).ToList();
        Assert.True(brief.Count > 50, $"{brief.Count} short deltas of {deltas.Count}");
        Assert.All(brief, d => Assert.True(d.Bytes <= 120, $"{d.Bytes} bytes: {d.Value}"));
    }

    // The continuation of the decision may still run while the one reads and the other does not yet.
    private static async Task SyncedAsync(RawHub json, RawHub packed, string turnId)
    {
        var from = RawValue.Map(("afterSeq", RawValue.Of(0)));
        while ((await json.CallAsync("Sync", [from])).Result!.Value.GetProperty("activeTurns").GetArrayLength() > 0) await Task.Delay(20);
        var inJson = (await json.CallAsync("Sync", [from])).Result!.Value;
        AssertSame([inJson], [(await packed.CallAsync("Sync", [from])).Result!.Value]);
        Assert.Contains(turnId, inJson.GetProperty("notifications").GetRawText());
    }

    private static void AssertSame(IReadOnlyList<JsonElement> inJson, IReadOnlyList<JsonElement> inPacked)
    {
        Assert.Equal(inJson.Count, inPacked.Count);
        foreach (var (one, other) in inJson.Zip(inPacked))
        {
            Assert.True(JsonElement.DeepEquals(one, other), $"JSON:        {one}\nMessagePack: {other}");
            AssertNoNull(one);
            AssertNoNull(other);
        }
    }

    private static void AssertNoNull(JsonElement value)
    {
        Assert.NotEqual(JsonValueKind.Null, value.ValueKind);
        if (value.ValueKind == JsonValueKind.Object) foreach (var member in value.EnumerateObject()) AssertNoNull(member.Value);
        else if (value.ValueKind == JsonValueKind.Array) foreach (var item in value.EnumerateArray()) AssertNoNull(item);
    }
}
