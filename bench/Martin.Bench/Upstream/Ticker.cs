using System.Runtime.InteropServices;

namespace Martin.Bench.Upstream;

/// <summary>
/// One thread that sends every stream's token when it is due, each at its own microsecond: streams that start apart stay apart, so that
/// no wake-up of the server serves several by accident of our timer.
/// </summary>
internal sealed partial class Ticker
{
    private const int LongestSleepUs = 1_000; // a stream that starts meanwhile waits no longer than this for its second token
    private readonly PriorityQueue<PacedStream, long> due = new();

    public Ticker() => new Thread(Run) { IsBackground = true, Name = "ticker" }.Start();

    public void Add(PacedStream stream)
    {
        lock (due)
        {
            due.Enqueue(stream, stream.DueUs);
            Monitor.Pulse(due);
        }
    }

    private void Run()
    {
        while (true)
        {
            var wait = EmitDue();
            if (wait > 0) _ = Sleep((uint)Math.Min(wait, LongestSleepUs));
        }
    }

    /// <returns>Microseconds to the next token. Without any stream it waits for one.</returns>
    private long EmitDue()
    {
        while (true)
        {
            PacedStream? stream;
            lock (due)
            {
                long at;
                while (!due.TryPeek(out stream, out at)) Monitor.Wait(due);
                if (at - Clock.Us is var wait and > 0) return wait;
                due.Dequeue();
            }
            if (!stream.Emit()) continue;
            lock (due) due.Enqueue(stream, stream.DueUs);
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
