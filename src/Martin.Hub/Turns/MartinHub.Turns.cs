using Martin.Hub.Turns;

namespace Martin.Hub;

public sealed partial class MartinHub
{
    /// <summary>Sends a message and streams its turn. The same clientMessageId again attaches to the same turn.</summary>
    public IAsyncEnumerable<TurnEvent> SendMessage(SendMessage message, CancellationToken ct) =>
        feed.ReadAsync(UserId, async () => new() { TurnId = (await turns.StartAsync(UserId, message, Context.ConnectionId, ct)).TurnId, AfterSeq = 0 }, ct);

    /// <summary>Streams a turn from where the caller stands, live to its end; on any node, any device.</summary>
    public IAsyncEnumerable<TurnEvent> ResumeTurn(ResumeTurn position, CancellationToken ct) =>
        feed.ReadAsync(UserId, () => Task.FromResult(position), ct);

    /// <summary>Stops a turn; what was said so far is kept.</summary>
    public Task CancelTurn(Guid turnId) => turns.CancelAsync(UserId, turnId, Context.ConnectionAborted);
}
