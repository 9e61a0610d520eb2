using System.Globalization;
using Martin.Testing.Processes;
using Martin.Testing.Servers;

namespace Martin.Testing.Peers;

/// <summary>npm <c>@copilotkit/aimock</c>: a second opinion on the streams of OpenAI and Gemini, by people who know nothing of Martin. It checks no keys and gives no signatures.</summary>
public sealed class Aimock : IAsyncDisposable
{
    private readonly NodeProcess process;
    private readonly int port;

    private Aimock(NodeProcess process, int port) => (this.process, this.port) = (process, port);

    public string OpenAiBaseUrl => $"http://127.0.0.1:{port}/v1";
    public string GeminiBaseUrl => $"http://127.0.0.1:{port}/v1beta";

    /// <exception cref="InvalidOperationException">Node is missing, or it did not start.</exception>
    public static async Task<Aimock> StartAsync()
    {
        var port = FreePorts.Take();
        return new(await NodeProcess.StartAsync(["aimock.mjs", port.ToString(CultureInfo.InvariantCulture)], line => line == "ready"), port);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
