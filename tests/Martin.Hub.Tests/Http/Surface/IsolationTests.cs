using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Martin.Hub.Tests.Support;
using Martin.Testing.Servers;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>Nobody sees or changes what is not theirs, on any route; the hub's methods are tried so in HubHostilityTests.</summary>
public sealed partial class IsolationTests(SharedHost shared, ITestOutputHelper output) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public void Every_route_has_a_right_call()
    {
        var known = RestCalls.All.Select(c => (c.Method, c.Template)).ToHashSet();
        Assert.Equal([], RouteTable.Of(martin).Where(r => !known.Contains(r)));
        Assert.Equal([], known.Except(RouteTable.Of(martin)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_with_anothers_ids_reads_and_writes_nothing_and_by_the_owner_succeeds(bool postgres)
    {
        await using var martin = MartinHost.Start(postgres ? new() { ["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() } : null);
        var (ana, bob) = (await RestOwner.AddAsync(martin), await RestOwner.AddAsync(martin));
        var (foreign, all) = (0, 0);
        foreach (var call in RestCalls.All)
        {
            var request = await call.Make(ana);
            if (Ids().IsMatch(request.Path + string.Join(' ', request.Query) + request.Body?.Json))
            {
                var before = await Holdings.SettledAsync(martin, ana.Api.UserId);
                var answer = await bob.Api.SendAsync(request.ToMessage(call.Method));
                Assert.True(Is404(call, request, answer), $"{call} with another's id: {(int)answer.Status} {answer.Text}");
                Assert.Equal(before, await Holdings.SettledAsync(martin, ana.Api.UserId));
                foreign++;
            }
            var own = await (request.As ?? ana.Api).SendAsync(request.ToMessage(call.Method));
            Assert.True(own.Status == request.Expect, $"{call} by the owner: {(int)own.Status} {own.Text}");
            all++;
        }
        output.WriteLine($"{all} calls, {foreign} of them with another's ids");
        Assert.True(foreign > 20);
    }

    [Fact]
    public async Task No_list_holds_what_is_anothers()
    {
        var (ana, bob) = (await RestOwner.AddAsync(martin), await RestOwner.AddAsync(martin));
        foreach (var call in RestCalls.All.Where(c => c.Method == "POST")) await call.Make(ana);
        var hers = Ids().Matches(await BelongingsAsync(ana)).Select(m => m.Value).ToHashSet();
        Assert.True(hers.Count > 10);
        foreach (var call in RestCalls.All.Where(c => c.Method == "GET" && !c.Template.Contains('{', StringComparison.Ordinal)))
        {
            var request = await call.Make(bob);
            var text = (await bob.Api.SendAsync(request.ToMessage("GET"))).Text;
            Assert.DoesNotContain(Ids().Matches(text).Select(m => m.Value), hers.Contains);
        }
    }

    /// <summary>An id in the path or in a body is not found; as a filter it finds nothing.</summary>
    private static bool Is404(RestCall call, RestRequest request, Answer answer)
    {
        if (Ids().IsMatch(request.Path)) return answer.Status == HttpStatusCode.NotFound && answer.Code == "NOT_FOUND";
        if (call.Method == "GET") return answer.Status == HttpStatusCode.NotFound || answer.Json.GetProperty("data").GetArrayLength() == 0;
        return answer.Status == HttpStatusCode.NotFound && answer.Code == "NOT_FOUND";
    }

    private static async Task<string> BelongingsAsync(RestOwner owner)
    {
        var export = (await owner.Api.GetAsync("me/export")).Json;
        return string.Join('\n', export.EnumerateObject().Where(p => p.Name != "exportedAt").Select(p => $"{p.Name} {p.Value.GetRawText()}"));
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
