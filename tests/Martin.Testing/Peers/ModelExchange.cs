namespace Martin.Testing.Peers;

/// <summary>One journal entry: a request that passed the checks and how far its answer got.</summary>
public sealed class ModelExchange(int number, ModelRequest request)
{
    private readonly Lock gate = new();
    private readonly List<(int Tokens, TaskCompletionSource Reached)> waiting = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int tokens;

    /// <summary>1-based order of arrival.</summary>
    public int Number { get; } = number;
    public ModelRequest Request { get; } = request;
    public DateTimeOffset At { get; } = DateTimeOffset.UtcNow;
    /// <summary>Tokens (text or argument pieces) written so far.</summary>
    public int TokensSent => Volatile.Read(ref tokens);
    /// <summary>True once the whole answer, its end included, was written.</summary>
    public bool Completed { get; private set; }
    /// <summary>Completes when the answer has ended in whatever way.</summary>
    public Task Ended => ended.Task;

    /// <summary>Waits until the answer has sent so many tokens; ends early if the answer ends before.</summary>
    public Task WaitForTokensAsync(int count, CancellationToken ct = default)
    {
        lock (gate)
        {
            if (tokens >= count || ended.Task.IsCompleted) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((count, reached));
            return reached.Task.WaitAsync(ct);
        }
    }

    internal void Sent()
    {
        lock (gate)
        {
            tokens++;
            if (waiting.Count == 0) return;
            foreach (var (_, reached) in waiting.Where(w => w.Tokens <= tokens)) reached.TrySetResult();
            waiting.RemoveAll(w => w.Tokens <= tokens);
        }
    }

    internal void End(bool completed)
    {
        lock (gate)
        {
            Completed = completed;
            ended.TrySetResult();
            foreach (var (_, reached) in waiting) reached.TrySetResult();
        }
    }
}
