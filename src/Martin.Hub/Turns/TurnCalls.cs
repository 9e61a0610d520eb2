using Martin.Hub.Errors;
using Orleans.Runtime;

namespace Martin.Hub.Turns;

/// <summary>Calls a conversation's owner, again while a node that died is being replaced: every such call is idempotent.</summary>
public sealed class TurnCalls(IGrainFactory grains)
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="CodedException">UNAVAILABLE: no owner answered in time.</exception>
    public async Task<T> OwnerAsync<T>(Guid conversationId, Func<IConversationGrain, Task<T>> call, CancellationToken ct)
    {
        var began = Environment.TickCount64;
        while (true)
        {
            try
            {
                return await call(grains.GetGrain<IConversationGrain>(conversationId));
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                if (Environment.TickCount64 - began > GiveUp.TotalMilliseconds)
                    throw CodedException.Of(ErrorCode.Unavailable, "Martin is moving to another node. Try again in a moment.");
                await Task.Delay(Pause, ct);
            }
        }
    }
}
