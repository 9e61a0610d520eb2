using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Wire;

/// <summary>Every method of the hub, called wrongly in every way: a coded error each time, and the connection goes on.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class HubHostilityTests(HubWorld world, ITestOutputHelper output) : IClassFixture<HubWorld>
{
    private const long MaxGrowthBytes = 100_000_000;

    public static IEnumerable<object[]> Methods =>
        from protocol in Enum.GetValues<WireProtocol>() from method in HubMethodShape.All select new object[] { protocol, method.Name };

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_right_call_succeeds(WireProtocol protocol, string method)
    {
        var shape = HubMethodShape.All.Single(m => m.Name == method);
        await using var hub = await world.ConnectAsync(protocol);
        var reply = await hub.CallAsync(method, shape.Valid(world.Ana), shape.Streams);
        Assert.True(reply.Error is null, reply.Error);
        Assert.Equal(shape.Streams, reply.Items.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_wrong_call_is_a_coded_error_and_nothing_more(WireProtocol protocol, string method)
    {
        var shape = HubMethodShape.All.Single(m => m.Name == method);
        await using var hub = await world.ConnectAsync(protocol);
        var bobs = await Holdings.SettledAsync(world.Martin, world.Bob.Api.UserId);
        var calls = HostileCalls.Of(shape, world.Ana, world.Bob).Where(c => c.FitsIn(protocol)).ToList();
        foreach (var call in calls)
        {
            var code = CodedError.Of((await CallAsync(hub, call)).Error, call.ToString());
            Assert.True(code == call.Code, $"{call}: {code} instead of {call.Code}");
            await PingAsync(hub, call.ToString());
        }
        Assert.Equal(bobs, await Holdings.SettledAsync(world.Martin, world.Bob.Api.UserId));  // some were made with his ids
        output.WriteLine($"{calls.Count} wrong calls of {method}");
        Assert.True(calls.Count > 3);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task What_is_not_a_method_is_not_found(WireProtocol protocol)
    {
        await using var hub = await world.ConnectAsync(protocol);
        foreach (var name in new[] { "Nonsense", "$refuse", "$REFUSE", "Refuse", "OnConnectedAsync", "OnDisconnectedAsync", "Dispose", "get_UserId", "ToString", "ｐｉｎｇ", " Ping", "Ping\0", new string('x', 10_000) })
            foreach (var stream in new[] { false, true })
            {
                var reply = await hub.CallAsync(name, [RawValue.Map(("code", RawValue.Of("INTERNAL")))], stream);
                Assert.Equal("NOT_FOUND", CodedError.Of(reply.Error, name));
                await PingAsync(hub, name);
            }
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task One_member_of_a_right_call_made_wrong_at_random(WireProtocol protocol)
    {
        var random = new Random(20261122);
        var hub = await world.ConnectAsync(protocol);
        var counts = new SortedDictionary<(string Method, string Code), int>();
        var (total, before) = (Counts.Of(sample: 2_000, full: 20_000), 0L);
        for (var i = 0; i < total; i++)
        {
            if (i == total / 4) before = GC.GetTotalMemory(forceFullCollection: true);  // by now everything has been loaded and compiled
            var call = Mutation.Of(HubMethodShape.All[random.Next(HubMethodShape.All.Count)], world.Ana, random, protocol);
            var reply = await CallAsync(hub, call);
            var of = (call.Method.Name, reply.Error is null ? "accepted" : CodedError.Of(reply.Error, $"#{i} {call}"));
            counts[of] = counts.GetValueOrDefault(of) + 1;
            if (i % 4 == 0) await PingAsync(hub, $"#{i} {call}");
        }
        await hub.DisposeAsync();
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        foreach (var method in counts.GroupBy(c => c.Key.Method)) output.WriteLine($"{method.Key}: {string.Join(", ", method.Select(c => $"{c.Key.Code} {c.Value}"))}");
        output.WriteLine($"{total} calls, {growth / 1_000_000.0:0.0} MB more memory");
        Assert.True(Sum("INVALID_REQUEST") > Sum("accepted"));
        Assert.Equal(0, Sum("INTERNAL"));
        Assert.True(growth < MaxGrowthBytes, $"{growth} bytes more");

        int Sum(string code) => counts.Where(c => c.Key.Code == code).Sum(c => c.Value);
    }

    private static Task<RawReply> CallAsync(RawHub hub, HostileCall call) =>
        Within(hub.CallAsync(call.Method.Name, call.Arguments, call.Method.Streams == call.InItsWay, call.StreamIds), call.ToString());

    private static async Task PingAsync(RawHub hub, string after)
    {
        var reply = await Within(hub.CallAsync(nameof(MartinHub.Ping), []), $"Ping after {after}");
        Assert.True(reply.Error is null && reply.Result?.GetProperty("serverTime").GetString() is not null, $"{after}: {reply.Error}");
    }

    private static async Task<RawReply> Within(Task<RawReply> reply, string call)
    {
        try { return await reply.WaitAsync(TimeSpan.FromSeconds(20)); }
        catch (Exception e) when (e is RawClosedException or TimeoutException) { throw new InvalidOperationException($"{call}: {e.Message}", e); }
    }
}
