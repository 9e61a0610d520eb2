using Npgsql;

namespace Martin.Data;

public static class PostgresUrl
{
    /// <summary>Statements that a connection keeps prepared, so that they are parsed and planned once; Martin has some 300, of which most are rare.</summary>
    private const int MostPrepared = 100;

    /// <summary>Translates <c>postgresql://user:password@host:5432/database?sslmode=require</c> for Npgsql.</summary>
    /// <exception cref="FormatException">It is no such URL; the message says what is expected and holds no password.</exception>
    public static string ToConnectionString(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgresql" or "postgres")
            || uri.Host.Length == 0 || uri.AbsolutePath.Length < 2)
            throw new FormatException("should look like postgresql://user:password@host:5432/database");
        var user = uri.UserInfo.Split(':', 2);
        var result = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(user[0]),
            MaxAutoPrepare = MostPrepared,
            NoResetOnClose = true,  // who takes a lock for a session gives it back
        };
        if (user.Length == 2) result.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var k, var v] ? (Uri.UnescapeDataString(k), Uri.UnescapeDataString(v)) : (pair, "");
            try { result[key is "sslmode" ? "SSL Mode" : key] = value; }
            catch (ArgumentException) { throw new FormatException($"has a parameter that is not known: {key}"); }
        }
        return result.ToString();
    }
}
