using Microsoft.EntityFrameworkCore;
using static Martin.Data.Columns;

namespace Martin.Data.Users;

internal static class UserModel
{
    public static void Build(ModelBuilder model, SqlDefaults defaults)
    {
        model.Entity<UserRow>(e =>
        {
            e.ToTable("users");
            Id(e, defaults);
            Stamped(e, defaults, updated: true);
            e.Property(r => r.Email).HasMaxLength(255);
            e.Property(r => r.Name).HasMaxLength(255);
            e.Property(r => r.OwnerKeyHash).HasMaxLength(64);
            e.Property(r => r.MemoryRevision).HasDefaultValue(0L).ValueGeneratedNever();
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
}
