using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Martin.Data;
using Martin.Data.Notifications;
using Martin.Data.Secrets;
using Martin.Hub.Auth;
using Martin.Hub.Cluster;
using Martin.Hub.Notifications.WebPush;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Notifications;

/// <summary>
/// Calls devices on which Martin's app is closed. Nothing waits for it, and what is lost here is not lost: the app syncs when it is opened.
/// </summary>
public sealed class ClosedPushes(
    MartinDbFactory databases, ConnectionTable connections, SharedKeys shared, SecretBox box, WebPushSender sender, TimeProvider clock,
    IOptions<PushOptions> options, ILogger<ClosedPushes> log) : BackgroundService
{
    // What a person wants to be called for. The rest tells open screens to look again.
    private static readonly HashSet<string> Calling =
    [
        NotificationType.EmailReceived, NotificationType.DraftReady, NotificationType.ConflictDetected, NotificationType.ReminderDue, NotificationType.ActionRequested,
        NotificationType.TurnCompleted, NotificationType.BriefingReady, NotificationType.GoogleDisconnected,
    ];

    private readonly Channel<NotificationRow> waiting = Channel.CreateBounded<NotificationRow>(
        new BoundedChannelOptions(options.Value.MaxWaitingCalls) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly UserLanes<NotificationRow> lanes = new(options.Value.MaxCallsPerUser, options.Value.MaxWaitingCallsPerUser);

    // Most Martins have no subscription at all, and every turn ends with a notification: it is asked now and then, not for each.
    private bool anySubscribed;
    private DateTimeOffset askedAt;

    /// <summary>Calls the user's closed apps for this, if it is a thing to be called for.</summary>
    public void Call(NotificationRow row)
    {
        if (Calls(row)) waiting.Writer.TryWrite(row);
    }

    // A draft that the user changes or throws away is no news to them.
    private static bool Calls(NotificationRow row) => Calling.Contains(row.Type)
        && (row.Type != NotificationType.DraftReady || row.Data is null || !JsonElement.Parse(row.Data).TryGetProperty("change", out var change) || change.ValueEquals("created"));

    /// <summary>There is a subscription now.</summary>
    public void Subscribed() => Volatile.Write(ref anySubscribed, true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(DueAsync(stoppingToken),
                new ParallelOptions { MaxDegreeOfParallelism = options.Value.MaxCalls, CancellationToken = stoppingToken },
                async (row, ct) =>
                {
                    if (!lanes.TryEnter(row.UserId, row)) return;
                    for (var next = row; next is not null; next = lanes.TryNext(row.UserId, out var waiting) ? waiting : null) await TryCallAsync(next, ct);
                });
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host is stopping
        }
    }

    /// <summary>Each when its devices have had time to come back by themselves; all have the same time, so none waits for another's.</summary>
    private async IAsyncEnumerable<NotificationRow> DueAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in waiting.Reader.ReadAllAsync(ct))
        {
            if (!await AnySubscribedAsync(ct)) continue;
            var left = row.CreatedAt + options.Value.CallAfter - clock.GetUtcNow();
            if (left > TimeSpan.Zero) await Task.Delay(left < options.Value.CallAfter ? left : options.Value.CallAfter, clock, ct);
            yield return row;
        }
    }

    private async ValueTask<bool> AnySubscribedAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref anySubscribed)) return true;
        if (clock.GetUtcNow() - askedAt < options.Value.Every) return false;
        try
        {
            askedAt = clock.GetUtcNow();
            await using var db = databases.ForMaintenance();
            if (await db.PushSubscriptions.IgnoreQueryFilters([MartinDb.OwnerFilter]).AnyAsync(ct)) Subscribed();
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.ClosedAppsFailed(e);
        }
        return anySubscribed;
    }

    private async ValueTask TryCallAsync(NotificationRow row, CancellationToken ct)
    {
        try
        {
            await Task.WhenAll((await ClosedAsync(row, ct)).Select(s => CallAsync(s, row, ct)));
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.ClosedAppsFailed(e);
        }
    }

    private async Task<bool> IsWantedAsync(PushSubscriptionRow subscription, NotificationRow row, CancellationToken ct) =>
        (await ClosedAsync(row, ct)).Any(s => s.Id == subscription.Id && s.SessionId == subscription.SessionId && s.Secret == subscription.Secret);

    /// <returns>null when it was sealed with a key that is not here any more: nobody can use it.</returns>
    private WebPushTarget? Target(PushSubscriptionRow subscription)
    {
        try
        {
            return JsonSerializer.Deserialize<WebPushTarget>(box.Open(subscription.Secret, subscription.UserId));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The subscriptions of sessions that live, that no open connection serves, and that have not seen this notification.</summary>
    private async Task<List<PushSubscriptionRow>> ClosedAsync(NotificationRow row, CancellationToken ct)
    {
        var now = clock.Now();
        await using var db = databases.For(row.UserId);
        var found = await (from p in db.PushSubscriptions.AsNoTracking()
                           join s in db.Sessions on p.SessionId equals s.Id
                           where s.RevokedAt == null && s.ExpiresAt > now && s.AcknowledgedSeq < row.Seq
                           select p).ToListAsync(ct);
        if (found.Count == 0) return found;
        var open = connections.Each().Select(e => e.SessionId).ToHashSet();
        found.RemoveAll(p => open.Contains(p.SessionId));
        if (found.Count > 0 && await shared.ConnectedAsync(found.Select(p => p.SessionId).Distinct()) is { } elsewhere)
            found.RemoveAll(p => elsewhere.Contains(p.SessionId));
        return found;
    }

    private async Task CallAsync(PushSubscriptionRow subscription, NotificationRow row, CancellationToken ct)
    {
        if (Target(subscription) is { } target && await sender.SendAsync(target, row, () => IsWantedAsync(subscription, row, ct), ct) != PushOutcome.Gone) return;
        await using var db = databases.For(row.UserId);
        await db.WriteAsync(() => db.PushSubscriptions.Where(p => p.Id == subscription.Id).ExecuteDeleteAsync(ct), ct);
    }
}
