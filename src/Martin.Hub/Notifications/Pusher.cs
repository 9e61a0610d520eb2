using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Martin.Data;
using Martin.Data.Notifications;
using Martin.Hub.Cluster;
using Martin.Hub.Turns;
using Martin.Plugins.Mail;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Notifications;

/// <summary>
/// Sends hints to a user's connections, on all nodes. Nothing waits for it: a push that fails or is dropped is made good by
/// <see cref="PushSweep"/> or by Sync, so a stalled device holds up neither a turn nor the user's other devices.
/// </summary>
public sealed class Pusher(IHubContext<MartinHub> hub, SharedKeys shared, ClosedPushes closed, IOptions<PushOptions> options, ILogger<Pusher> log)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, int> underWay = [];
    private readonly ConcurrentQueue<PushedRow> pushed = [];

    public static string GroupOf(Guid userId) => $"user:{userId:N}";

    /// <summary>Pushes the notifications that <paramref name="db"/>'s transaction has written, now that it is committed.</summary>
    public void PushCommitted(MartinDb db)
    {
        foreach (var row in db.TakePendingNotifications()) Push(row);
    }

    /// <param name="callClosed">Not for what is only pushed once more: devices that are closed have been called for it.</param>
    public void Push(NotificationRow row, bool callClosed = true)
    {
        if (row.Type == NotificationType.EmailReceived) shared.MailCame(row.UserId);
        if (callClosed) closed.Call(row);
        Send(row.UserId, hub.Clients.Group(GroupOf(row.UserId)), "Notification", NotificationView.From(row), new PushedRow(row.UserId, row.Seq));
    }

    /// <param name="exceptConnectionId">The connection that streams the turn already.</param>
    public void TurnStarted(Guid userId, TurnStarted turn, string? exceptConnectionId = null) =>
        Send(userId, exceptConnectionId is null ? hub.Clients.Group(GroupOf(userId)) : hub.Clients.GroupExcept(GroupOf(userId), exceptConnectionId),
            "TurnStarted", turn, null);

    /// <summary>What has been pushed since the last call.</summary>
    public IReadOnlyList<PushedRow> TakePushed()
    {
        List<PushedRow> taken = [];
        while (pushed.TryDequeue(out var row)) taken.Add(row);
        return taken;
    }

    private void Send(Guid userId, IClientProxy to, string method, object message, PushedRow? row)
    {
        lock (gate)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(underWay, userId, out _);
            if (count >= options.Value.MaxUnderWay) return;
            count++;
        }
        _ = SendAsync(userId, to, method, message, row);
    }

    private async Task SendAsync(Guid userId, IClientProxy to, string method, object message, PushedRow? row)
    {
        try
        {
            await to.SendAsync(method, message);
            if (row is not null) pushed.Enqueue(row);
        }
        catch (Exception e)
        {
            log.PushFailed(e, method);  // Redis away, or a connection that just closed
        }
        finally
        {
            lock (gate)
            {
                if (underWay[userId] == 1) underWay.Remove(userId);
                else underWay[userId]--;
            }
        }
    }
}

/// <summary>The key of a notification that was pushed.</summary>
public sealed record PushedRow(Guid UserId, long Seq);

internal static partial class PushLogging
{
    [LoggerMessage(3001, LogLevel.Warning, "A push of {Method} failed; clients catch up by Sync")]
    public static partial void PushFailed(this ILogger log, Exception e, string method);

    [LoggerMessage(3002, LogLevel.Warning, "A look for notifications that were not pushed failed; the next finds the same")]
    public static partial void PushSweepFailed(this ILogger log, Exception e);
}
