using System.Diagnostics;
using Martin.Testing;

namespace Martin.Bench.Rows;

/// <summary>Restore and build of a fresh clone of the committed tree; packages come from the local cache where it has them.</summary>
internal static class BuildRow
{
    public static async Task RunAsync(Arena arena)
    {
        var clone = RepoPaths.NewTempFolder("build");
        await TimedAsync("git", ["clone", "-q", "--no-hardlinks", RepoPaths.Root, clone], clone);
        var restore = await TimedAsync("dotnet", ["restore", "-v", "q"], clone);
        var build = await TimedAsync("dotnet", ["build", "--no-restore", "-c", "Release", "-v", "q"], clone);
        arena.Report.Add("restore, fresh clone", "", $"{restore:0} s", "", null);
        arena.Report.Add("build, fresh clone", "", $"{build:0} s", "", null);
        Directory.Delete(clone, recursive: true);
    }

    private static async Task<double> TimedAsync(string program, string[] arguments, string folder)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {arguments[0]} failed: {await output}");
        return watch.Elapsed.TotalSeconds;
    }
}
