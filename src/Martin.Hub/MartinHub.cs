using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Cluster;
using Martin.Hub.Errors;
using Martin.Hub.Notifications;
using Martin.Hub.Sync;
using Martin.Hub.Turns;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Martin.Hub;

/// <summary>The hub (contract, section 3). Its methods stand with their features: Turns, Actions, Sync.</summary>
[Authorize]
public sealed partial class MartinHub(
    TurnDesk turns, TurnFeed feed, ActionDesk actions, SyncDesk sync, ConnectionTable connections,
    IOptions<PushOptions> pushes, SharedKeys shared, TimeProvider clock) : Microsoft.AspNetCore.SignalR.Hub
{
    private Guid UserId => Context.User!.UserId();

    public override async Task OnConnectedAsync()
    {
        OpenStreams.Prepare(Context);
        StalledWrites.Watch(Context, pushes.Value.StalledAfter, clock);
        shared.Connected(connections.Add(Context));
        try
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, Pusher.GroupOf(UserId));
        }
        catch
        {
            Forget();  // SignalR does not say goodbye for a connection that could not begin
            throw;
        }
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Forget();
        return base.OnDisconnectedAsync(exception);
    }

    private void Forget()
    {
        if (connections.Remove(Context) is { } gone) shared.Disconnected(gone);
    }

    /// <summary>Where invocations end that could not be bound.</summary>
    [HubMethodName(StrictHubProtocol.RefusalMethod)]
    public void Refuse(CodedException reason) => throw reason;
}
