using Martin.Data.Actions;
using Martin.Data.Calendar;
using Martin.Data.Conversations;
using Martin.Data.Mail;
using Martin.Data.Memory;
using Martin.Data.Notifications;
using Martin.Data.Runs;
using Martin.Data.Tasks;
using Martin.Data.Turns;
using Martin.Data.Usage;
using Martin.Data.Users;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data;

/// <summary>
/// The one model of all that is remembered. A context sees only the rows of its <see cref="Owner"/>;
/// maintenance code that needs all says so with <c>IgnoreQueryFilters([MartinDb.OwnerFilter])</c>.
/// </summary>
public abstract class MartinDb : DbContext
{
    public const string OwnerFilter = "owner";

    protected MartinDb(DbContextOptions options, Guid owner, WriteGate gate) : base(options)
    {
        (Owner, Gate) = (owner, gate);
        Database.AutoSavepointsEnabled = false;  // two round trips for each save; who goes on after a failed one asks for it: TrySaveAsync
    }

    /// <summary>Whose rows are visible; <see cref="Guid.Empty"/> sees none.</summary>
    public Guid Owner { get; }

    internal WriteGate Gate { get; }

    /// <summary>The transaction in which <see cref="Writing.HoldOwnerAsync"/> was called last.</summary>
    internal Guid? HeldIn { get; set; }

    /// <summary>Notifications written through this context that the pusher has not been given; a rolled back transaction takes its own away.</summary>
    public List<NotificationRow> PendingNotifications { get; } = [];

    public DbSet<UserRow> Users => Set<UserRow>();
    public DbSet<SessionRow> Sessions => Set<SessionRow>();
    public DbSet<RefreshTokenRow> RefreshTokens => Set<RefreshTokenRow>();
    public DbSet<OneTimeCodeRow> OneTimeCodes => Set<OneTimeCodeRow>();
    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();
    public DbSet<ChatMessageRow> ChatMessages => Set<ChatMessageRow>();
    public DbSet<RunRow> Runs => Set<RunRow>();
    public DbSet<TurnRow> Turns => Set<TurnRow>();
    public DbSet<TurnStepRow> TurnSteps => Set<TurnStepRow>();
    public DbSet<EmailRow> Emails => Set<EmailRow>();
    public DbSet<AttachmentRow> Attachments => Set<AttachmentRow>();
    public DbSet<DraftRow> Drafts => Set<DraftRow>();
    public DbSet<EventRow> Events => Set<EventRow>();
    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();
    public DbSet<TaskRow> Tasks => Set<TaskRow>();
    public DbSet<TaskDependencyRow> TaskDependencies => Set<TaskDependencyRow>();
    public DbSet<MemoryRow> Memories => Set<MemoryRow>();
    public DbSet<MemoryVectorRow> MemoryVectors => Set<MemoryVectorRow>();
    public DbSet<VectorRemovalRow> VectorRemovals => Set<VectorRemovalRow>();
    public DbSet<ActionRow> Actions => Set<ActionRow>();
    public DbSet<NotificationRow> Notifications => Set<NotificationRow>();
    public DbSet<NotificationCounterRow> NotificationCounters => Set<NotificationCounterRow>();
    public DbSet<PushSubscriptionRow> PushSubscriptions => Set<PushSubscriptionRow>();
    public DbSet<GivenReminderRow> GivenReminders => Set<GivenReminderRow>();
    public DbSet<ModelUseRow> ModelUses => Set<ModelUseRow>();
    public DbSet<IdempotencyKeyRow> IdempotencyKeys => Set<IdempotencyKeyRow>();

    /// <summary>How this database keeps instants, for SQL written by hand.</summary>
    internal abstract object ToColumn(DateTimeOffset instant);

    /// <summary>How this database writes the seed's column defaults.</summary>
    protected abstract SqlDefaults Defaults { get; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        MartinModel.Build(modelBuilder, Defaults);
        MartinModel.NameEnumsInSnakeCase(modelBuilder);

        modelBuilder.Entity<SessionRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<ConversationRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<ChatMessageRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<RunRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<TurnRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<EmailRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<AttachmentRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<DraftRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<EventRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<ConflictRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<TaskRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<MemoryRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<MemoryVectorRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<ActionRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<NotificationRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<PushSubscriptionRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<GivenReminderRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<ModelUseRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
        modelBuilder.Entity<IdempotencyKeyRow>().HasQueryFilter(OwnerFilter, r => r.UserId == Owner);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Saving is asynchronous here.");

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>())
        {
            if (entry.State == EntityState.Modified) entry.Entity.Version++;
            if (entry is not { State: EntityState.Added or EntityState.Modified, Entity: EventRow changed }) continue;
            changed.ExpectReminders();
            // Written also where it was so when the row was read: whoever looks for reminders may have moved it on since.
            if (entry.State == EntityState.Modified) entry.Property(nameof(EventRow.NextReminderAt)).IsModified = true;
        }
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }
}

/// <summary>SQL expressions for column defaults, so that rows written by hand are whole as well.</summary>
public sealed record SqlDefaults(string NewId, string Now);
