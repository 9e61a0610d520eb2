using System.Diagnostics;

namespace Martin.Testing.Clients;

/// <summary>
/// Follows one turn on one device until it ends: SendMessage or ResumeTurn, after every cut ResumeTurn from the last seq (or, when no
/// event had come yet, the same SendMessage again). <see cref="Reader"/> judges each event; a violation fails <see cref="Ended"/>.
/// </summary>
public sealed class WireTurn
{
    private readonly WireClient client;
    private readonly object? message;
    private readonly Lock gate = new();
    private readonly List<(Func<WireEvent, bool> When, TaskCompletionSource<WireEvent> Came)> waiting = [];
    private readonly List<TimeSpan> resumeTimes = [];
    private string? turnId;

    internal WireTurn(WireClient client, object message) : this(client, message, null, 0) { }
    internal WireTurn(WireClient client, string turnId, long afterSeq) : this(client, null, turnId, afterSeq) { }

    private WireTurn(WireClient client, object? message, string? turnId, long afterSeq)
    {
        this.client = client;
        this.message = message;
        this.turnId = turnId;
        Reader = new TurnReader(afterSeq);
        Ended = Task.Run(FollowAsync);
    }

    /// <summary>Completes with the turn's last event; fails with what went wrong.</summary>
    public Task<WireEvent> Ended { get; }
    public TurnReader Reader { get; }
    /// <summary>Streams opened after the first.</summary>
    public int Resumes { get; private set; }
    /// <summary>Streams that the server ended in good order without ending the turn: none is allowed unless a node is going down.</summary>
    public int EarlyEnds { get; private set; }
    /// <summary>From each ResumeTurn call on a live connection to its first event.</summary>
    public IReadOnlyList<TimeSpan> ResumeTimes
    {
        get { lock (gate) return [.. resumeTimes]; }
    }

    public Task<WireEvent> WaitForAsync(string type) => WaitForAsync(e => e.Type == type);

    /// <summary>The first event, past or future, that <paramref name="when"/> accepts; fails if the turn ends before.</summary>
    public async Task<WireEvent> WaitForAsync(Func<WireEvent, bool> when)
    {
        TaskCompletionSource<WireEvent> came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (Reader.Received.FirstOrDefault(when) is { } already) return already;
            waiting.Add((when, came));
        }
        await Task.WhenAny(came.Task, Ended);
        if (came.Task.IsCompleted) return await came.Task;
        var end = await Ended; // throws when following failed
        throw new InvalidOperationException($"The turn ended with {end.Type} before the awaited event came.");
    }

    private async Task<WireEvent> FollowAsync()
    {
        for (var attempt = 0; attempt < 10_000; attempt++)
        {
            await client.EnsureConnectedAsync();
            if (attempt > 0) Resumes++;
            if (await ReadOnceAsync() is { } end) return end;
        }
        throw new InvalidOperationException("10,000 streams did not bring this turn to its end.");
    }

    /// <returns>The turn's last event, or null when the stream broke and is to be resumed.</returns>
    private async Task<WireEvent?> ReadOnceAsync()
    {
        using var stuck = new CancellationTokenSource();
        var (method, argument) = turnId is null ? ("SendMessage", message) : ("ResumeTurn", new { turnId, afterSeq = Reader.LastSeq });
        Reader.Resumed();
        var opened = Stopwatch.GetTimestamp();
        var first = true;
        try
        {
            stuck.CancelAfter(client.Patience);
            await foreach (var json in client.StreamAsync(method, [argument], stuck.Token))
            {
                stuck.CancelAfter(client.Patience);
                lock (gate)
                {
                    if (first && method == "ResumeTurn") resumeTimes.Add(Stopwatch.GetElapsedTime(opened));
                    first = false;
                    Take(new WireEvent(json));
                }
            }
        }
        catch (Exception e) when (e is not (WireException or WireViolationException))
        {
            if (stuck.IsCancellationRequested)
                throw new TimeoutException($"Turn {turnId}: no event for {client.Patience.TotalSeconds:0} s after seq {Reader.LastSeq} ({method}).");
            if (Reader.End is null) return null; // the connection was cut
        }
        if (Reader.End is { } end) return end;
        if (++EarlyEnds > 50) Reader.StreamEnded(); // a server that keeps doing so never ends the turn
        return null;
    }

    private void Take(WireEvent e)
    {
        Reader.Accept(e);
        turnId = e.TurnId;
        foreach (var w in waiting.Where(w => w.When(e))) w.Came.TrySetResult(e);
        waiting.RemoveAll(w => w.Came.Task.IsCompleted);
    }
}
