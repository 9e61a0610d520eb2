using Martin.Data.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Martin.Data;

/// <summary>Columns that many tables have.</summary>
internal static class Columns
{
    // ValueGeneratedNever beside a default: Martin always sends its own value (also null); the default serves rows written by hand.
    public static void Id<T>(EntityTypeBuilder<T> e, SqlDefaults defaults) where T : class =>
        e.Property<Guid>("Id").HasDefaultValueSql(defaults.NewId).ValueGeneratedNever();

    public static void Stamped<T>(EntityTypeBuilder<T> e, SqlDefaults defaults, bool updated = false) where T : class
    {
        e.Property<DateTimeOffset>("CreatedAt").HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
        if (updated) e.Property<DateTimeOffset>("UpdatedAt").HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
    }

    public static void OwnedByUser<T>(EntityTypeBuilder<T> e) where T : class, IOwned =>
        e.HasOne<UserRow>().WithMany().HasForeignKey(nameof(IOwned.UserId)).OnDelete(DeleteBehavior.Cascade);

    public static void Versioned<T>(EntityTypeBuilder<T> e) where T : class, IVersioned =>
        e.Property(r => r.Version).IsConcurrencyToken().HasDefaultValue(1).ValueGeneratedNever();
}
