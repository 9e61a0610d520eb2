using System.Diagnostics;

namespace Martin.Bench;

/// <summary>The one clock of upstream and load generator: CLOCK_MONOTONIC is the same in every process of a machine.</summary>
internal static class Clock
{
    /// <summary>Microseconds since the machine started.</summary>
    public static long Us => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);
}
