using Martin.Data;
using System.Runtime.CompilerServices;
using System.Text;

namespace Martin.Hub.Turns;

/// <summary>
/// What one owner of a turn has said so far, in memory. One writer appends; any number of readers follow from a position.
/// The last text_delta stays open until somebody has read it: fast readers get each token at once, slow or absent
/// readers get fewer, larger deltas, and no timer is involved.
/// </summary>
public sealed class TurnLog(Guid turnId, int epoch, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<TurnEvent> events = [];
    private readonly long first = TurnSeq.Base(epoch) + 1;
    private AsyncSignal[] waiting = [];
    private readonly StringBuilder spare = new();
    private StringBuilder? open;
    private bool closed;

    public int Epoch => epoch;

    /// <summary>The seq of the last event; one less than the epoch's first when there is none.</summary>
    public long LastSeq
    {
        get { lock (gate) return first + events.Count - 1; }
    }

    public bool IsClosed
    {
        get { lock (gate) return closed; }
    }

    /// <summary>Appends an event; its seq and time are given here.</summary>
    public TurnEvent Append(string type, Func<TurnEvent, TurnEvent>? fill = null)
    {
        TurnEvent added;
        lock (gate)
        {
            CloseOpenDelta();
            added = new TurnEvent { TurnId = turnId, Seq = first + events.Count, Type = type, At = clock.Now() };
            if (fill is not null) added = fill(added);
            events.Add(added);
        }
        Wake();
        return added;
    }

    /// <summary>Appends text: to the open delta if nobody has read it yet, else as a new one.</summary>
    public void AppendText(string text)
    {
        lock (gate)
        {
            if (open is not null)
            {
                open.Append(text);
                return;  // its readers have been woken already
            }
            events.Add(new TurnEvent
            {
                TurnId = turnId, Seq = first + events.Count, Type = TurnEventType.TextDelta, At = clock.Now(), Text = text,
            });
            open = spare.Clear();
            open.Append(text);
        }
        Wake();
    }

    /// <summary>Ends the log, with or without a terminal event: readers of an abandoned log look the owner up again.</summary>
    public void Close()
    {
        lock (gate)
        {
            CloseOpenDelta();
            closed = true;
        }
        Wake();
    }

    /// <summary>All events after <paramref name="afterSeq"/>, then live until the log is closed.</summary>
    /// <param name="afterSeq">A seq of this epoch, or the epoch's base.</param>
    public async IAsyncEnumerable<TurnEvent> ReadAsync(long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        var next = checked((int)(afterSeq - first + 1));
        var signal = new AsyncSignal();
        await using var cancelled = ct.UnsafeRegister(static s => ((AsyncSignal)s!).Set(), signal);
        try
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                TurnEvent? found = null;
                lock (gate)
                {
                    if (next < events.Count)
                    {
                        if (next == events.Count - 1) CloseOpenDelta();
                        found = events[next++];
                    }
                    else if (closed) yield break;
                    else Enlist(signal);
                }
                if (found is not null)
                {
                    yield return found;
                    continue;
                }
                if (ct.IsCancellationRequested) signal.Set();  // cancelled before the signal was armed
                await signal.WaitAsync();
            }
        }
        finally
        {
            lock (gate) Dismiss(signal);
        }
    }

    private void CloseOpenDelta()
    {
        if (open is null) return;
        if (open.Length != events[^1].Text!.Length) events[^1] = events[^1] with { Text = open.ToString() };
        open = null;
    }

    private void Enlist(AsyncSignal signal)
    {
        signal.Arm();
        if (Array.IndexOf(waiting, signal) < 0) waiting = [.. waiting, signal];
    }

    private void Dismiss(AsyncSignal signal) => waiting = Array.FindAll(waiting, s => s != signal);

    // Outside the lock: a reader's continuation runs right here, on the writer's thread, which saves a hop through the
    // thread pool per token. It never waits here: what it awaits beyond this moment (a full pipe) goes on elsewhere.
    private void Wake()
    {
        foreach (var signal in Volatile.Read(ref waiting)) signal.Set();
    }
}
