namespace Martin.Hub.Models;

/// <summary>HTTP to a provider whose address the operator set.</summary>
internal static class PlainHttp
{
    /// <summary>As long as addresses may be taken for right.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static HttpClient New() => New(Handler());

    /// <summary>The callers' own deadlines apply to requests.</summary>
    public static HttpClient New(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>It follows no redirects: they would take the key along.</summary>
    public static SocketsHttpHandler Handler() => new() { PooledConnectionLifetime = ConnectionLifetime, AllowAutoRedirect = false };
}
