using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Martin.Data;

/// <summary>Gives SQLite a lower() for all letters: its own knows ASCII only, so a search for "über" would not find "Über".</summary>
/// <remarks>SQLite documentation, "Built-In Scalar SQL Functions", lower(X). A function lasts as long as the connection is open.</remarks>
internal sealed class SqliteText : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    private static void Apply(DbConnection connection) =>
        (connection as SqliteConnection)?.CreateFunction("lower", static (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
}
