using System.Diagnostics;
using System.Globalization;

namespace Martin.Testing;

/// <summary>
/// How long this thread has worked since it was started: on Linux its own CPU time, so that a busy machine fails no test;
/// elsewhere the time that has passed. For synchronous code.
/// </summary>
public readonly struct ThreadTime
{
    private readonly TimeSpan began;

    private ThreadTime(TimeSpan began) => this.began = began;

    public static ThreadTime Start() => new(Now());

    public TimeSpan Elapsed => Now() - began;

    // The first number is the nanoseconds that the thread has run (kernel documentation, "Scheduler Statistics").
    private static TimeSpan Now() => File.Exists("/proc/thread-self/schedstat")
        ? TimeSpan.FromMicroseconds(double.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1_000)
        : Stopwatch.GetElapsedTime(0);
}
