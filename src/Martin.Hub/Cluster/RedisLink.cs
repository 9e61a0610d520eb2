using Martin.Hub.Ops;
using StackExchange.Redis;

namespace Martin.Hub.Cluster;

/// <summary>Martin's own connection to Redis; the backplane of SignalR and Orleans keep theirs. It goes on trying while Redis is away.</summary>
public sealed class RedisLink(RedisUrl url) : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> connection = new(() => ConnectionMultiplexer.ConnectAsync(url.ToOptions()));

    /// <exception cref="TimeoutException">There is no connection yet.</exception>
    public async Task<IDatabase> DatabaseAsync(TimeSpan patience) => (await connection.Value.WaitAsync(patience)).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (connection.IsValueCreated) await (await connection.Value).DisposeAsync();
    }
}
