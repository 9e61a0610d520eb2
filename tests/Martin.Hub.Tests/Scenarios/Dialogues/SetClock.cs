using System.Diagnostics;

namespace Martin.Hub.Tests.Scenarios.Dialogues;

/// <summary>Goes on from the time that was set; only the time that it tells is set, waiting takes as long as it takes.</summary>
public sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    private (DateTimeOffset At, long Since) set = (start, Stopwatch.GetTimestamp());

    public void Set(DateTimeOffset at) => set = (at, Stopwatch.GetTimestamp());

    public override DateTimeOffset GetUtcNow() => set.At + Stopwatch.GetElapsedTime(set.Since);
}
