using Martin.Bench.Load;

namespace Martin.Bench.Servers;

/// <summary>A server under measurement: P (Martin) or F (the floor), with one signed-in connection per stream.</summary>
internal abstract class Subject : IAsyncDisposable
{
    private readonly List<RawClient> clients = [], seconds = [];

    /// <summary>"P" or "F".</summary>
    public abstract string Name { get; }
    public abstract int Pid { get; }
    public abstract Uri Hub { get; }

    /// <summary>The argument of SendMessage for one message, as JSON.</summary>
    public abstract string Message(string text);

    /// <summary>The bearer token of the n-th user; null where nobody signs in.</summary>
    public abstract string? Token(int user);

    /// <summary>One connection each for so many users; kept over the runs.</summary>
    public async Task<IReadOnlyList<RawClient>> ClientsAsync(int count)
    {
        while (clients.Count < count) clients.Add(await RawClient.ConnectAsync(Hub, Token(clients.Count)));
        return clients;
    }

    /// <summary>A second connection for each of so many users.</summary>
    public async Task<IReadOnlyList<RawClient>> SecondDevicesAsync(int count)
    {
        while (seconds.Count < count) seconds.Add(await RawClient.ConnectAsync(Hub, Token(seconds.Count)));
        return seconds;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Concat(seconds)) await client.DisposeAsync();
    }
}

/// <summary>F: the bare SignalR hub.</summary>
internal sealed class Floor(Child process) : Subject
{
    public override string Name => "F";
    public override int Pid => process.Pid;
    public override Uri Hub => new($"http://127.0.0.1:{process.Port}/hub");
    public override string Message(string text) => $"\"{text}\"";
    public override string? Token(int user) => null;

    public static async Task<Floor> StartAsync(string modelUrl) =>
        new(await Child.StartAsync(Testing.RepoPaths.Built("bench", "Martin.Floor"), [], new() { ["OPENAI_BASE_URL"] = modelUrl }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await process.DisposeAsync();
    }
}
