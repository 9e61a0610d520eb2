using Martin.Data;
using Martin.Data.Notifications;
using Martin.Hub.Turns;
using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Notifications;

/// <summary>
/// Sends hints to a user's connections, on all nodes. Nothing waits for it: a push that fails or is dropped is made good by
/// Sync, so a stalled device holds up neither a turn nor the user's other devices.
/// </summary>
public sealed class Pusher(IHubContext<MartinHub> hub, ILogger<Pusher> log)
{
    /// <summary>Pushes under way at once in the whole process; beyond it the newest are dropped.</summary>
    private const int MaxUnderWay = 10_000;

    private int underWay;

    public static string GroupOf(Guid userId) => $"user:{userId:N}";

    /// <summary>Pushes the notifications that <paramref name="db"/>'s transaction has written, now that it is committed.</summary>
    public void PushCommitted(MartinDb db)
    {
        foreach (var row in db.TakePendingNotifications())
            Send(hub.Clients.Group(GroupOf(row.UserId)), "Notification", NotificationView.From(row));
    }

    /// <param name="exceptConnectionId">The connection that streams the turn already.</param>
    public void TurnStarted(Guid userId, TurnStarted turn, string? exceptConnectionId = null) =>
        Send(exceptConnectionId is null ? hub.Clients.Group(GroupOf(userId)) : hub.Clients.GroupExcept(GroupOf(userId), exceptConnectionId),
            "TurnStarted", turn);

    private void Send(IClientProxy to, string method, object message)
    {
        if (Interlocked.Increment(ref underWay) <= MaxUnderWay) _ = SendAsync(to, method, message);
        else Interlocked.Decrement(ref underWay);
    }

    private async Task SendAsync(IClientProxy to, string method, object message)
    {
        try
        {
            await to.SendAsync(method, message);
        }
        catch (Exception e)
        {
            log.PushFailed(e, method);  // Redis away, or a connection that just closed: Sync replays
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }
}

internal static partial class PushLogging
{
    [LoggerMessage(3001, LogLevel.Warning, "A push of {Method} failed; clients catch up by Sync")]
    public static partial void PushFailed(this ILogger log, Exception e, string method);
}
