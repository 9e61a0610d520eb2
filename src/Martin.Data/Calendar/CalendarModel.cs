using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Calendar;

internal static class CalendarModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<EventRow>(e =>
        {
            e.ToTable("events");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
            e.Property(r => r.FromOutside).HasDefaultValue(false).ValueGeneratedNever();
            Versioned(e);
            e.Property(r => r.GoogleEventId).HasMaxLength(255);
            e.Property(r => r.CalendarId).HasMaxLength(255);
            e.Property(r => r.Title).HasMaxLength(255);
            e.Property(r => r.TimeZone).HasMaxLength(100);
            e.Property(r => r.Location).HasMaxLength(255);
            e.Property(r => r.IsAllDay).HasDefaultValue(false).ValueGeneratedNever();
            e.ComplexCollection(r => r.Attendees, a => a.ToJson("attendees"));
            e.HasIndex(r => r.UserId).HasDatabaseName("idx_events_user_id");
            e.HasIndex(r => r.StartTime).HasDatabaseName("idx_events_start_time");
            e.HasIndex(r => new { r.UserId, r.StartTime, r.Id });
            e.Property(r => r.Uid).HasMaxLength(255);
            e.Property(r => r.Sequence).HasDefaultValue(0).ValueGeneratedNever();
            e.HasOne<EventRow>().WithMany().HasForeignKey(r => r.SeriesId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => new { r.SeriesId, r.OriginalStart }).IsUnique();
            e.HasIndex(r => new { r.UserId, r.Uid });
            e.HasIndex(r => new { r.UserId, r.RecursUntil }).HasFilter("recurrence IS NOT NULL").HasDatabaseName("idx_events_series");
            e.HasIndex(r => new { r.NextReminderAt, r.Id }).HasFilter("next_reminder_at IS NOT NULL").HasDatabaseName("idx_events_next_reminder");
            // What is under way at a moment is found here by itself: by the start alone all that has ever been would be read.
            e.HasIndex(r => new { r.UserId, r.EndTime, r.StartTime, r.Id }).HasFilter("recurrence IS NULL").HasDatabaseName("idx_events_under_way");
        });
        model.Entity<ConflictRow>(e =>
        {
            e.ToTable("conflicts");
            Id(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.EventId1).HasColumnName("event_id_1");
            e.Property(r => r.EventId2).HasColumnName("event_id_2");
            e.Property(r => r.OriginalStart1).HasColumnName("original_start_1");
            e.Property(r => r.OriginalStart2).HasColumnName("original_start_2");
            e.HasIndex(r => new { r.UserId, r.Id }).HasFilter("resolved_at IS NULL").HasDatabaseName("idx_conflicts_open");
            e.HasOne<EventRow>().WithMany().HasForeignKey(r => r.EventId1).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<EventRow>().WithMany().HasForeignKey(r => r.EventId2).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
