using Martin.Data.Users;
using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Notifications;

internal static class NotificationModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<NotificationRow>(e =>
        {
            e.ToTable("notifications");
            e.HasKey(r => new { r.UserId, r.Seq });
            e.Property(r => r.Type).HasMaxLength(50);
            e.Property(r => r.CreatedAt).HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
            e.HasOne<UserRow>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => r.CreatedAt);
            e.HasIndex(r => r.CreatedAt, "ix_notifications_unpushed").HasFilter("NOT is_pushed").HasDatabaseName("ix_notifications_unpushed");  // nearly always empty; in the words of the query, by which SQLite knows it
        });
        model.Entity<NotificationCounterRow>(e =>
        {
            e.ToTable("notification_counters");
            e.HasKey(r => r.UserId);
            e.Property(r => r.UserId).ValueGeneratedNever();
            e.HasOne<UserRow>().WithOne().HasForeignKey<NotificationCounterRow>(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<GivenReminderRow>(e =>
        {
            e.ToTable("given_reminders");
            e.HasKey(r => new { r.UserId, r.SubjectId, r.OccurrenceAt, r.DueAt });
            OwnedByUser(e);
            e.HasIndex(r => r.GivenAt);
        });
        model.Entity<PushSubscriptionRow>(e =>
        {
            e.ToTable("push_subscriptions");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
            e.Property(r => r.EndpointHash).HasMaxLength(64);
            e.HasOne<SessionRow>().WithMany().HasForeignKey(r => r.SessionId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => r.EndpointHash).IsUnique();
            e.HasIndex(r => new { r.UserId, r.CreatedAt });
        });
    }
}
