using System.Text.Json;
using Martin.Data;
using Martin.Data.Notifications;
using Martin.Data.Secrets;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Ops;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Notifications;

/// <summary>The devices that a user wants to be called on.</summary>
public sealed class PushDesk(MartinDb db, SecretBox box, ClosedPushes closed, TimeProvider clock, IOptions<PushOptions> options, IOptions<OutboundOptions> outbound)
{
    public async Task<Listing<PushSubscriptionRow>> ListAsync(Page page, CancellationToken ct)
    {
        var now = clock.Now();
        var rows = db.PushSubscriptions.AsNoTracking().Where(p => db.Sessions.Any(s => s.Id == p.SessionId && s.RevokedAt == null && s.ExpiresAt > now));
        if (page.After is { } after) rows = rows.Where(p => p.CreatedAt <= after.At && (p.CreatedAt < after.At || p.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(p => p.CreatedAt).ThenByDescending(p => p.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, p => new Keyset(p.CreatedAt, p.Id));
    }

    /// <returns>The subscription, and whether it is a new one.</returns>
    /// <exception cref="CodedException">UNPROCESSABLE: of a kind that is not set up here, or at an address that is not taken.</exception>
    public async Task<(PushSubscriptionRow Row, bool IsNew)> SubscribeAsync(Guid session, PushSubscriptionInput input, CancellationToken ct)
    {
        if (input.Kind == PushKind.Fcm)
            throw CodedException.Of(ErrorCode.Unprocessable, "Firebase is not set up on this Martin. Subscribe with web_push.");
        var target = input.Target();
        if (target.Endpoint.Scheme != Uri.UriSchemeHttps && !outbound.Value.AllowPrivate) throw CodedException.Invalid("endpoint", "must be an https address");
        var (hash, secret, now) = (Ops.Secrets.Hash(PushSubscriptionInput.Written(input.Endpoint!)), box.Seal(JsonSerializer.Serialize(target), db.Owner), clock.Now());
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var subscribed = await SaveAsync(session, input.Kind, hash, secret, now, ct);
                closed.Subscribed();
                return subscribed;
            }
            catch (DbUpdateException) when (attempt < 3)
            {
                db.ChangeTracker.Clear();  // another user has subscribed on this browser at the same moment
            }
        }
    }

    private Task<(PushSubscriptionRow Row, bool IsNew)> SaveAsync(Guid session, PushKind kind, string hash, string secret, DateTimeOffset now, CancellationToken ct) =>
        db.WriteAsync(async () =>
        {
            await db.HoldOwnerAsync(ct);
            await db.PushSubscriptions.IgnoreQueryFilters([MartinDb.OwnerFilter])  // whoever was signed in on that browser before
                .Where(p => p.EndpointHash == hash && p.UserId != db.Owner).ExecuteDeleteAsync(ct);
            var row = await db.PushSubscriptions.SingleOrDefaultAsync(p => p.EndpointHash == hash, ct);
            var isNew = row is null;
            if (row is null)
            {
                await MakeRoomAsync(ct);
                row = new()
                {
                    Id = Guid.CreateVersion7(now), UserId = db.Owner, SessionId = session, Kind = kind, EndpointHash = hash, Secret = secret, CreatedAt = now, UpdatedAt = now,
                };
                db.PushSubscriptions.Add(row);
            }
            else (row.SessionId, row.Secret, row.UpdatedAt) = (session, secret, now);
            await db.SaveChangesAsync(ct);
            return (row, isNew);
        }, ct);

    /// <returns>false when there is none such of this user; never for those of a session.</returns>
    public async Task<bool> RemoveAsync(Guid session, PushRemoval which, CancellationToken ct)
    {
        var rows = db.PushSubscriptions.AsQueryable();
        if (which.Id is { } id) rows = rows.Where(p => p.Id == id);
        if (which.Endpoint is { } endpoint)
        {
            var hash = Ops.Secrets.Hash(PushSubscriptionInput.Written(endpoint));
            rows = rows.Where(p => p.EndpointHash == hash);
        }
        var all = which is { Id: null, Endpoint: null };
        if (all) rows = rows.Where(p => p.SessionId == session);
        return await db.WriteAsync(() => rows.ExecuteDeleteAsync(ct), ct) > 0 || all;
    }

    private async Task MakeRoomAsync(CancellationToken ct)
    {
        var oldest = await db.PushSubscriptions.OrderByDescending(p => p.CreatedAt).Skip(options.Value.MaxSubscriptions - 1).Select(p => p.Id).ToListAsync(ct);
        if (oldest.Count > 0) await db.PushSubscriptions.Where(p => oldest.Contains(p.Id)).ExecuteDeleteAsync(ct);
    }
}
