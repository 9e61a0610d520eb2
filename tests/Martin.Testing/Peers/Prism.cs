using Martin.Testing.Processes;
using Martin.Testing.Servers;

namespace Martin.Testing.Peers;

/// <summary>npm <c>@stoplight/prism-cli</c> serving an API description: it refuses what the description does not allow and answers its examples; it keeps no state.</summary>
public sealed class Prism : IAsyncDisposable
{
    private readonly NodeProcess process;

    private Prism(NodeProcess process, int port) => (this.process, Url) = (process, $"http://127.0.0.1:{port}");

    public string Url { get; }

    /// <param name="description">A path of an OpenAPI file.</param>
    /// <exception cref="InvalidOperationException">Node is missing, or it did not start.</exception>
    public static async Task<Prism> StartAsync(string description)
    {
        var port = FreePorts.Take();
        var script = Path.Combine("node_modules", "@stoplight", "prism-cli", "dist", "index.js");
        return new(await NodeProcess.StartAsync([script, "mock", "-h", "127.0.0.1", "-p", $"{port}", description], line => line.Contains("Prism is listening", StringComparison.Ordinal)), port);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
