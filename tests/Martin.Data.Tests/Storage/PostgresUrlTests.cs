using Npgsql;

namespace Martin.Data.Tests.Storage;

public sealed class PostgresUrlTests
{
    [Fact]
    public void Parameters_are_taken_by_npgsqls_names_and_win_over_our_defaults()
    {
        Assert.Equal(100, Read("").MaxAutoPrepare);
        var given = Read("?sslmode=require&Max%20Auto%20Prepare=0&Application%20Name=my%20martin");
        Assert.Equal((SslMode.Require, 0, "my martin"), (given.SslMode, given.MaxAutoPrepare, given.ApplicationName));
        var refused = Assert.Throws<FormatException>(() => Read("?No%20Such=1"));
        Assert.Equal("has a parameter that is not known: No Such", refused.Message);
    }

    private static NpgsqlConnectionStringBuilder Read(string query) => new(PostgresUrl.ToConnectionString($"postgresql://martin:p%40ss@localhost:5433/db{query}"));
}
