using System.Net;
using Martin.Hub.Wire;

namespace Martin.Hub.Ops;

/// <summary>Reads one variable at a time; an empty one counts as absent. No message repeats a value: it may be a secret.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    public string? Text(string name, int minLength = 1)
    {
        var value = configuration[name]?.Trim();
        if (string.IsNullOrEmpty(value)) return null;
        if (value.Length < minLength) throw new SettingException(name, $"should have at least {minLength} characters");
        return PlainText.Problem(value) is null ? value : throw new SettingException(name, "should be plain text");
    }

    /// <summary>A name that becomes part of an address.</summary>
    public string? Name(string name) =>
        Text(name) is not { } value ? null
        : value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? value
        : throw new SettingException(name, "should be a name of letters, digits, dots and dashes, such as gemini-3.8-flash");

    public T? Parsed<T>(string name, Func<string, T> parse) where T : class
    {
        if (Text(name) is not { } value) return null;
        try { return parse(value); }
        catch (FormatException e) { throw new SettingException(name, e.Message); }
    }

    public int? Port(string name) =>
        Text(name) is not { } value ? null
        : int.TryParse(value, out var port) && port is > 0 and < 65536 ? port
        : throw new SettingException(name, "should be a port, from 1 to 65535");

    /// <summary>ASPNETCORE_URLS (or --urls), else PORT on loopback, else the default.</summary>
    public string Urls()
    {
        var port = Port("PORT");
        if (Text("urls") is not { } urls) return port is null ? MartinSettings.DefaultUrls : $"http://localhost:{port}";
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // "+" and "*" (every interface) are Kestrel's own; Uri does not know them.
            var plain = url.Replace("://+", "://any", StringComparison.Ordinal).Replace("://*", "://any", StringComparison.Ordinal);
            if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw new SettingException("ASPNETCORE_URLS", "should be addresses such as http://localhost:3000, separated by semicolons");
        }
        return urls;
    }

    /// <summary>An absolute http(s) address without a trailing slash in its path.</summary>
    public Uri? HttpUrl(string name)
    {
        if (Text(name) is not { } value) return null;
        if (!Uri.TryCreate(value.TrimEnd('/'), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            throw new SettingException(name, "should be an address such as https://martin.example.org");
        return uri;
    }

    /// <summary>As <see cref="HttpUrl"/>; without a scheme it is https.</summary>
    public Uri? HostUrl(string name) =>
        Text(name) is { } value && !value.Contains("://", StringComparison.Ordinal)
            ? Uri.TryCreate($"https://{value.TrimEnd('/')}", UriKind.Absolute, out var uri) && uri.PathAndQuery == "/"
                ? uri : throw new SettingException(name, "should be a host such as martin-memory-ab12cd3.svc.us-east-1.pinecone.io")
            : HttpUrl(name);

    public string? Directory(string name)
    {
        if (Text(name) is not { } value) return null;
        try { return Path.GetFullPath(value); }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw new SettingException(name, "should be the path of a folder");
        }
    }

    public string? Host(string name) =>
        Text(name) is not { } value ? null
        : Uri.CheckHostName(value.Trim('[', ']')) is not UriHostNameType.Unknown ? value.Trim('[', ']')
        : throw new SettingException(name, "should be the IP address or host name at which other nodes reach this one");

    public byte[]? Key(string name, int bytes)
    {
        if (Text(name) is not { } value) return null;
        var key = new byte[bytes];
        return Convert.TryFromBase64String(value, key, out var written) && written == bytes ? key
            : throw new SettingException(name, $"should be {bytes} bytes in base64 (openssl rand -base64 {bytes})");
    }

    public IReadOnlyList<string> Origins(string name) => List(name, item =>
        Uri.TryCreate(item.TrimEnd('/'), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "capacitor" or "ionic"
        && uri.PathAndQuery is "/" or "" ? uri.GetLeftPart(UriPartial.Authority) : null,
        "should be origins such as https://app.example.org, separated by commas");

    public IReadOnlyList<IPNetwork> Networks(string name) => List(name, item =>
        IPNetwork.TryParse(item, out var network) ? network
        : IPAddress.TryParse(item, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : (IPNetwork?)null,
        "should be IP addresses or networks such as 10.0.0.0/8, separated by commas");

    private List<T> List<T>(string name, Func<string, T?> parse, string shouldBe) where T : struct =>
        [.. Items(name).Select(item => parse(item) ?? throw new SettingException(name, shouldBe))];

    private List<T> List<T>(string name, Func<string, T?> parse, string shouldBe, T? _ = null) where T : class =>
        [.. Items(name).Select(item => parse(item) ?? throw new SettingException(name, shouldBe))];

    private string[] Items(string name) =>
        (Text(name) ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
