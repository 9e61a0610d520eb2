namespace Martin.Hub.Models;

/// <summary>HTTP to a provider whose address the operator set.</summary>
internal static class PlainHttp
{
    /// <summary>Connections live as long as addresses may; the callers' own deadlines apply to requests.</summary>
    public static HttpClient New() => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
