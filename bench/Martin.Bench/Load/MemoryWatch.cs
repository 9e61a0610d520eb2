using Martin.Bench.Servers;

namespace Martin.Bench.Load;

/// <summary>Looks at a process's resident memory again and again.</summary>
internal sealed class MemoryWatch(int pid)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    public double FirstMb { get; private set; }
    public double MostMb { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        FirstMb = MostMb = ProcStat.ResidentMb(pid);
        for (; !ct.IsCancellationRequested; await Task.Delay(Every, CancellationToken.None)) MostMb = Math.Max(MostMb, ProcStat.ResidentMb(pid));
    }
}
