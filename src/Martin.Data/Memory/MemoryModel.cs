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
            e.Property(r => r.EmbeddingId).HasMaxLength(255);
        });
    }
}
