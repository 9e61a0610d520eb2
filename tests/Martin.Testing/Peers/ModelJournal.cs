namespace Martin.Testing.Peers;

/// <summary>Everything that was asked, in order of arrival, and the reasons of every refusal.</summary>
public sealed class ModelJournal
{
    private readonly Lock gate = new();
    private readonly List<ModelExchange> exchanges = [];
    private readonly List<string> refusals = [];
    private readonly List<(Func<ModelExchange, bool> When, TaskCompletionSource<ModelExchange> Seen)> waiting = [];

    public IReadOnlyList<ModelExchange> Exchanges
    {
        get { lock (gate) return [.. exchanges]; }
    }

    /// <summary>Messages of the 400s given; a test of well-behaved code asserts that this is empty.</summary>
    public IReadOnlyList<string> Refusals
    {
        get { lock (gate) return [.. refusals]; }
    }

    /// <summary>The first exchange, past or future, that <paramref name="when"/> accepts.</summary>
    public Task<ModelExchange> WaitForAsync(Func<ModelExchange, bool> when, CancellationToken ct = default)
    {
        lock (gate)
        {
            if (exchanges.Find(e => when(e)) is { } already) return Task.FromResult(already);
            var seen = new TaskCompletionSource<ModelExchange>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((when, seen));
            return seen.Task.WaitAsync(ct);
        }
    }

    /// <summary>The first exchange whose last user message contains <paramref name="words"/>.</summary>
    public Task<ModelExchange> WaitForAsync(string words, CancellationToken ct = default) =>
        WaitForAsync(e => e.Request.LastUser.Contains(words, StringComparison.OrdinalIgnoreCase), ct);

    internal ModelExchange Begin(ModelRequest request)
    {
        lock (gate)
        {
            var exchange = new ModelExchange(exchanges.Count + 1, request);
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
