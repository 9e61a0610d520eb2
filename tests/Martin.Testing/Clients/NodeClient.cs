using System.Text.Json;
using Martin.Testing.Processes;

namespace Martin.Testing.Clients;

/// <summary>One line of <c>tests/clients/converse.mjs</c>: a turn event, a result, an error or a push.</summary>
public sealed record NodeLine(int? Step, JsonElement? Event, JsonElement? Result, string? Error, string? Push, JsonElement? Value);

/// <summary>Talks to the hub through @microsoft/signalr from npm, in Node.</summary>
public static class NodeClient
{
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    internal static string Folder => Path.Combine(RepoPaths.Root, "tests", "clients");

    /// <summary>Waits until the packages of tests/clients are there.</summary>
    internal static Task InstalledAsync() => Installed.Value;

    /// <summary>Does the steps one after the other in one conversation: a string is a message; for the rest see converse.mjs.</summary>
    /// <exception cref="InvalidOperationException">Node is missing, or the script failed as a whole (a failed step is a line with its error).</exception>
    public static async Task<IReadOnlyList<NodeLine>> ConverseAsync(Uri url, string ownerKey, WireProtocol protocol, params object[] steps)
    {
        await Installed.Value;
        var output = await Command.RunAsync(Command.Find("node", "nodejs"),
            ["converse.mjs", url.ToString(), ownerKey, protocol == WireProtocol.Json ? "json" : "messagepack"], JsonSerializer.Serialize(steps), Folder);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<NodeLine>(line, WireValue.Json)!)];
    }

    /// <summary>The events of one step, judged by a <see cref="TurnReader"/>.</summary>
    public static TurnReader ReadTurn(IEnumerable<NodeLine> lines, int step)
    {
        var reader = new TurnReader();
        foreach (var line in lines.Where(l => l.Step == step))
            if (line.Event is { } e) reader.Accept(new WireEvent(e));
            else if (line.Error is { } error) throw new WireViolationException($"Step {step} failed: {error}");
        reader.StreamEnded();
        return reader;
    }

    // Several test processes may start at once: one installs, the others wait for it.
    private static async Task InstallAsync()
    {
        await using var installing = await LockAsync();
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
            await Command.RunAsync(Command.Find("npm", "npm"), ["ci", "--no-audit", "--no-fund"], folder: Folder);
    }

    private static async Task<FileStream> LockAsync()
    {
        var file = Path.Combine(Folder, "obj", "install.lock");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        for (var deadline = DateTime.UtcNow.AddMinutes(5); ; await Task.Delay(100))
        {
            try
            {
                return new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                // another process holds it; it goes with that process, however that ends
            }
        }
    }
}
