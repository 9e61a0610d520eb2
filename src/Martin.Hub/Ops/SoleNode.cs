using System.Net;
using System.Net.Sockets;
using Martin.Data;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Ops;

/// <summary>
/// Makes sure that two Martins do not get into each other's way unnoticed: on one data folder, on one PostgreSQL without Redis
/// between them, or on one port. What it holds goes with the process, however that ends.
/// </summary>
internal sealed class SoleNode(MartinSettings settings, MartinDbFactory factory) : IAsyncDisposable
{
    /// <summary>Any constant that no other application on the database takes: "martin" as a number, and one more than the migrations' lock.</summary>
    private const long NodeLock = 0x6D617274696F;

    /// <summary>A process that was killed just now is let go by the server a moment later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private FileStream? folder;
    private MartinDb? session;

    /// <exception cref="SettingException">Another Martin is here already.</exception>
    public async Task ClaimAsync(CancellationToken ct)
    {
        foreach (var (variable, address) in Ports()) MustBeFree(variable, address);
        if (factory.IsPostgres) await ClaimDatabaseAsync(ct);
        else ClaimFolder();
    }

    public async ValueTask DisposeAsync()
    {
        if (session is not null)
        {
            // The connection goes back to a pool, which would keep the lock for as long as it keeps the connection.
            try { await session.Database.ExecuteSqlRawAsync("SELECT pg_advisory_unlock_all()"); }
            catch (System.Data.Common.DbException)
            {
                // the database is away, and the lock with it
            }
            await session.DisposeAsync();
        }
        if (folder is not null) await folder.DisposeAsync();
    }

    private void ClaimFolder()
    {
        try { folder = new FileStream(Path.Combine(settings.DataDirectory, "martin.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) { throw new SettingException("MARTIN_DATA", "should be another folder: a Martin that is running uses this one"); }
    }

    /// <summary>A node that is alone wants the database for itself; nodes that have Redis between them share it.</summary>
    private async Task ClaimDatabaseAsync(CancellationToken ct)
    {
        session = factory.ForMaintenance();
        await session.Database.OpenConnectionAsync(ct);
        // When this machine dies without a word, the server gives the lock back after a minute, not after two hours.
        await session.Database.ExecuteSqlRawAsync("SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3", ct);
        for (var left = Patience; !await TryLockAsync(session, ct); left -= Pause)
        {
            if (left <= TimeSpan.Zero)
                throw new SettingException("REDIS_URL", settings.RedisUrl is null
                    ? "should be set, on every node: another Martin works on this database already"
                    : "should be set on every node: a Martin without it works on this database already");
            await Task.Delay(Pause, ct);
        }
    }

    private async Task<bool> TryLockAsync(MartinDb db, CancellationToken ct) => (settings.RedisUrl is null
        ? await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_lock({NodeLock}) AS \"Value\"").ToListAsync(ct)
        : await db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_lock_shared({NodeLock}) AS \"Value\"").ToListAsync(ct))[0];

    private IEnumerable<(string Variable, IPEndPoint Address)> Ports()
    {
        foreach (var url in settings.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var address = BindingAddress.Parse(url);
            var ip = address.Host is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(address.Host.Trim('[', ']'), out var given) ? given : IPAddress.Any;
            yield return ("PORT", new IPEndPoint(ip, address.Port));
        }
        yield return ("MARTIN_SILO_PORT", new IPEndPoint(settings.NodeAddress is null ? IPAddress.Loopback : IPAddress.Any, settings.SiloPort));
    }

    private static void MustBeFree(string variable, IPEndPoint address)
    {
        if (address.Port == 0) return;
        try
        {
            using var probe = new TcpListener(address);
            probe.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new SettingException(variable, $"should be another port than {address.Port}: a program that is running, perhaps another Martin, has it");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied or SocketError.AddressNotAvailable)
        {
            throw new SettingException(variable is "PORT" ? "ASPNETCORE_URLS" : variable, $"should be an address of this machine that this user may listen on, not {address}");
        }
    }
}
