using Martin.Testing;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Storage;

public sealed class SqliteDurabilityTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_connection_uses_the_write_ahead_log_and_no_flush_per_commit(bool fileIsThereBefore)
    {
        var path = Path.Combine(RepoPaths.NewTempFolder("wal"), "martin.db");
        if (fileIsThereBefore) await File.Create(path).DisposeAsync();
        await using var databases = MartinDbFactory.Sqlite(path);
        await databases.MigrateAsync(CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await using var db = databases.ForMaintenance();
            await db.Database.OpenConnectionAsync();
            Assert.Equal("wal", await ReadAsync(db, "PRAGMA journal_mode"));
            Assert.Equal("1", await ReadAsync(db, "PRAGMA synchronous"));  // 1 is NORMAL
        }
    }

    private static async Task<string?> ReadAsync(MartinDb db, string pragma)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
