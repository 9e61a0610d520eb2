using Martin.Hub.Cluster;
using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Auth;

/// <summary>
/// Closes the connections of sessions that are over: at once when they end on this node, within about a second when they end on
/// another, expire, or go with their account.
/// </summary>
internal sealed partial class SessionWatch<THub>(
    ConnectionTable connections, SessionStates states, EndedSessions endings, IHubContext<THub> hub, SharedKeys shared, TimeProvider clock,
    ILogger<SessionWatch<THub>> log) : BackgroundService where THub : Microsoft.AspNetCore.SignalR.Hub
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(300);
    private readonly SemaphoreSlim ended = new(0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(Guid _) => ended.Release();
        states.OnEnded += Wake;
        try
        {
            using var timer = new PeriodicTimer(Period, clock);
            var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            var wake = ended.WaitAsync(stoppingToken);
            while (true)
            {
                var first = await Task.WhenAny(tick, wake);
                await first;
                await LookAsync(stoppingToken);
                if (first == tick) tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                else wake = ended.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host is stopping
        }
        finally
        {
            states.OnEnded -= Wake;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        if (connections.Count == 0) return;
        try
        {
            foreach (var (session, reason) in await endings.FindAsync(ct))
                foreach (var connection in connections.Of(session)) _ = CloseAsync(connection, reason);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unseen(log, e);  // the database is away; the next look may see again
        }
    }

    private async Task CloseAsync(ConnectionTable.Entry connection, string reason)
    {
        try { await hub.Clients.Client(connection.Context.ConnectionId).SendAsync(nameof(SessionRevoked), new SessionRevoked(reason)).WaitAsync(FarewellTime); }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // a connection that takes no farewell goes without
        }
        finally
        {
            connection.Context.Abort();
            if (connections.Remove(connection.Context) is { } gone) shared.Disconnected(gone);
        }
    }

    [LoggerMessage(110, LogLevel.Warning, "Could not look for ended sessions")]
    private static partial void Unseen(ILogger log, Exception exception);
}
