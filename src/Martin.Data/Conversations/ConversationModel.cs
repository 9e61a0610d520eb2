using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Conversations;

internal static class ConversationModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<ConversationRow>(e =>
        {
            e.ToTable("conversations");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
            e.Property(r => r.Title).HasMaxLength(255);
            e.Property(r => r.SummaryTainted).HasDefaultValue(false).ValueGeneratedNever();
            e.HasIndex(r => new { r.UserId, r.UpdatedAt, r.Id });
        });
        model.Entity<ChatMessageRow>(e =>
        {
            e.ToTable("chat_messages");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.Role).HasMaxLength(20);
            e.Property(r => r.IsVoice).HasDefaultValue(false).ValueGeneratedNever();
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.ConversationId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => r.UserId).HasDatabaseName("idx_chat_messages_user_id");
            e.HasIndex(r => new { r.ConversationId, r.CreatedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.CreatedAt, r.Id });
            e.HasIndex(r => r.TurnId);
        });
    }
}
