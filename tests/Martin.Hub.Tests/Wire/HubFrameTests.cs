using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Wire;

/// <summary>What is wrong with whole frames, ids and numbers of calls: where the connection goes on, and where it ends and only it.</summary>
public sealed class HubFrameTests(HubWorld world) : IClassFixture<HubWorld>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public static TheoryData<WireProtocol> Protocols => [.. Enum.GetValues<WireProtocol>()];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_frame_over_1_MB_closes_its_connection_and_nothing_else(WireProtocol protocol) =>
        await ClosesAsync(protocol, Call(protocol, "Ping", RawValue.Of(new string('x', 1024 * 1024))));

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_frame_just_short_of_1_MB_is_answered(WireProtocol protocol)
    {
        await using var hub = await world.ConnectAsync(protocol);
        var reply = await hub.CallAsync("SendMessage", [RawValue.Of(new string('x', 1024 * 1024 - 200))], stream: true);
        Assert.Equal("INVALID_REQUEST", CodedError.Of(reply.Error, "1 MB less 200 bytes"));
        await PingAsync(hub);
    }

    [Theory]
    [InlineData(WireProtocol.Json, 66)]
    [InlineData(WireProtocol.Json, 100_000)]
    [InlineData(WireProtocol.MessagePack, 66)]
    [InlineData(WireProtocol.MessagePack, 1_000_000)]
    public async Task Nesting_beyond_64_levels_closes_its_connection_and_nothing_else(WireProtocol protocol, int levels) =>
        await ClosesAsync(protocol, Call(protocol, "Sync", RawValue.Nested(levels)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Nesting_is_counted_in_keys_and_in_what_is_passed_over_too(int place)
    {
        var deep = RawValue.Nested(1_000_000);
        var frame = place == 0
            ? Call(WireProtocol.MessagePack, "Sync", RawValue.Exactly(null, [0x81, .. deep.Packed, 0x01]))
            : RawFrames.Packed(RawValue.List(RawValue.Of(1), RawValue.Map(), RawValue.Of("x"), RawValue.Of("Sync"), RawValue.List(RawValue.Null), RawValue.List(), deep));
        await using var hub = await world.ConnectAsync(WireProtocol.MessagePack);
        await hub.SendAsync(frame);
        await ElsewhereAsync(WireProtocol.MessagePack);
    }

    public static IEnumerable<object[]> Garbage =>
        from protocol in Enum.GetValues<WireProtocol>() from kind in Frames(protocol).Keys select new object[] { protocol, kind };

    // Not messages of the hub protocol at all: there is no call to answer.
    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_does_not_reach_beyond_its_connection(WireProtocol protocol, string kind)
    {
        await using var hub = await world.ConnectAsync(protocol);
        await hub.SendAsync(Frames(protocol)[kind]);
        await ElsewhereAsync(protocol);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Streams_that_belong_to_nothing_are_passed_over(WireProtocol protocol)
    {
        await using var hub = await world.ConnectAsync(protocol);
        await hub.SendAsync(RawFrames.Item(protocol, "nobody", RawValue.Of("item")));
        await hub.SendAsync(RawFrames.Complete(protocol, "nobody"));
        await hub.SendAsync(RawFrames.Cancel(protocol, "nobody"));
        await PingAsync(hub);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Odd_invocation_ids_are_only_names(WireProtocol protocol)
    {
        await using var hub = await world.ConnectAsync(protocol);
        foreach (var id in new[] { " ", "x\0y", new string('i', 10_000), "{\"a\":1}", "😀" })
        {
            Assert.Null((await hub.CallAsync("Ping", [], id: id).WaitAsync(Soon)).Error);
            CodedError.Of((await hub.CallAsync("Ping", [RawValue.Null], id: id).WaitAsync(Soon)).Error, id);
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Without_an_invocation_id_nothing_is_answered_and_nothing_breaks(WireProtocol protocol)
    {
        await using var hub = await world.ConnectAsync(protocol);
        foreach (var id in new[] { null, RawValue.Of("") })
            foreach (var (target, arguments) in new[] { ("Ping", RawValue.List()), ("Nonsense", RawValue.List()), ("Sync", RawValue.List()), ("SendMessage", RawValue.List(RawValue.Map())), ("CancelTurn", RawValue.List(RawValue.Null)) })
                await hub.SendAsync(RawFrames.Call(protocol, RawType.Invocation, id, RawValue.Of(target), arguments));
        await PingAsync(hub);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Two_hundred_calls_at_once_are_all_answered(WireProtocol protocol)
    {
        await using var hub = await world.ConnectAsync(protocol);
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => hub.CallAsync(i % 3 == 0 ? "Nonsense" : "Ping", []))).WaitAsync(Soon);
        Assert.Equal(67, replies.Count(r => r.Error is not null));
        foreach (var refused in replies.Where(r => r.Error is not null)) CodedError.Of(refused.Error, "Nonsense");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_connection_holds_64_streams_and_refuses_more(WireProtocol protocol)
    {
        await using var gpt = await GptServer.StartAsync();
        gpt.TokenEvery = TimeSpan.FromMilliseconds(100);
        gpt.On("story").SaysWords(100_000);
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        using var owner = await martin.OwnerAsync();
        await using var hub = await RawHub.ConnectAsync(martin.Address, owner.AccessToken, protocol);
        var (turnId, _) = await OpenAsync(hub, "SendMessage", RawValue.Map(("clientMessageId", RawValue.Of("1")), ("text", RawValue.Of("a story"))));
        var resume = RawValue.Map(("turnId", RawValue.Of(turnId)), ("afterSeq", RawValue.Of(0)));
        var streams = await Task.WhenAll(Enumerable.Range(0, 63).Select(_ => OpenAsync(hub, "ResumeTurn", resume)));
        for (var i = 0; i < 6; i++)
        {
            var refused = await hub.CallAsync("ResumeTurn", [resume], stream: true).WaitAsync(Soon);
            Assert.Equal("RATE_LIMITED", CodedError.Of(refused.Error, "stream 65"));
        }
        await PingAsync(hub);

        var reused = await hub.CallAsync("Ping", [], id: streams[1].Id).WaitAsync(Soon);  // the id of a stream that is open
        if (reused.Error is not null) CodedError.Of(reused.Error, "an id in use");
        var ended = hub.Await(streams[0].Id);  // before it is asked for: it may come faster than the next line
        await hub.SendAsync(RawFrames.Cancel(protocol, streams[0].Id));
        await ended.WaitAsync(Soon);
        await OpenAsync(hub, "ResumeTurn", resume);  // its place is free again
        Assert.Null((await hub.CallAsync("CancelTurn", [RawValue.Of(turnId)]).WaitAsync(Soon)).Error);
    }

    private static async Task<(string TurnId, string Id)> OpenAsync(RawHub hub, string method, RawValue argument)
    {
        var id = hub.NewId();
        var first = new TaskCompletionSource<RawMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = hub.Await(id, item => first.TrySetResult(item));
        await hub.SendAsync(RawFrames.Call(hub.Protocol, RawType.StreamInvocation, RawValue.Of(id), RawValue.Of(method), RawValue.List(argument)));
        if (await Task.WhenAny(first.Task, ended).WaitAsync(Soon) == ended) Assert.Fail($"{method}: {(await ended).Error}");
        return ((await first.Task).Value!.Value.GetProperty("turnId").GetString()!, id);
    }

    private static byte[] Call(WireProtocol protocol, string method, RawValue argument) =>
        RawFrames.Call(protocol, RawType.Invocation, RawValue.Of("1"), RawValue.Of(method), RawValue.List(argument));

    /// <summary>The frame ends its connection; the user's other one goes on, and a new one is open at once.</summary>
    private async Task ClosesAsync(WireProtocol protocol, byte[] frame)
    {
        await using var bystander = await world.ConnectAsync(protocol);
        await using var hub = await world.ConnectAsync(protocol);
        await hub.SendAsync(frame);
        await hub.Closed.WaitAsync(Soon);
        await PingAsync(bystander);
        await ElsewhereAsync(protocol);
    }

    private async Task ElsewhereAsync(WireProtocol protocol)
    {
        await using var next = await world.ConnectAsync(protocol);
        await PingAsync(next);
    }

    private static async Task PingAsync(RawHub hub) => Assert.Null((await hub.CallAsync("Ping", []).WaitAsync(Soon)).Error);

    private static Dictionary<string, byte[]> Frames(WireProtocol protocol) => protocol == WireProtocol.Json
        ? new()
        {
            ["no JSON"] = RawFrames.Json("hello"),
            ["nothing"] = RawFrames.Json(""),
            ["a list"] = RawFrames.Json("[]"),
            ["no type"] = RawFrames.Json("{}"),
            ["an unknown type"] = RawFrames.Json("{\"type\":99}"),
            ["a number as id"] = RawFrames.Json("{\"type\":1,\"invocationId\":5,\"target\":\"Ping\",\"arguments\":[]}"),
            ["null as target"] = RawFrames.Json("{\"type\":1,\"invocationId\":\"1\",\"target\":null,\"arguments\":[]}"),
            ["no target"] = RawFrames.Json("{\"type\":1,\"invocationId\":\"1\",\"arguments\":[]}"),
            ["a map as arguments"] = RawFrames.Json("{\"type\":1,\"invocationId\":\"1\",\"target\":\"Ping\",\"arguments\":{}}"),
            ["no arguments"] = RawFrames.Json("{\"type\":1,\"invocationId\":\"1\",\"target\":\"Ping\"}"),
            ["a stream without id"] = RawFrames.Json("{\"type\":4,\"target\":\"SendMessage\",\"arguments\":[{}]}"),
            ["half a surrogate as target"] = RawFrames.Json("{\"type\":1,\"invocationId\":\"1\",\"target\":\"\\ud800\",\"arguments\":[]}"),
            ["a cancellation of nothing"] = RawFrames.Cancel(protocol, ""),
            ["no UTF-8"] = [0xff, 0xfe, 0xfd, 0x1e],
        }
        : new()
        {
            ["an empty message"] = [0],
            ["a length beyond any"] = [0xff, 0xff, 0xff, 0xff, 0x7f],
            ["a map"] = RawFrames.Packed(RawValue.Map()),
            ["an empty list"] = RawFrames.Packed(RawValue.List()),
            ["an unknown type"] = RawFrames.Packed(RawValue.List(RawValue.Of(99))),
            ["a text as type"] = RawFrames.Packed(RawValue.List(RawValue.Of("1"))),
            ["a number as id"] = RawFrames.Call(protocol, RawType.Invocation, RawValue.Of(5), RawValue.Of("Ping"), RawValue.List()),
            ["nil as target"] = RawFrames.Call(protocol, RawType.Invocation, RawValue.Of("1"), RawValue.Null, RawValue.List()),
            ["a map as arguments"] = RawFrames.Call(protocol, RawType.Invocation, RawValue.Of("1"), RawValue.Of("Ping"), RawValue.Map()),
            ["a stream without id"] = RawFrames.Call(protocol, RawType.StreamInvocation, null, RawValue.Of("SendMessage"), RawValue.List(RawValue.Map())),
            ["a cancellation of nothing"] = RawFrames.Cancel(protocol, ""),
            ["headers without end"] = RawFrames.Packed(RawValue.List(RawValue.Of(1), RawValue.Exactly(null, [0xdf, 0xff, 0xff, 0xff, 0xff]))),
            ["arguments without end"] = RawFrames.Call(protocol, RawType.Invocation, RawValue.Of("1"), RawValue.Of("Ping"), RawValue.Exactly(null, [0xdd, 0x7f, 0xff, 0xff, 0xff])),
        };
}
