using Microsoft.EntityFrameworkCore.Design;

namespace Martin.Data;

// For `dotnet ef migrations add NAME --context SqliteDb -o Migrations/Sqlite` (PostgresDb likewise); no database is opened.
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) => (SqliteDb)MartinDbFactory.Sqlite("design.db").ForMaintenance();
}

internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) => (PostgresDb)MartinDbFactory.Postgres("postgresql://design@localhost/design").ForMaintenance();
}
