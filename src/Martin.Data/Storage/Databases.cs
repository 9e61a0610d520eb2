using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Martin.Data;

public sealed class SqliteDb(DbContextOptions<SqliteDb> options, Guid owner, WriteGate gate) : MartinDb(options, owner, gate)
{
    // The text form of a version 4 UUID in upper case, as Microsoft.Data.Sqlite writes Guids, and microseconds since 1970.
    protected override SqlDefaults Defaults { get; } = new(
        "(upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-A' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))",
        "(CAST(unixepoch('subsec') * 1000000 AS INTEGER))");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Microseconds>();

    internal override object ToColumn(DateTimeOffset instant) => Microseconds.Of(instant);

    /// <summary>Instants as microseconds since 1970: they sort and compare as numbers.</summary>
    private sealed class Microseconds() : ValueConverter<DateTimeOffset, long>(
        t => Of(t), v => DateTimeOffset.UnixEpoch.AddTicks(v * TimeSpan.TicksPerMicrosecond))
    {
        public static long Of(DateTimeOffset t) => (t.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    }
}

public sealed class PostgresDb(DbContextOptions<PostgresDb> options, Guid owner, WriteGate gate) : MartinDb(options, owner, gate)
{
    protected override SqlDefaults Defaults { get; } = new("gen_random_uuid()", "now()");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Utc>();

    internal override object ToColumn(DateTimeOffset instant) => instant.ToUniversalTime();

    /// <summary>timestamptz takes only offset zero from Npgsql.</summary>
    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(t => t.ToUniversalTime(), t => t);
}
