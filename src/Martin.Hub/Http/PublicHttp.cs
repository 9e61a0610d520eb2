using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Http;

/// <summary>Where requests may go whose address a user has given.</summary>
public sealed class OutboundOptions
{
    public const string Section = "Outbound";

    /// <summary>Lets them go to addresses of one's own network as well, and over plain http: for a push server of one's own.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>A request that has not been answered in so long is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// The one way out for addresses that a user has given. What a name resolves to is judged when the connection is made, so that neither a name that
/// points inward nor one that changes between two looks reaches this machine or its neighbours.
/// </summary>
public static class PublicHttp
{
    public const string Client = "public";

    /// <summary>Bytes of an answer that are read where its body is wanted.</summary>
    private const int MaxAnswerBytes = 4_096;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // IANA special-purpose registries for IPv4 and IPv6: what is not globally reachable, and multicast.
    private static readonly IPNetwork[] Inward =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ]).Select(IPNetwork.Parse),
    ];

    // Of IPv6 only global unicast is public, less what wraps an IPv4 address, documentation and benchmarks.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotGlobal = [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(IPNetwork.Parse)];

    /// <summary>Whether an address lies in the public Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Inward.Any(n => n.Contains(address))
            : Global.Contains(address) && !NotGlobal.Any(n => n.Contains(address));
    }

    public static IServiceCollection AddPublicHttp(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration(OutboundOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(Client)
            .ConfigureHttpClient((s, http) =>
            {
                http.Timeout = s.GetRequiredService<IOptions<OutboundOptions>>().Value.Timeout;
                http.MaxResponseContentBufferSize = MaxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(s =>
            {
                var anywhere = s.GetRequiredService<IOptions<OutboundOptions>>().Value.AllowPrivate;
                return new SocketsHttpHandler
                {
                    AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = ConnectTimeout, MaxConnectionsPerServer = 8,
                    ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, anywhere, ct),
                };
            })
            .RemoveAllLoggers();  // an address may be a secret
        return services;
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool anywhere, CancellationToken ct)
    {
        var found = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(target.Host, ct);
        IPAddress[] allowed = [.. found.Where(a => anywhere || IsPublic(a))];
        if (allowed.Length == 0) throw new HttpRequestException("The address is not in the public Internet.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
