using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Memory;

internal static class MemoryModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<MemoryRow>(e =>
        {
            e.ToTable("memories");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            Versioned(e);
            e.Property(r => r.EmbeddingId).HasMaxLength(255);
            e.Property(r => r.EmbeddingModel).HasMaxLength(100);
            e.Property(r => r.Origin).HasDefaultValue(MemoryOrigin.User).ValueGeneratedNever();
            e.Property(r => r.FromOutside).HasDefaultValue(false).ValueGeneratedNever();
            e.HasIndex(r => new { r.UserId, r.CreatedAt, r.Id });
            e.HasIndex(r => new { r.EmbeddingModel, r.UserId });
        });
        model.Entity<MemoryVectorRow>(e =>
        {
            e.ToTable("memory_vectors");
            e.HasKey(r => r.MemoryId);
            e.Property(r => r.MemoryId).ValueGeneratedNever();
            e.HasOne<MemoryRow>().WithOne().HasForeignKey<MemoryVectorRow>(r => r.MemoryId).OnDelete(DeleteBehavior.Cascade);
            e.Property(r => r.Model).HasMaxLength(100);
            e.HasIndex(r => new { r.UserId, r.Revision });
            e.HasIndex(r => r.IndexedAt);
        });
        model.Entity<VectorRemovalRow>(e =>
        {
            e.ToTable("vector_removals");
            Id(e, defaults);
            e.HasIndex(r => r.RequestedAt);
        });
    }
}
