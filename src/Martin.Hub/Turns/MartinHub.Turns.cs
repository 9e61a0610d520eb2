using System.Runtime.CompilerServices;
using Martin.Hub.Errors;
using Martin.Hub.Turns;

namespace Martin.Hub;

public sealed partial class MartinHub
{
    /// <summary>Sends a message and streams its turn. The same clientMessageId again attaches to the same turn.</summary>
    public IAsyncEnumerable<TurnEvent> SendMessage(SendMessage message, CancellationToken ct) =>
        FollowAsync(async () => new() { TurnId = (await turns.StartAsync(UserId, message, Context.ConnectionId, ct)).TurnId, AfterSeq = 0 }, ct);

    /// <summary>Streams a turn from where the caller stands, live to its end; on any node, any device.</summary>
    public IAsyncEnumerable<TurnEvent> ResumeTurn(ResumeTurn position, CancellationToken ct) =>
        FollowAsync(() => Task.FromResult(position), ct);

    /// <summary>Stops a turn; what was said so far is kept.</summary>
    public Task CancelTurn(Guid turnId) => turns.CancelAsync(UserId, turnId, Context.ConnectionAborted);

    /// <summary>A connection holds so many streams and no more, whatever a client does.</summary>
    private async IAsyncEnumerable<TurnEvent> FollowAsync(Func<Task<ResumeTurn>> open, [EnumeratorCancellation] CancellationToken ct)
    {
        var streams = (OpenStreams)Context.Items[nameof(OpenStreams)]!;
        if (!streams.TryOpen(options.Value.MaxStreamsPerConnection)) throw CodedException.RateLimited(TimeSpan.FromSeconds(1));
        try
        {
            var from = await open();
            await foreach (var e in feed.ReadAsync(UserId, from.TurnId, from.AfterSeq, ct)) yield return e;
        }
        finally
        {
            streams.Close();
        }
    }

    private sealed class OpenStreams
    {
        private int count;

        public bool TryOpen(int most)
        {
            if (Interlocked.Increment(ref count) <= most) return true;
            Interlocked.Decrement(ref count);
            return false;
        }

        public void Close() => Interlocked.Decrement(ref count);
    }
}
