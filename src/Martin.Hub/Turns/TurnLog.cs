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
    /// <summary>A person's devices, and the page's second window.</summary>
    private const int MaxInlineReaders = 4;

    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private readonly StringBuilder said = new();
    private readonly long first = TurnSeq.Base(epoch) + 1;
    private AsyncSignal[] waiting = [];
    private bool open;
    private bool held;
    private bool closed;

    // Deltas are kept as places in one text and become events when they are read: an object a token, alive until its
    // turn has ended, was most of what the collector had to copy while many answers streamed.
    private readonly record struct Entry(TurnEvent? Event, int Start, int Length, DateTimeOffset At);

    public int Epoch => epoch;

    /// <summary>The seq of the last event; one less than the epoch's first when there is none.</summary>
    public long LastSeq
    {
        get { lock (gate) return first + entries.Count - 1; }
    }

    /// <summary>The terminal event stands in it. The turn's row may say so earlier, while the end is still being stored.</summary>
    public bool HasEnded
    {
        get { lock (gate) return entries is [.., { Event.IsTerminal: true }]; }
    }

    /// <summary>Characters of text.</summary>
    public int Length
    {
        get { lock (gate) return said.Length; }
    }

    /// <summary>Readers that have come to the end of what is there and follow.</summary>
    internal int Waiting => Volatile.Read(ref waiting).Length;

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
            open = held = false;
            added = new TurnEvent { TurnId = turnId, Seq = first + entries.Count, Type = type, At = clock.Now() };
            if (fill is not null) added = fill(added);
            entries.Add(new(added, 0, 0, added.At));
        }
        Wake();
        return added;
    }

    /// <summary>Appends text: to the open delta if nobody has read it yet, else as a new one.</summary>
    /// <param name="hold">Readers that wait are woken by <see cref="Show"/>, or by what else is appended: more is about to come.</param>
    public void AppendText(string text, bool hold = false)
    {
        lock (gate)
        {
            said.Append(text);
            if (open)
            {
                var last = entries[^1];
                entries[^1] = last with { Length = last.Length + text.Length };
            }
            else
            {
                entries.Add(new(null, said.Length - text.Length, text.Length, Millisecond(clock.Now())));
                open = held = true;
            }
            if (hold) return;
        }
        Show();
    }

    /// <summary>Wakes the readers for text that was held.</summary>
    public void Show()
    {
        lock (gate)
        {
            if (!held) return;  // they have been woken already
            held = false;
        }
        Wake();
    }

    /// <summary>Ends the log, with or without a terminal event: readers of an abandoned log look the owner up again.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }
        Wake();
    }

    /// <summary>All events after <paramref name="afterSeq"/>, then live until the log is closed.</summary>
    /// <param name="afterSeq">A seq of this epoch, or the epoch's base.</param>
    public async IAsyncEnumerable<TurnEvent> ReadAsync(long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var cursor = Follow(afterSeq, ct);
        while (!cursor.IsAtEnd)
        {
            if (cursor.Next() is { } e) yield return e;
            else await cursor.WaitAsync();
        }
    }

    /// <summary>A place in the log for one reader, who takes what is there and waits for more.</summary>
    /// <inheritdoc cref="ReadAsync" path="/param"/>
    public Cursor Follow(long afterSeq, CancellationToken ct) => new(this, checked((int)(afterSeq - first + 1)), ct);

    public sealed class Cursor : IAsyncDisposable
    {
        private readonly TurnLog log;
        private readonly CancellationToken ct;
        private readonly CancellationTokenRegistration cancelled;
        private readonly AsyncSignal signal = new();
        private int next;

        internal Cursor(TurnLog log, int next, CancellationToken ct)
        {
            (this.log, this.next, this.ct) = (log, next, ct);
            cancelled = ct.UnsafeRegister(static s => ((AsyncSignal)s!).Set(), signal);
        }

        /// <summary>The log was closed and all of it has been read.</summary>
        public bool IsAtEnd { get; private set; }

        /// <returns>null: there is nothing more now, and unless <see cref="IsAtEnd"/> says so, <see cref="WaitAsync"/> has to be awaited.</returns>
        public TurnEvent? Next()
        {
            ct.ThrowIfCancellationRequested();
            lock (log.gate)
            {
                if (next < log.entries.Count)
                {
                    if (next == log.entries.Count - 1) log.open = false;
                    return log.At(next++);
                }
                if (log.closed) IsAtEnd = true;
                else log.Enlist(signal);
                return null;
            }
        }

        public ValueTask WaitAsync()
        {
            if (IsAtEnd) return default;
            if (ct.IsCancellationRequested) signal.Set();  // cancelled before the signal was armed
            return signal.WaitAsync();
        }

        public async ValueTask DisposeAsync()
        {
            lock (log.gate) log.Dismiss(signal);
            await cancelled.DisposeAsync();
        }
    }

    private TurnEvent At(int index)
    {
        var entry = entries[index];
        return entry.Event ?? new TurnEvent
        {
            TurnId = turnId, Seq = first + index, Type = TurnEventType.TextDelta, At = entry.At, Text = said.ToString(entry.Start, entry.Length),
        };
    }

    // Finer would be three digits more in each of the many.
    private static DateTimeOffset Millisecond(DateTimeOffset at) => new(at.Ticks - at.Ticks % TimeSpan.TicksPerMillisecond, at.Offset);

    private void Enlist(AsyncSignal signal)
    {
        signal.Arm();
        if (Array.IndexOf(waiting, signal) < 0) waiting = [.. waiting, signal];
    }

    private void Dismiss(AsyncSignal signal) => waiting = Array.FindAll(waiting, s => s != signal);

    // Outside the lock: a reader's continuation runs right here, on the writer's thread, which saves a hop through the
    // thread pool per token. It never waits here: what it awaits beyond this moment (a full pipe) goes on elsewhere.
    // Not on a grain's scheduler, which they would not leave again; and those beyond a few go through the pool, or one user's many readers
    // would hold up whoever shares the writer's thread.
    private void Wake()
    {
        var readers = Volatile.Read(ref waiting);
        var inline = TaskScheduler.Current == TaskScheduler.Default ? MaxInlineReaders : 0;
        for (var i = 0; i < readers.Length; i++)
        {
            if (i < inline) readers[i].Set();
            else ThreadPool.UnsafeQueueUserWorkItem(static signal => signal.Set(), readers[i], preferLocal: false);
        }
    }
}
