using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Martin.Data;

/// <summary>Makes contexts, each for one owner. Contexts are not pooled: a pooled one kept the previous lease's owner.</summary>
public sealed class MartinDbFactory : IAsyncDisposable
{
    private readonly Func<Guid, MartinDb> create;
    private readonly WriteGate gate;
    private readonly DbDataSource? postgres;  // not by its own name: whoever runs on SQLite never loads Npgsql

    private MartinDbFactory(Func<Guid, MartinDb> create, WriteGate gate, DbDataSource? postgres)
    {
        this.create = create;
        this.gate = gate;
        this.postgres = postgres;
    }

    public bool IsPostgres => postgres is not null;

    /// <param name="path">The SQLite file; made when it is not there.</param>
    public static MartinDbFactory Sqlite(string path)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10, ForeignKeys = true, Pooling = true };
        var options = new DbContextOptionsBuilder<SqliteDb>()
            .UseSqlite(connection.ToString(), o => o.MigrationsHistoryTable("schema_migrations"))
            .UseSnakeCaseNamingConvention().AddInterceptors(new SqliteDurability(), new SqliteText()).Options;
        var gate = new WriteGate(oneAtATime: true);
        return new MartinDbFactory(owner => new SqliteDb(options, owner, gate), gate, null);
    }

    /// <exception cref="FormatException">The URL is not of the form postgresql://user:password@host:5432/database.</exception>
    public static MartinDbFactory Postgres(string url)
    {
        var source = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(url));
        var options = new DbContextOptionsBuilder<PostgresDb>()
            .UseNpgsql(source, o => o.MigrationsHistoryTable("schema_migrations"))
            .UseSnakeCaseNamingConvention().Options;
        var gate = new WriteGate(oneAtATime: false);
        return new MartinDbFactory(owner => new PostgresDb(options, owner, gate), gate, source);
    }

    public MartinDb For(Guid owner) => create(owner);

    /// <summary>A context for code that serves no one user: it sees users and codes, and owned rows only where it says so.</summary>
    public MartinDb ForMaintenance() => create(Guid.Empty);

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        if (postgres is not null) await postgres.DisposeAsync();
        else SqliteConnection.ClearAllPools();
    }

    /// <summary>Builds the model now, which the first context would otherwise wait for: a good half second of a start.</summary>
    public void Warm()
    {
        using var db = ForMaintenance();
        _ = db.Model;
    }

    /// <summary>Brings the schema up to date. On PostgreSQL nodes that start together take turns by an advisory lock.</summary>
    public async Task MigrateAsync(CancellationToken ct)
    {
        await using var db = ForMaintenance();
        // Asked first, because migrating compares whole models before it finds nothing to do.
        if (!(await db.Database.GetPendingMigrationsAsync(ct)).Any()) return;
        if (postgres is null)
        {
            await db.Database.MigrateAsync(ct);
            return;
        }
        await using var guard = await postgres.OpenConnectionAsync(ct);
        await using var locking = guard.CreateCommand();
        locking.CommandText = $"SELECT pg_advisory_lock({MigrationLock})";
        await locking.ExecuteNonQueryAsync(ct);
        try
        {
            await db.Database.MigrateAsync(ct);
        }
        finally
        {
            locking.CommandText = $"SELECT pg_advisory_unlock({MigrationLock})";
            await locking.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// Lets SQLite count what is in its tables. Until it has, it takes any index that begins with the user for a good one, where in truth a user
    /// has nearly all rows: it then reads everything of theirs to find a few by id. PostgreSQL counts by itself.
    /// </summary>
    /// <remarks>SQLite documentation, "PRAGMA optimize": 0x10000 looks at all tables, 0x02 counts those that have none or have grown tenfold.</remarks>
    public async Task CountAsync(CancellationToken ct)
    {
        if (postgres is not null) return;
        await using var db = ForMaintenance();
        await db.WriteAsync(() => db.Database.ExecuteSqlAsync($"PRAGMA optimize = 0x10002", ct), ct);
    }

    /// <summary>Any constant will do that no other application on the database takes: "martin" as a number.</summary>
    private const long MigrationLock = 0x6D617274696E;
}
