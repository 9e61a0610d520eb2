using System.Globalization;
using System.Security.Cryptography;
using Martin.Testing.Processes;

namespace Martin.Testing.Servers;

/// <summary>
/// A real PostgreSQL of our own on a free loopback port, its data in a temp folder that goes with it. As root the server runs as the
/// postgres user, since it refuses root.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> SharedOne = new(() => StartAsync());
    private static readonly Lazy<Task<PostgresServer>> SharedDurable = new(() => StartAsync(durable: true));
    private readonly string bin, data, home;
    private readonly bool durable;
    private int pid;

    private PostgresServer(string bin, string home, bool durable)
    {
        this.bin = bin;
        this.home = home;
        this.durable = durable;
        data = Path.Combine(home, "d");
    }

    public int Port { get; } = FreePorts.Take();

    /// <summary>One server for the whole test run; started at the first call, gone with the process.</summary>
    /// <param name="durable">With fsync: for tests that kill the server itself to look for lost writes.</param>
    public static Task<PostgresServer> SharedAsync(bool durable = false) => (durable ? SharedDurable : SharedOne).Value;

    public static async Task<PostgresServer> StartAsync(bool durable = false)
    {
        var bin = Path.GetDirectoryName(Command.Find("initdb", "postgresql", Folders()))!;
        var server = new PostgresServer(bin, RepoPaths.NewTempFolder("pg"), durable);
        if (AsRoot) await Command.RunAsync("chown", ["postgres", server.home]);
        await server.RunAsync("initdb", "-D", server.data, "-U", "martin", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await server.ResumeAsync();
        return server;
    }

    /// <summary>A fresh, empty database; the URL is what goes into DATABASE_URL.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "t" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        await QueryAsync("postgres", $"create database {name}");
        return UrlOf(name);
    }

    public string UrlOf(string database) => $"postgresql://martin:martin@127.0.0.1:{Port}/{database}";

    /// <summary>Runs SQL through psql and gives its bare output: columns by '|', a row a line.</summary>
    public async Task<string> QueryAsync(string database, string sql) => (await Command.RunAsync(Command.Find("psql", "postgresql-client", [bin, .. Folders()]),
        ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "martin", "-d", database], sql)).TrimEnd('\n');

    /// <summary>Starts the server again on the same data and port after <see cref="StopAsync"/>.</summary>
    public async Task ResumeAsync()
    {
        var speed = durable ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off";
        await RunAsync("pg_ctl", "-D", data, "-l", Path.Combine(home, "log"), "-w", "-t", "60", "-s", "-o",
            $"-c listen_addresses=127.0.0.1 -p {Port} -k {home} -c max_connections=400 -c shared_buffers=64MB{speed}", "start");
        pid = int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        Leftovers.Started(pid);
    }

    /// <summary>Stops at once, as a crash would: no checkpoint, connections cut.</summary>
    public async Task StopAsync()
    {
        if (pid == 0) return;
        await RunAsync("pg_ctl", "-D", data, "-m", "immediate", "-s", "stop");
        Leftovers.Ended(pid);
        pid = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(home, recursive: true);
    }

    private static bool AsRoot => Environment.UserName == "root";

    private static IEnumerable<string> Folders() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")) : [];

    private Task<string> RunAsync(string program, params string[] arguments)
    {
        var full = Path.Combine(bin, program);
        return AsRoot
            ? Command.RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", full, .. arguments], folder: home)
            : Command.RunAsync(full, arguments, folder: home);
    }
}
