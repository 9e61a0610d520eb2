using System.Text.Json;
using Martin.Hub.Http;
using Martin.Hub.Tests.Support;
using Martin.Testing;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>Right, signed-in calls with one thing changed, by the thousand: an answer each time, never a fault, and Martin is as it was.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class RestFuzzTests(SharedHost shared, ITestOutputHelper output) : IClassFixture<SharedHost>
{
    /// <summary>Calls made from one right one before it is made afresh: what a mutant may have changed is then new again.</summary>
    private const int CallsPerOriginal = 20;

    private const long MaxGrowthBytes = 100_000_000;

    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task Calls_with_one_thing_changed_are_answered_and_do_no_harm()
    {
        var random = new Random(20261123);
        var owner = await RestOwner.AddAsync(martin);
        var calls = RestCalls.All.ToArray();
        random.Shuffle(calls);  // and then each in turn, so that none is left out
        var counts = new SortedDictionary<string, SortedDictionary<int, int>>(StringComparer.Ordinal);
        var (total, before, replayed) = (Counts.Of(sample: 2_000, full: 20_000), 0L, 0);
        for (int done = 0, turn = 0; done < total; turn++)
        {
            // From where everything has been loaded and compiled.
            if (before == 0 && done >= total / 4) before = GC.GetTotalMemory(forceFullCollection: true);
            var call = calls[turn % calls.Length];
            var right = await call.Make(owner);
            for (var i = 0; i < CallsPerOriginal && done < total; i++, done++)
            {
                var (mutant, what) = RestMutation.Of(right, random);
                var status = await SendAsync(mutant, call, mutant.As ?? owner.Api, $"#{done} {call}: {what}");
                var row = counts.TryGetValue($"{call.Method} {call.Template}", out var known) ? known : counts[$"{call.Method} {call.Template}"] = [];
                row[status] = row.GetValueOrDefault(status) + 1;
                if (await IsReplayedAsync(mutant, call, mutant.As ?? owner.Api, $"#{done} {call}: {what}, once more")) replayed++;
            }
            var next = await owner.Api.GetAsync("me");
            Assert.True(next.Status == System.Net.HttpStatusCode.OK, $"after {call}: {next.Text}");
        }
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        foreach (var (route, row) in counts) output.WriteLine($"{route}: {string.Join(", ", row.Select(s => $"{s.Key} {s.Value}"))}");
        Assert.Equal(RouteTable.Of(martin).Select(r => $"{r.Method} {r.Template}").Order(StringComparer.Ordinal), counts.Keys);
        Assert.True(replayed > 20, $"{replayed} answers came again");
        output.WriteLine($"{total} calls, {replayed} of them answered again by their key, {growth / 1_000_000.0:0.0} MB more memory");
        Assert.True(growth < MaxGrowthBytes, $"{growth} bytes more");
        foreach (var call in calls)
        {
            var right = await call.Make(owner);
            var answer = await (right.As ?? owner.Api).SendAsync(right.ToMessage(call.Method));
            Assert.True(answer.Status == right.Expect, $"{call} afterwards: {(int)answer.Status} {answer.Text}");
        }
    }

    /// <summary>What was sent with a key is sent again: the first answer, or none that was kept; never a fault.</summary>
    private static async Task<bool> IsReplayedAsync(RestRequest mutant, RestCall call, Api api, string what)
    {
        if (mutant.Headers is not [(IdempotencyEdge.Header, var key)] || key.Contains(' ', StringComparison.Ordinal) || key.Length > IdempotencyEdge.MaxKeyChars) return false;
        var (first, again) = (await api.SendAsync(mutant.ToMessage(call.Method)), await api.SendAsync(mutant.ToMessage(call.Method)));
        Assert.True((int)first.Status < 500 && (int)again.Status < 500, $"{what}: {(int)first.Status}, {(int)again.Status} {again.Text}");
        if (!first.Headers.ContainsKey(IdempotencyEdge.ReplayedHeader)) return false;
        Assert.True(first.Status == again.Status && first.Text == again.Text, $"{what}: {first.Text}, then {again.Text}");
        return true;
    }

    private static async Task<int> SendAsync(RestRequest mutant, RestCall call, Api api, string what)
    {
        try
        {
            var answer = await api.SendAsync(mutant.ToMessage(call.Method)).WaitAsync(TimeSpan.FromSeconds(40));
            Assert.True((int)answer.Status < 500, $"{what}: {(int)answer.Status} {answer.Text}");
            if ((int)answer.Status >= 400) Assert.False(string.IsNullOrEmpty(answer.Code), $"{what}: {answer.Text}");
            return (int)answer.Status;
        }
        catch (Exception e) when (e is TimeoutException or HttpRequestException or JsonException)
        {
            throw new InvalidOperationException($"{what}: {e.Message}", e);
        }
    }
}
