using System.Text.Json;
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
        var calls = RestCalls.All.ToList();
        var counts = new SortedDictionary<string, SortedDictionary<int, int>>(StringComparer.Ordinal);
        var (total, before) = (Counts.Of(sample: 2_000, full: 20_000), 0L);
        for (var done = 0; done < total;)
        {
            // From where everything has been loaded and compiled.
            if (before == 0 && done >= total / 4) before = GC.GetTotalMemory(forceFullCollection: true);
            var call = calls[random.Next(calls.Count)];
            var right = await call.Make(owner);
            for (var i = 0; i < CallsPerOriginal && done < total; i++, done++)
            {
                var (mutant, what) = RestMutation.Of(right, random);
                var status = await SendAsync(mutant, call, mutant.As ?? owner.Api, $"#{done} {call}: {what}");
                var row = counts.TryGetValue($"{call.Method} {call.Template}", out var known) ? known : counts[$"{call.Method} {call.Template}"] = [];
                row[status] = row.GetValueOrDefault(status) + 1;
            }
            var next = await owner.Api.GetAsync("me");
            Assert.True(next.Status == System.Net.HttpStatusCode.OK, $"after {call}: {next.Text}");
        }
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        foreach (var (route, row) in counts) output.WriteLine($"{route}: {string.Join(", ", row.Select(s => $"{s.Key} {s.Value}"))}");
        output.WriteLine($"{total} calls, {growth / 1_000_000.0:0.0} MB more memory");
        Assert.True(growth < MaxGrowthBytes, $"{growth} bytes more");
        foreach (var call in calls)
        {
            var right = await call.Make(owner);
            var answer = await (right.As ?? owner.Api).SendAsync(right.ToMessage(call.Method));
            Assert.True(answer.Status == right.Expect, $"{call} afterwards: {(int)answer.Status} {answer.Text}");
        }
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
