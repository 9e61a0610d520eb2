namespace Martin.Hub.Models;

/// <summary>HTTP to a provider whose address the operator set.</summary>
internal static class PlainHttp
{
    /// <summary>As long as addresses may be taken for right.</summary>
    public static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The callers' own deadlines apply to requests.</summary>
    public static HttpClient New() => new(new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
