using System.Net;
using System.Net.Sockets;
using Martin.Hub.Ops;
using Orleans.Configuration;

namespace Martin.Hub.Cluster;

public static class ClusterSetup
{
    private const string ServiceId = "martin";

    /// <summary>The wire between nodes: nodes with another number do not join this cluster.</summary>
    private const string WireVersion = "1";

    /// <summary>Conversations talked in within two minutes on one cluster, with room to spare; beyond it a lookup costs one hop more.</summary>
    private const int GrainsRemembered = 20_000;

    /// <summary>Orleans as the owner of conversations: in one process unless REDIS_URL is set.</summary>
    public static WebApplicationBuilder AddCluster(this WebApplicationBuilder builder, MartinSettings settings)
    {
        builder.Host.UseOrleans(silo =>
        {
            if (settings.RedisUrl is { } redis) JoinByRedis(silo, redis);
            else silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, primarySiloEndpoint: null, ServiceId, ServiceId);
            silo.Configure<ClusterOptions>(o =>
            {
                o.ServiceId = ServiceId;
                o.ClusterId = $"{ServiceId}-{WireVersion}";
            });
            silo.Configure<EndpointOptions>(o =>
            {
                o.AdvertisedIPAddress = Address(settings.NodeAddress);
                o.SiloPort = settings.SiloPort;
                o.GatewayPort = 0;  // no Orleans clients outside the nodes
                o.SiloListeningEndpoint = new IPEndPoint(Address(settings.NodeAddress), settings.SiloPort);
                o.GatewayListeningEndpoint = null;
            });
            // A killed node is noticed by its closed connections, a frozen one by probes: measured with these, no false alarm
            // under full load. With two nodes the vote must be one.
            silo.Configure<ClusterMembershipOptions>(o =>
            {
                o.ProbeTimeout = TimeSpan.FromSeconds(1);
                o.NumMissedProbesLimit = 2;
                o.NumVotesForDeathDeclaration = 1;
            });
            // Where grains live is remembered for this many of them: Orleans's own million takes 16 MB before the first.
            silo.Configure<GrainDirectoryOptions>(o => o.CacheSize = GrainsRemembered);
            // A conversation that is quiet for this long is placed anew at its next message, where its user then is.
            silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromMinutes(2));
        });
        builder.Services.AddHealthChecks().AddCheck<MembershipCheck>("cluster", tags: [Health.Ready]);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10));
        return builder;
    }

    private static void JoinByRedis(ISiloBuilder silo, RedisUrl redis) => silo.UseRedisClustering(o => o.ConfigurationOptions = redis.ToOptions());

    private static IPAddress Address(string? host)
    {
        if (host is null) return IPAddress.Loopback;
        if (IPAddress.TryParse(host, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(host, AddressFamily.InterNetwork).First();
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            throw new SettingException("MARTIN_NODE_ADDRESS", "should be an IP address or a host name that resolves to one");
        }
    }
}
