using System.Diagnostics;
using System.Text;
using Martin.Testing.Clients;

namespace Martin.Testing.Processes;

/// <summary>A server that others wrote for Node, of tests/clients, until it is disposed of.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process process;

    private NodeProcess(Process process) => this.process = process;

    /// <param name="isReady">Of a line that it writes.</param>
    /// <exception cref="InvalidOperationException">Node is missing, or it did not start.</exception>
    public static async Task<NodeProcess> StartAsync(IEnumerable<string> arguments, Func<string, bool> isReady)
    {
        await NodeClient.InstalledAsync();
        var process = Process.Start(new ProcessStartInfo(Command.Find("node", "nodejs"), arguments)
        {
            WorkingDirectory = NodeClient.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Leftovers.Started(process.Id);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        for (var line = ""; !isReady(line); line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"It did not start: {errors}")) { }
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);  // drained, so that a full pipe never blocks it
        return new(process);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        Leftovers.Ended(process.Id);
        process.Dispose();
    }
}
