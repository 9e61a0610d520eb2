using Martin.Data.Actions;
using Martin.Data.Calendar;
using Martin.Data.Conversations;
using Martin.Data.Mail;
using Martin.Data.Memory;
using Martin.Data.Notifications;
using Martin.Data.Tasks;
using Martin.Data.Turns;
using Martin.Data.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Martin.Data;

/// <summary>Tables, lengths, defaults, keys, cascades and indexes: the seed's (its index names kept) and what came since.</summary>
internal static class MartinModel
{
    private const string PendingTurns = "status IN ('queued', 'running')";

    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        Users(model, defaults);
        Chat(model, defaults);
        Mail(model, defaults);
        Calendar(model, defaults);
        Tasks(model, defaults);
        Rest(model, defaults);
    }

    /// <summary>snake_case names of enum members, as on the wire.</summary>
    public static void NameEnumsInSnakeCase(ModelBuilder model)
    {
        foreach (var property in model.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
            if (!type.IsEnum) continue;
            property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(SnakeCaseEnumConverter<>).MakeGenericType(type))!);
            if (property.GetMaxLength() is null) property.SetMaxLength(50);
        }
    }

    private static void Users(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<UserRow>(e =>
        {
            e.ToTable("users");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            e.Property(r => r.Email).HasMaxLength(255);
            e.Property(r => r.Name).HasMaxLength(255);
            e.Property(r => r.OwnerKeyHash).HasMaxLength(64);
            e.HasIndex(r => r.Email).IsUnique();
            e.HasIndex(r => r.OwnerKeyHash).IsUnique();
            e.ComplexProperty(r => r.Preferences, p =>
            {
                p.ToJson("preferences");
                p.ComplexCollection(x => x.WorkingHours);
            });
        });
        model.Entity<SessionRow>(e =>
        {
            e.ToTable("sessions");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.Token).HasMaxLength(512);
            e.Property(r => r.Device).HasMaxLength(255);
            e.Property(r => r.RevokedReason).HasMaxLength(50);
            e.HasIndex(r => r.Token).IsUnique();
            e.HasIndex(r => r.UserId);
            e.HasIndex(r => r.RevokedAt);
        });
        model.Entity<RefreshTokenRow>(e =>
        {
            e.ToTable("refresh_tokens");
            e.HasKey(r => r.TokenHash);
            e.Property(r => r.TokenHash).HasMaxLength(64);
            e.HasOne<SessionRow>().WithMany().HasForeignKey(r => r.SessionId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<OneTimeCodeRow>(e =>
        {
            e.ToTable("one_time_codes");
            e.HasKey(r => r.CodeHash);
            e.Property(r => r.CodeHash).HasMaxLength(64);
            e.Property(r => r.CodeChallenge).HasMaxLength(128);
            e.HasOne<UserRow>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => r.ExpiresAt);
        });
    }

    private static void Chat(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<ConversationRow>(e =>
        {
            e.ToTable("conversations");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
            e.Property(r => r.Title).HasMaxLength(255);
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
            e.HasIndex(r => r.TurnId);
        });
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
            e.HasOne<ConversationRow>().WithMany().HasForeignKey(r => r.ConversationId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => new { r.UserId, r.ClientMessageId }).IsUnique();
            e.HasIndex(r => new { r.ConversationId, r.CreatedAt });
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

    private static void Mail(ModelBuilder model, SqlDefaults defaults)
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
            e.HasIndex(r => new { r.UserId, r.ReceivedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.ThreadId, r.ReceivedAt, r.Id });
            e.HasIndex(r => new { r.UserId, r.ThreadSubject, r.ReceivedAt });
            e.HasIndex(r => new { r.UserId, r.InReplyTo });
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
            e.ComplexCollection(r => r.To, a => a.ToJson("to_recipients"));
            e.ComplexCollection(r => r.Cc, a => a.ToJson("cc_recipients"));
            e.ComplexCollection(r => r.Bcc, a => a.ToJson("bcc_recipients"));
            e.HasOne<EmailRow>().WithMany().HasForeignKey(r => r.EmailId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => new { r.UserId, r.CreatedAt, r.Id });
            Versioned(e);
        });
    }

    private static void Calendar(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<EventRow>(e =>
        {
            e.ToTable("events");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
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
            e.HasOne<EventRow>().WithMany().HasForeignKey(r => r.EventId1).OnDelete(DeleteBehavior.Cascade);
            e.HasOne<EventRow>().WithMany().HasForeignKey(r => r.EventId2).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void Tasks(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<TaskRow>(e =>
        {
            e.ToTable("tasks");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            OwnedByUser(e);
            Versioned(e);
            e.Property(r => r.Title).HasMaxLength(255);
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

    private static void Rest(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<MemoryRow>(e =>
        {
            e.ToTable("memories");
            Id(e, defaults);
            Stamped(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.EmbeddingId).HasMaxLength(255);
        });
        model.Entity<ActionRow>(e =>
        {
            e.ToTable("actions");
            Id(e, defaults);
            OwnedByUser(e);
            e.Property(r => r.ActionType).HasMaxLength(100);
            e.Property(r => r.PayloadHash).HasMaxLength(64);
            e.Property(r => r.DecidedHash).HasMaxLength(64);
            e.Property(r => r.CallId).HasMaxLength(128);
            e.Property(r => r.Confidence).HasPrecision(3, 2);
            e.Property(r => r.ExecutedAt).HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
            e.HasIndex(r => new { r.UserId, r.RequestedAt, r.Id });
            e.HasIndex(r => new { r.TurnId, r.CallId }).IsUnique();
        });
        model.Entity<NotificationRow>(e =>
        {
            e.ToTable("notifications");
            e.HasKey(r => new { r.UserId, r.Seq });
            e.Property(r => r.Type).HasMaxLength(50);
            e.Property(r => r.CreatedAt).HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
            e.HasOne<UserRow>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
            e.HasIndex(r => r.CreatedAt);
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
        model.Entity<IdempotencyKeyRow>(e =>
        {
            e.ToTable("idempotency_keys");
            e.HasKey(r => new { r.UserId, r.Key });
            OwnedByUser(e);
            e.Property(r => r.Key).HasMaxLength(255);
            e.Property(r => r.RequestHash).HasMaxLength(64);
            e.HasIndex(r => r.CreatedAt);
        });
    }

    // ValueGeneratedNever beside a default: Martin always sends its own value (also null); the default serves rows written by hand.
    private static void Id<T>(EntityTypeBuilder<T> e, SqlDefaults defaults) where T : class =>
        e.Property<Guid>("Id").HasDefaultValueSql(defaults.NewId).ValueGeneratedNever();

    private static void Stamped<T>(EntityTypeBuilder<T> e, SqlDefaults defaults, bool updated = false) where T : class
    {
        e.Property<DateTimeOffset>("CreatedAt").HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
        if (updated) e.Property<DateTimeOffset>("UpdatedAt").HasDefaultValueSql(defaults.Now).ValueGeneratedNever();
    }

    private static void OwnedByUser<T>(EntityTypeBuilder<T> e) where T : class, IOwned =>
        e.HasOne<UserRow>().WithMany().HasForeignKey(nameof(IOwned.UserId)).OnDelete(DeleteBehavior.Cascade);

    private static void Versioned<T>(EntityTypeBuilder<T> e) where T : class, IVersioned =>
        e.Property(r => r.Version).IsConcurrencyToken().HasDefaultValue(1).ValueGeneratedNever();
}
