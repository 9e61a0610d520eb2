using System.Diagnostics;
using System.Globalization;
using System.Text;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Martin.Testing.Servers;

namespace Martin.Testing.Peers;

/// <summary>npm <c>@copilotkit/aimock</c>: a second opinion on the streams of OpenAI and Gemini, by people who know nothing of Martin. It checks no keys and gives no signatures.</summary>
public sealed class Aimock : IAsyncDisposable
{
    private readonly Process process;
    private readonly int port;

    private Aimock(Process process, int port) => (this.process, this.port) = (process, port);

    public string OpenAiBaseUrl => $"http://127.0.0.1:{port}/v1";
    public string GeminiBaseUrl => $"http://127.0.0.1:{port}/v1beta";

    /// <exception cref="InvalidOperationException">Node is missing, or it did not start.</exception>
    public static async Task<Aimock> StartAsync()
    {
        await NodeClient.InstalledAsync();
        var port = FreePorts.Take();
        var process = Process.Start(new ProcessStartInfo(Command.Find("node", "nodejs"), ["aimock.mjs", port.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = NodeClient.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Leftovers.Started(process.Id);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        for (string? line = ""; line != "ready"; line = await process.StandardOutput.ReadLineAsync())
            if (line is null) throw new InvalidOperationException($"aimock did not start: {errors}");
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);  // drained, so that a full pipe never blocks it
        return new(process, port);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        Leftovers.Ended(process.Id);
        process.Dispose();
    }
}
