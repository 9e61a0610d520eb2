using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Notifications;

/// <summary>Ends a connection whose device has stopped taking what is written to it: what waits for it would wait for ever and keep its memory.</summary>
public static class StalledWrites
{
    /// <summary>From now on a write to this connection that is pending for <paramref name="patience"/> ends it.</summary>
    public static void Watch(HubCallerContext connection, TimeSpan patience, TimeProvider clock)
    {
        if (connection.Features.Get<IConnectionTransportFeature>() is { } feature)
            feature.Transport = new WatchedPipe(feature.Transport, patience, clock, connection.Abort);
    }
}

internal sealed class WatchedPipe(IDuplexPipe inner, TimeSpan patience, TimeProvider clock, Action end) : IDuplexPipe
{
    public PipeReader Input => inner.Input;
    public PipeWriter Output { get; } = new Writer(inner.Output, patience, clock, end);

    private sealed class Writer(PipeWriter inner, TimeSpan patience, TimeProvider clock, Action end) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;
        public override long UnflushedBytes => inner.UnflushedBytes;
        public override void Advance(int bytes) => inner.Advance(bytes);
        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);
        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);
        public override void CancelPendingFlush() => inner.CancelPendingFlush();
        public override void Complete(Exception? exception = null) => inner.Complete(exception);
        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => Watched(inner.FlushAsync(cancellationToken));

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            Watched(inner.WriteAsync(source, cancellationToken));

        // Nearly every write is taken at once; only one that must wait costs a timer.
        private ValueTask<FlushResult> Watched(ValueTask<FlushResult> flush) => flush.IsCompleted ? flush : WatchAsync(flush);

        private async ValueTask<FlushResult> WatchAsync(ValueTask<FlushResult> flush)
        {
            await using var timer = clock.CreateTimer(_ => end(), null, patience, Timeout.InfiniteTimeSpan);
            return await flush;
        }
    }
}
