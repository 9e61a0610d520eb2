using System.Diagnostics;
using System.Net.WebSockets;
using Martin.Bench.Servers;

namespace Martin.Bench.Load;

/// <summary>
/// A device that streams a long answer from before and a live one, and reads neither, nor the pushes of its user. When the server ends its
/// connection it comes back and does the same again.
/// </summary>
/// <param name="earlier">The turn with the long answer.</param>
internal sealed class StalledDevice(Subject martin, int user, string earlier, int tokens)
{
    private const int EarlierTokens = 20_000; // 400 kB of text, several times what any buffer on the way holds
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly string message = martin.Message($"bench tokens={tokens} every={Options.EveryUs}");
    private readonly List<TimeSpan> ended = [];

    /// <summary>How long each connection stood before the server ended it.</summary>
    public IReadOnlyList<TimeSpan> Ended => ended;

    /// <summary>Lets the long answer be given, to a device that reads.</summary>
    public static async Task<string> AnswerAsync(Subject martin, int user)
    {
        await using var client = await RawClient.ConnectAsync(martin.Hub, martin.Token(user));
        var log = new StreamLog(EarlierTokens);
        await client.StreamAsync("SendMessage", martin.Message($"bench tokens={EarlierTokens} every=0"), log);
        await log.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        return log.Problem is { } problem ? throw new InvalidOperationException($"The long answer: {problem}") : await log.TurnId;
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using var deaf = await DeafSocket.ConnectAsync(martin.Hub, martin.Token(user)!, CancellationToken.None);
            var watch = Stopwatch.StartNew();
            try
            {
                await deaf.SendAsync($"{{\"type\":4,\"invocationId\":\"1\",\"target\":\"ResumeTurn\",\"arguments\":[{{\"turnId\":\"{earlier}\",\"afterSeq\":0}}]}}");
                await deaf.SendAsync($"{{\"type\":4,\"invocationId\":\"2\",\"target\":\"SendMessage\",\"arguments\":[{message}]}}");
                for (; !ct.IsCancellationRequested; await Task.Delay(LookEvery, CancellationToken.None)) await deaf.SendAsync("{\"type\":6}");
            }
            catch (WebSocketException)
            {
                ended.Add(watch.Elapsed);
            }
        }
    }

    /// <summary>Reads the live turn at last, as the device would that comes to itself.</summary>
    /// <exception cref="InvalidOperationException">A token of it is missing or doubled.</exception>
    public async Task CheckAsync()
    {
        await using var client = await RawClient.ConnectAsync(martin.Hub, martin.Token(user));
        var log = new StreamLog(tokens);
        await client.StreamAsync("SendMessage", message, log);
        await log.Ended.WaitAsync(TimeSpan.FromSeconds(60));
        if (log.Problem is { } problem) throw new InvalidOperationException($"The stalled device's own turn: {problem}");
    }
}
