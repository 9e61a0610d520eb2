using System.Net;
using System.Net.Sockets;
using Martin.Data;
using Martin.Hub.Ops;
using Martin.Testing;
using Martin.Testing.Servers;

namespace Martin.Hub.Tests.Ops;

public sealed class SoleNodeTests
{
    [Fact]
    public async Task A_second_Martin_on_one_data_folder_does_not_start_until_the_first_has_gone()
    {
        var settings = Settings();
        await using var factory = MartinDbFactory.Sqlite(settings.SqlitePath);
        await using (var first = new SoleNode(settings, factory))
        {
            await first.ClaimAsync(CancellationToken.None);
            await RefusedAsync(settings with { Urls = "http://127.0.0.1:0", SiloPort = FreePorts.Take() }, factory, "MARTIN_DATA");
        }
        await using var next = new SoleNode(settings, factory);
        await next.ClaimAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var settings = Settings();
        await using var factory = MartinDbFactory.Sqlite(settings.SqlitePath);
        await RefusedAsync(settings with { Urls = $"http://localhost:{port}" }, factory, "PORT");
        await RefusedAsync(settings with { SiloPort = port }, factory, "MARTIN_SILO_PORT");
    }

    [Fact]
    public async Task Nodes_share_a_PostgreSQL_only_with_Redis_between_them()
    {
        var url = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var factory = MartinDbFactory.Postgres(url);
        var alone = Settings() with { DatabaseUrl = url };
        var joined = alone with { RedisUrl = RedisUrl.Parse("redis://localhost") };
        await using (var first = new SoleNode(alone, factory))
        {
            await first.ClaimAsync(CancellationToken.None);
            await RefusedAsync(alone, factory, "REDIS_URL");
            await RefusedAsync(joined, factory, "REDIS_URL");
        }
        await using var second = new SoleNode(joined, factory);
        await using var third = new SoleNode(joined, factory);
        await second.ClaimAsync(CancellationToken.None);
        await third.ClaimAsync(CancellationToken.None);
        await RefusedAsync(alone, factory, "REDIS_URL");
    }

    private static MartinSettings Settings() => new()
    {
        Urls = "http://127.0.0.1:0", DataDirectory = RepoPaths.NewTempFolder("sole"), OpenAiModel = "", GeminiModel = "", SiloPort = FreePorts.Take(), GatewayPort = FreePorts.Take(),
    };

    private static async Task RefusedAsync(MartinSettings settings, MartinDbFactory factory, string variable)
    {
        await using var node = new SoleNode(settings, factory);
        Assert.Equal(variable, (await Assert.ThrowsAsync<SettingException>(() => node.ClaimAsync(CancellationToken.None))).Variable);
    }
}
