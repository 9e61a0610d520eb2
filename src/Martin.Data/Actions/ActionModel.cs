using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Actions;

internal static class ActionModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<ActionRow>(e =>
        {
            e.ToTable("actions");
            Id(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.ActionType).HasMaxLength(100);
            e.Property(r => r.PayloadHash).HasMaxLength(64);
            e.Property(r => r.DecidedHash).HasMaxLength(64);
            e.Property(r => r.CallId).HasMaxLength(128);
            e.Property(r => r.MeantIn).HasMaxLength(100);
            e.Property(r => r.DecidedOn).HasMaxLength(255);
            e.Property(r => r.UndoneOn).HasMaxLength(255);
            e.Property(r => r.Confidence).HasPrecision(3, 2);
            e.Property(r => r.ExecutedAt).HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
            e.HasIndex(r => new { r.UserId, r.RequestedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.Status, r.RequestedAt, r.Id });
            e.HasIndex(r => new { r.TurnId, r.CallId }).IsUnique();
            e.HasIndex(r => r.RunId).HasFilter("run_id IS NOT NULL").HasDatabaseName("idx_actions_of_runs");
            e.Property(r => r.HoldsOutside).HasDefaultValue(false).ValueGeneratedNever();
            e.Property(r => r.Attempts).HasDefaultValue(0).ValueGeneratedNever();
            e.HasIndex(r => r.AttemptedAt).HasFilter("status IN ('executing', 'unknown')").HasDatabaseName("idx_actions_open");
            e.HasIndex(r => r.ExpiresAt).HasFilter("status = 'proposed'").HasDatabaseName("idx_actions_proposed");
        });
    }
}
