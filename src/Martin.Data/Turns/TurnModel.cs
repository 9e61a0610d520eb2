using Martin.Data.Conversations;
using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Turns;

internal static class TurnModel
{
    private const string PendingTurns = "status IN ('queued', 'running')";

    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<TurnRow>(e =>
        {
            e.ToTable("turns");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.ClientMessageId).HasMaxLength(128);
            e.Property(r => r.RequestedModel).HasMaxLength(100);
            e.Property(r => r.Model).HasMaxLength(100);
            e.Property(r => r.TimeZone).HasMaxLength(100);
            e.Property(r => r.Tainted).HasDefaultValue(false).ValueGeneratedNever();
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.ConversationId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => new { r.UserId, r.ClientMessageId }).IsUnique();
            e.HasIndex(r => new { r.ConversationId, r.CreatedAt });
            e.HasIndex(r => r.RunId).HasFilter("run_id IS NOT NULL").HasDatabaseName("idx_turns_of_runs");
            e.HasIndex(r => r.Status).HasFilter(PendingTurns).HasDatabaseName("idx_turns_pending");
        });
        model.Entity<TurnStepRow>(e =>
        {
            e.ToTable("turn_steps");
            e.HasKey(r => new { r.TurnId, r.Ordinal });
            e.Property(r => r.CreatedAt).HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
            e.HasOne<TurnRow>().WithMany().HasForeignKey(r => r.TurnId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
