using System.Diagnostics;

namespace Martin.Testing.Tests;

public sealed class KillSwitchTests : IDisposable
{
    private readonly string folder = RepoPaths.NewTempFolder("kill");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(int ExitCode, int Lines)> RunAsync(string at, string raised, int times)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(KillSwitchTests).Assembly.Location, raised, $"{times}"]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = RepoPaths.Built("tests", "Martin.KillSwitch");
        start.Environment["MARTIN_KILL_AT"] = at;
        start.Environment["MARTIN_KILL_MARKER"] = Path.Combine(folder, "killed");
        using var victim = Process.Start(start)!;
        var output = await victim.StandardOutput.ReadToEndAsync();
        await victim.WaitForExitAsync();
        return (victim.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task The_nth_event_kills_and_after_the_restart_no_more()
    {
        Assert.Equal((137, 2), await RunAsync("StepStored:3", "StepStored", 5)); // 128 + SIGKILL
        Assert.Equal("StepStored:3\n", await File.ReadAllTextAsync(Path.Combine(folder, "killed")));
        Assert.Equal((0, 5), await RunAsync("StepStored:3", "StepStored", 5));
    }

    [Fact]
    public async Task Another_event_does_not() => Assert.Equal((0, 5), await RunAsync("TurnStored", "StepStored", 5));
}
