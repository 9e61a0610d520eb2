using Martin.Plugins.Models;
using Martin.Plugins.Models.Gemini;
using Martin.Plugins.Models.Gpt;
using Microsoft.Extensions.AI;

namespace Martin.Bench.Rows;

/// <summary>What each model client costs by itself: CPU of this process for reading streams from the same upstream, and nothing done with them; and what a token is on the wire to a client.</summary>
internal static class ModelRow
{
    private const int Streams = 50;

    public static async Task RunAsync(Arena arena)
    {
        var root = $"http://127.0.0.1:{(await arena.UpstreamAsync()).Port}";
        using var http = new HttpClient();
        (string Name, IChatClient Client)[] clients =
        [
            ("gpt", new GptChatClient(null, "gpt-5.4", new($"{root}/v1"))), ("gemini", new GeminiChatClient(new GeminiApi(http, "bench", new($"{root}/v1beta")), "gemini-3.8-flash")),
        ];
        foreach (var (what, tokens, everyUs) in ((string, int, int)[])[("a token each 20 ms", arena.Options.Tokens / 2, Options.EveryUs), ("the model does not wait", arena.Options.BurstTokens, 0)])
        {
            var measured = clients.ToDictionary(c => c.Name, _ => new List<double>());
            for (var pair = 0; pair <= arena.Options.Pairs; pair++)
                foreach (var (name, client) in clients)
                {
                    var cost = await CostAsync(client, tokens, everyUs);
                    if (pair > 0) measured[name].Add(cost);  // the first of each is the warm-up
                }
            foreach (var (name, costs) in measured)
                arena.Report.Add($"CPU per token, {name} client alone, {Streams} at once, {what}", "", $"{Stats.Percentile([.. costs], 50):0.0} ({costs.Min():0.0}–{costs.Max():0.0}) s per million tokens", "", null);
        }
        foreach (var (_, client) in clients) client.Dispose();
        await DeltaBytes.RunAsync(arena);
    }

    /// <returns>CPU seconds of this process per million tokens.</returns>
    private static async Task<double> CostAsync(IChatClient client, int tokens, int everyUs)
    {
        var before = Environment.CpuUsage.TotalTime;
        var read = await Task.WhenAll(Enumerable.Range(0, Streams).Select(async i =>
        {
            await Task.Delay(i * Options.EveryUs / 1_000 / 10);  // staggered, as in the other rows
            var count = 0;
            await foreach (var update in client.GetStreamingResponseAsync($"bench tokens={tokens} every={everyUs}"))
                count += update.Contents.Count(c => c is TextContent { Text.Length: > 0 });
            return count;
        }));
        if (read.Any(r => r != tokens)) throw new InvalidOperationException("A token is missing.");
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / (tokens * Streams) * 1e6;
    }
}
