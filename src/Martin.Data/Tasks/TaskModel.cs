using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Tasks;

internal static class TaskModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<TaskRow>(e =>
        {
            e.ToTable("tasks");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
            e.Property(r => r.FromOutside).HasDefaultValue(false).ValueGeneratedNever();
            Versioned(e);
            e.Property(r => r.Title).HasMaxLength(255);
            e.Property(r => r.List).HasMaxLength(100);
            e.Property(r => r.Source).HasMaxLength(255);
            e.Property(r => r.Progress).HasDefaultValue(0).ValueGeneratedNever();
            e.HasIndex(r => r.UserId).HasDatabaseName("idx_tasks_user_id");
            e.HasIndex(r => r.Status).HasDatabaseName("idx_tasks_status");
            e.HasIndex(r => r.RemindAt);
            e.HasIndex(r => new { r.UserId, r.CreatedAt, r.Id });
        });
        model.Entity<TaskDependencyRow>(e =>
        {
            e.ToTable("task_dependencies");
            e.HasKey(r => new { r.TaskId, r.DependsOnTaskId });
            e.HasOne<TaskRow>().WithMany().HasForeignKey(r => r.TaskId).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<TaskRow>().WithMany().HasForeignKey(r => r.DependsOnTaskId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
