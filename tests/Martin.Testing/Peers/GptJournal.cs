namespace Martin.Testing.Peers;

/// <summary>Everything that was asked, in order of arrival, and the reasons of every refusal.</summary>
public sealed class GptJournal
{
    private readonly Lock gate = new();
    private readonly List<GptExchange> exchanges = [];
    private readonly List<string> refusals = [];
    private readonly List<(Func<GptExchange, bool> When, TaskCompletionSource<GptExchange> Seen)> waiting = [];

    public IReadOnlyList<GptExchange> Exchanges
    {
        get { lock (gate) return [.. exchanges]; }
    }

    /// <summary>Messages of the 400s given; a test of well-behaved code asserts that this is empty.</summary>
    public IReadOnlyList<string> Refusals
    {
        get { lock (gate) return [.. refusals]; }
    }

    /// <summary>The first exchange, past or future, that <paramref name="when"/> accepts.</summary>
    public Task<GptExchange> WaitForAsync(Func<GptExchange, bool> when, CancellationToken ct = default)
    {
        lock (gate)
        {
            if (exchanges.Find(e => when(e)) is { } already) return Task.FromResult(already);
            var seen = new TaskCompletionSource<GptExchange>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((when, seen));
            return seen.Task.WaitAsync(ct);
        }
    }

    /// <summary>The first exchange whose last user message contains <paramref name="words"/>.</summary>
    public Task<GptExchange> WaitForAsync(string words, CancellationToken ct = default) =>
        WaitForAsync(e => e.Request.LastUser.Contains(words, StringComparison.OrdinalIgnoreCase), ct);

    internal GptExchange Begin(GptRequest request)
    {
        lock (gate)
        {
            var exchange = new GptExchange(exchanges.Count + 1, request);
            exchanges.Add(exchange);
            foreach (var (_, seen) in waiting.Where(w => w.When(exchange))) seen.TrySetResult(exchange);
            waiting.RemoveAll(w => w.Seen.Task.IsCompleted);
            return exchange;
        }
    }

    internal void Refuse(string reason)
    {
        lock (gate) refusals.Add(reason);
    }
}
