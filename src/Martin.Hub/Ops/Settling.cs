using System.Runtime.InteropServices;
using Martin.Hub.Turns;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Ops;

/// <summary>
/// Gives back, once, what starting took and nobody needs any more: a twentieth of the memory of a Martin at rest. By itself the collector would
/// come to it only when there is as much new garbage.
/// </summary>
public sealed class Settling(LocalTurns turns, IOptions<HousekeepingOptions> options, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private delegate int TrimHeap(nint keep);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.SettleAfter == TimeSpan.Zero) return;
        await Task.Delay(options.Value.SettleAfter, clock, stoppingToken);
        while (turns.AnyRunning) await Task.Delay(LookAgain, clock, stoppingToken);  // it stops everything for some 70 ms
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // The compiler's own memory; only glibc keeps it and has this.
        if (NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out var trim))
            Marshal.GetDelegateForFunctionPointer<TrimHeap>(trim)(0);
    }
}
