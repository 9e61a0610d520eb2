using Martin.Bench.Servers;
using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;

namespace Martin.Bench.Rows;

/// <summary>Bytes of a hub frame that carries one token of English, in each protocol, everything but the WebSocket's own few bytes counted.</summary>
internal static class DeltaBytes
{
    private const int MaxPacked = 120;
    private const int Tokens = 500;

    public static async Task RunAsync(Arena arena)
    {
        if (await arena.MartinAsync() is not MartinSubject martin) return;
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            await using var hub = await RawHub.ConnectAsync(martin.Hub, martin.Token(0)!, protocol);
            var message = RawValue.Map(("clientMessageId", RawValue.Of($"{Guid.CreateVersion7()}")), ("text", RawValue.Of($"bench tokens={Tokens} every={Options.EveryUs} words")));
            var reply = await hub.CallAsync("SendMessage", [message], stream: true);
            var deltas = reply.Items.Where(i => i.Value?.GetProperty("type").GetString() == "text_delta").ToList();
            if (reply.Error is not null || deltas.Count < Tokens / 2) throw new InvalidOperationException($"{deltas.Count} deltas of {Tokens} tokens: {reply.Error}");
            var text = deltas.Average(d => (double)d.Value!.Value.GetProperty("text").GetString()!.Length);
            var mean = deltas.Average(d => d.Bytes);
            var packed = protocol == WireProtocol.MessagePack;
            arena.Report.Add($"bytes per delta on the wire, {protocol}, {text:0.0} characters of text each", packed ? $"≤ {MaxPacked}" : "", $"{mean:0.0} ({deltas.Min(d => d.Bytes)}–{deltas.Max(d => d.Bytes)})", "", packed ? mean <= MaxPacked : null);
        }
    }
}
