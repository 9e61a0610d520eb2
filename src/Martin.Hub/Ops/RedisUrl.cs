using StackExchange.Redis;

namespace Martin.Hub.Ops;

/// <summary><c>redis://user:password@host:6379/0</c>, or rediss:// for TLS.</summary>
public sealed class RedisUrl
{
    private readonly Uri uri;

    private RedisUrl(Uri uri) => this.uri = uri;

    /// <exception cref="FormatException">It is no such URL.</exception>
    public static RedisUrl Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "redis" or "rediss" && uri.Host.Length > 0
        && (uri.AbsolutePath is "" or "/" || int.TryParse(uri.AbsolutePath[1..], out _))
            ? new RedisUrl(uri)
            : throw new FormatException("should look like redis://host:6379");

    /// <summary>Fresh options for a connection that keeps trying when Redis is away.</summary>
    public ConfigurationOptions ToOptions()
    {
        var options = new ConfigurationOptions { AbortOnConnectFail = false, Ssl = uri.Scheme == "rediss", ClientName = "martin" };
        options.EndPoints.Add(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : 6379);
        if (uri.UserInfo.Split(':', 2) is [var user, var password])
        {
            if (user.Length > 0) options.User = Uri.UnescapeDataString(user);
            options.Password = Uri.UnescapeDataString(password);
        }
        if (uri.AbsolutePath.Length > 1) options.DefaultDatabase = int.Parse(uri.AbsolutePath[1..], System.Globalization.CultureInfo.InvariantCulture);
        return options;
    }

    /// <summary>Host and port; no password.</summary>
    public override string ToString() => $"{uri.Host}:{(uri.Port > 0 ? uri.Port : 6379)}";
}
