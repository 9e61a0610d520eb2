using System.Runtime.InteropServices;
using Martin.Hub.Auth;
using Martin.Hub.Turns;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Ops;

/// <summary>
/// Gives back what nobody needs any more: what starting took, a twentieth of the memory of a Martin at rest, and what many new connections have left
/// behind. By itself the collector would come to it only when there is as much new garbage.
/// </summary>
public sealed class Settling : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>So many between two looks are not a rush that leaves more behind than was given back.</summary>
    private const int FewConnections = 50;

    private readonly LocalTurns turns;
    private readonly ConnectionTable connections;
    private readonly HousekeepingOptions options;
    private readonly TimeProvider clock;
    private readonly Action settle;

    private delegate int TrimHeap(nint keep);

    public Settling(LocalTurns turns, ConnectionTable connections, IOptions<HousekeepingOptions> options, TimeProvider clock)
        : this(turns, connections, options.Value, clock, Settle) { }

    /// <param name="settle">Gives the memory back.</param>
    internal Settling(LocalTurns turns, ConnectionTable connections, HousekeepingOptions options, TimeProvider clock, Action settle) =>
        (this.turns, this.connections, this.options, this.clock, this.settle) = (turns, connections, options, clock, settle);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.SettleAfter <= TimeSpan.Zero) return;
        var before = connections.Opened;
        await Task.Delay(options.SettleAfter, clock, stoppingToken);
        while (true)
        {
            await WaitForQuietAsync(before, stoppingToken);
            settle();
            if (options.SettleConnections <= 0) return;
            var settled = connections.Opened;
            do
            {
                before = connections.Opened;
                await Task.Delay(LookAgain, clock, stoppingToken);
            } while (connections.Opened - settled < options.SettleConnections);
        }
    }

    /// <summary>Settling stops everything for some 70 ms, and longer with many connections: nobody should be waiting for a word just then.</summary>
    /// <param name="before">Connections that had been opened at the last look.</param>
    private async Task WaitForQuietAsync(long before, CancellationToken ct)
    {
        while (turns.AnyRunning || connections.Opened - before > FewConnections)
        {
            before = connections.Opened;
            await Task.Delay(LookAgain, clock, ct);
        }
    }

    private static void Settle()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // The compiler's own memory; only glibc keeps it and has this.
        if (NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out var trim))
            Marshal.GetDelegateForFunctionPointer<TrimHeap>(trim)(0);
    }
}
