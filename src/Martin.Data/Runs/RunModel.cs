using Martin.Data.Conversations;
using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Runs;

internal static class RunModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<RunRow>(e =>
        {
            e.ToTable("runs");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
            e.Property(r => r.RequestedModel).HasMaxLength(100);
            e.Property(r => r.TimeZone).HasMaxLength(100);
            e.Property(r => r.Status).IsConcurrencyToken();
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.ConversationId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => new { r.UserId, r.CreatedAt, r.Id });
            e.HasIndex(r => r.ConversationId);
            e.HasIndex(r => r.NextAt).HasFilter("next_at IS NOT NULL").HasDatabaseName("idx_runs_put_off");
        });
    }
}
