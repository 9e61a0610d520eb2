using Martin.Testing.Servers;

namespace Martin.Testing.Tests;

public class ServerTests
{
    [Fact]
    public async Task Postgres_gives_each_test_an_empty_database_and_comes_back_with_its_data()
    {
        await using var pg = await PostgresServer.StartAsync(durable: true);
        var first = await pg.CreateDatabaseAsync();
        var second = await pg.CreateDatabaseAsync();
        Assert.NotEqual(first, second);
        var name = new Uri(first).AbsolutePath[1..];
        await pg.QueryAsync(name, "create table t (x int); insert into t values (41), (42)");
        await pg.StopAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pg.QueryAsync(name, "select 1"));
        await pg.ResumeAsync();
        Assert.Equal("41\n42", await pg.QueryAsync(name, "select x from t order by x"));
        Assert.Equal("", await pg.QueryAsync(new Uri(second).AbsolutePath[1..], "select tablename from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task The_shared_postgres_is_one_and_runs_without_fsync()
    {
        var pg = await PostgresServer.SharedAsync();
        Assert.Same(pg, await PostgresServer.SharedAsync());
        Assert.Equal("off", await pg.QueryAsync("postgres", "show fsync"));
    }

    [Fact]
    public async Task Redis_answers_and_comes_back_empty_on_its_port()
    {
        await using var redis = await RedisServer.StartAsync();
        var url = redis.Url;
        redis.Stop();
        await redis.ResumeAsync();
        Assert.Equal(url, redis.Url);
    }

    [Fact]
    public void Free_ports_are_not_given_twice() => Assert.Equal(50, Enumerable.Range(0, 50).Select(_ => FreePorts.Take()).Distinct().Count());
}
