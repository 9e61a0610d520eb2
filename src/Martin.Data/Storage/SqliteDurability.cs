using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Martin.Data;

/// <summary>
/// The write-ahead log and synchronous=NORMAL on every SQLite connection (EF sets the log only on files that it makes itself, and
/// ours is made first, with its mode). In WAL mode readers do not wait for the writer, a commit survives the process being killed
/// at any point, and the file stays whole whatever happens; a power cut may take back the last moments. FULL would flush the disk once per commit,
/// some milliseconds each for a single writer, and turns make several.
/// </summary>
/// <remarks>SQLite documentation, "PRAGMA synchronous" and "Write-Ahead Logging", section 2.3.</remarks>
internal sealed class SqliteDurability : DbConnectionInterceptor
{
    // The setting lives as long as the pooled handle does: once for each is enough.
    private static readonly ConditionalWeakTable<object, object> Known = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    private static void Apply(DbConnection connection)
    {
        if (connection is not SqliteConnection { Handle: { } handle } || !Known.TryAdd(handle, handle)) return;
        // EF looks whether the file is there through a connection that may not write.
        if (new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly) return;
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL";
        command.ExecuteNonQuery();
    }
}
