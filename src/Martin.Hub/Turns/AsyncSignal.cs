using System.Threading.Tasks.Sources;

namespace Martin.Hub.Turns;

/// <summary>
/// A reusable signal for one waiter, who arms it and then always waits. Setting it runs the waiter's continuation inline;
/// setting it while it is not armed does nothing.
/// </summary>
internal sealed class AsyncSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> source;
    private int armed;

    public void Arm()
    {
        source.Reset();
        Volatile.Write(ref armed, 1);
    }

    public void Set()
    {
        // Only the one that disarms completes the source, so a late setter can't complete it twice.
        if (Interlocked.CompareExchange(ref armed, 0, 1) == 1) source.SetResult(true);
    }

    public ValueTask WaitAsync() => new(this, source.Version);

    void IValueTaskSource.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
