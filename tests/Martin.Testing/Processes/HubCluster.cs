using Martin.Testing.Servers;

namespace Martin.Testing.Processes;

/// <summary>Nodes of one Martin: one PostgreSQL database, a Redis of their own, the same secrets.</summary>
public sealed class HubCluster : IAsyncDisposable
{
    private readonly RedisServer redis;
    private readonly List<HubProcess> nodes = [];

    private HubCluster(RedisServer redis) => this.redis = redis;

    public IReadOnlyList<HubProcess> Nodes => nodes;

    /// <param name="environment">Anything else that the nodes are started with.</param>
    public static async Task<HubCluster> StartAsync(string databaseUrl, string? modelUrl = null, int nodes = 2, IReadOnlyDictionary<string, string>? environment = null)
    {
        var cluster = new HubCluster(await RedisServer.StartAsync());
        try
        {
            for (var i = 0; i < nodes; i++) cluster.nodes.Add(await HubProcess.StartAsync(cluster.Node(databaseUrl, modelUrl, environment)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await redis.DisposeAsync();
    }

    private HubSettings Node(string databaseUrl, string? modelUrl, IReadOnlyDictionary<string, string>? environment)
    {
        var settings = new HubSettings
        {
            DatabaseUrl = databaseUrl, RedisUrl = redis.Url, OpenAiBaseUrl = modelUrl,
            Environment =
            {
                ["JWT_SECRET"] = "the same secret on all nodes, 32 characters and more",
                ["ENCRYPTION_KEY"] = Convert.ToBase64String(new byte[32]),
            },
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) settings.Environment[name] = value;
        return settings;
    }
}
