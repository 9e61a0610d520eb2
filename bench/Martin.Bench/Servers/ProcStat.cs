using System.Globalization;

namespace Martin.Bench.Servers;

/// <summary>What the kernel says about one process.</summary>
internal static class ProcStat
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed on Linux

    /// <summary>User and system CPU seconds of the process itself (all its threads, no children).</summary>
    public static double CpuSeconds(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name before may hold blanks; the first field here is field 3
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident memory in MB (10^6 bytes).</summary>
    public static double ResidentMb(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
