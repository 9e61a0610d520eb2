using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Usage;

internal static class UsageModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<ModelUseRow>(e =>
        {
            e.ToTable("model_uses");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.Purpose).HasMaxLength(50);
            e.Property(r => r.Model).HasMaxLength(100);
            e.Property(r => r.ModelId).HasMaxLength(100);
            e.HasIndex(r => new { r.UserId, r.Day });
            e.HasIndex(r => r.CreatedAt);
        });
    }
}
