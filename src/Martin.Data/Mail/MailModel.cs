using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Mail;

internal static class MailModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<EmailRow>(e =>
        {
            e.ToTable("emails");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.ThreadId).HasMaxLength(255);
            e.Property(r => r.Sender).HasMaxLength(255);
            e.Property(r => r.SenderEmail).HasMaxLength(255);
            e.Property(r => r.IsRead).HasDefaultValue(false).ValueGeneratedNever();
            e.Property(r => r.HasAttachments).HasDefaultValue(false).ValueGeneratedNever();
            e.HasIndex(r => r.UserId).HasDatabaseName("idx_emails_user_id");
            e.HasIndex(r => r.Category).HasDatabaseName("idx_emails_category");
            e.Property(r => r.Confidence).HasPrecision(3, 2);
            e.Property(r => r.MessageId).HasMaxLength(255);
            e.Property(r => r.InReplyTo).HasMaxLength(255);
            e.Property(r => r.ThreadSubject).HasMaxLength(255);
            e.Property(r => r.IsOutgoing).HasDefaultValue(false).ValueGeneratedNever();
            e.Property(r => r.IsBulk).HasDefaultValue(false).ValueGeneratedNever();
            e.Property(r => r.SearchText).HasDefaultValue("").ValueGeneratedNever();
            e.ComplexCollection(r => r.To, a => a.ToJson("to_recipients"));
            e.ComplexCollection(r => r.Cc, a => a.ToJson("cc_recipients"));
            e.ComplexCollection(r => r.Bcc, a => a.ToJson("bcc_recipients"));
            e.ComplexCollection(r => r.ReplyTo, a => a.ToJson("reply_to"));
            // Lists, each in its order: where few mails match, none of the others is read.
            e.HasIndex(r => new { r.UserId, r.IsOutgoing, r.ReceivedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.IsOutgoing, r.Category, r.ReceivedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.IsOutgoing, r.Status, r.ReceivedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.ThreadId, r.ReceivedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.ThreadSubject, r.ReceivedAt });
            e.HasIndex(r => new { r.UserId, r.InReplyTo });
            e.HasIndex(r => new { r.UserId, r.IsOutgoing, r.SenderEmail });
            e.HasIndex(r => new { r.UserId, r.MessageId, r.IsOutgoing }).IsUnique();
        });
        model.Entity<AttachmentRow>(e =>
        {
            e.ToTable("attachments");
            Id(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.Name).HasMaxLength(255);
            e.Property(r => r.ContentType).HasMaxLength(255);
            e.HasOne<EmailRow>().WithMany().HasForeignKey(r => r.EmailId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<DraftRow>(e =>
        {
            e.ToTable("drafts");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.Confidence).HasPrecision(3, 2);
            e.Property(r => r.Persona).HasMaxLength(50);
            e.Property(r => r.Edited).HasPrecision(3, 2);
            e.ComplexCollection(r => r.To, a => a.ToJson("to_recipients"));
            e.ComplexCollection(r => r.Cc, a => a.ToJson("cc_recipients"));
            e.ComplexCollection(r => r.Bcc, a => a.ToJson("bcc_recipients"));
            e.HasOne<EmailRow>().WithMany().HasForeignKey(r => r.EmailId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => new { r.UserId, r.CreatedAt, r.Id }).HasFilter("sent_at IS NULL");  // those that were sent are kept and never listed
            Versioned(e);
        });
    }
}
