using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Wire;

/// <summary>
/// Sends what a hub writes on its WebSocket at once. SignalR's own way, a pipe that another thread-pool task reads, costs a hop between threads
/// for each message: with an answer's token per message that was the dearest single part of a stream.
/// </summary>
public static class DirectWrites
{
    /// <summary>Keeps the WebSocket that a hub's endpoint accepts where <see cref="DirectHubHandler{THub}"/> finds it. Before the endpoints.</summary>
    public static IApplicationBuilder UseDirectWrites(this IApplicationBuilder app, PathString hub) => app.UseWebSockets().Use((context, next) =>
    {
        if (context.Request.Path == hub && context.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } accepting)
            context.Features.Set<IHttpWebSocketFeature>(new HubSocket(accepting));
        return next(context);
    });
}

/// <summary>Runs a hub's connections; those over WebSockets write directly.</summary>
internal sealed class DirectHubHandler<THub>(
    HubLifetimeManager<THub> lifetime, IHubProtocolResolver protocols, IOptions<HubOptions> all, IOptions<HubOptions<THub>> own,
    ILoggerFactory logs, IUserIdProvider users, IServiceScopeFactory scopes)
    : HubConnectionHandler<THub>(lifetime, protocols, all, own, logs, users, scopes) where THub : Microsoft.AspNetCore.SignalR.Hub
{
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<IHttpTransportFeature>()?.TransportType == HttpTransportType.WebSockets
            && connection.Features.Get<ITransferFormatFeature>() is { } format
            && connection.GetHttpContext()?.Features.Get<IHttpWebSocketFeature>() is HubSocket socket)
            connection.Transport = new DirectPipe(connection.Transport, socket, format);
        return base.OnConnectedAsync(connection);
    }
}

/// <summary>Remembers the socket that it accepts.</summary>
internal sealed class HubSocket(IHttpWebSocketFeature inner) : IHttpWebSocketFeature
{
    private volatile WebSocket? accepted;

    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    /// <summary>null until it has been accepted.</summary>
    public WebSocket? Accepted => accepted;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => accepted = await inner.AcceptAsync(context);
}

/// <summary>
/// Reads through the connection's pipe and writes past it. Nothing is ever written to the pipe itself, so nothing can overtake anything: its reader
/// only learns from it when the connection is over, and closes the socket. As with a pipe there is one writer at a time.
/// </summary>
internal sealed class DirectPipe(IDuplexPipe inner, HubSocket socket, ITransferFormatFeature format) : IDuplexPipe
{
    public PipeReader Input => inner.Input;
    public PipeWriter Output { get; } = new Writer(inner.Output, socket, format);

    private sealed class Writer(PipeWriter inner, HubSocket socket, ITransferFormatFeature format) : PipeWriter
    {
        /// <summary>Room for most messages; rented only while one is being written, so that a silent connection holds none.</summary>
        private const int FirstSize = 1024;

        private static readonly FlushResult Taken = new(isCanceled: false, isCompleted: false);
        private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

        private byte[] buffer = [];
        private int written;
        private volatile bool sending;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            Reserve(Math.Max(sizeHint, 1));
            return buffer.AsMemory(written);
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, buffer.Length - written);
            written += bytes;
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            written == 0 ? new(Taken) : SendAsync(buffer.AsMemory(0, written));

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            if (written == 0) return SendAsync(source);
            source.CopyTo(GetMemory(source.Length));
            written += source.Length;
            return FlushAsync(cancellationToken);
        }

        // SignalR says so when it ends a connection; a peer that does not take what is being sent would not take a farewell either.
        public override void CancelPendingFlush()
        {
            if (sending) socket.Accepted?.Abort();
        }

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        // Without the caller's token: a frame that is cancelled halfway costs the whole connection. Who waits too long is ended by StalledWrites.
        private ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> message)
        {
            if (socket.Accepted is not { } open) return new(Gone);
            var type = format.ActiveFormat == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            sending = true;
            try
            {
                var sent = open.SendAsync(message, type, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
                if (!sent.IsCompletedSuccessfully) return SentAsync(sent);
                sent.GetAwaiter().GetResult();
            }
            catch (Exception e) when (IsGone(e))
            {
                Release();
                return new(Gone);
            }
            Release();
            return new(Taken);
        }

        private async ValueTask<FlushResult> SentAsync(ValueTask sent)
        {
            try
            {
                await sent;
                return Taken;
            }
            catch (Exception e) when (IsGone(e))
            {
                return Gone;  // as a pipe says it whose reader has left; the reading side ends the connection
            }
            finally
            {
                Release();
            }
        }

        private void Reserve(int size)
        {
            if (buffer.Length - written >= size) return;
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(FirstSize, buffer.Length * 2), written + size));
            buffer.AsSpan(0, written).CopyTo(larger);
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        private void Release()
        {
            sending = false;
            written = 0;
            if (buffer.Length == 0) return;
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }

        // The peer left, or the connection was ended here: closed, aborted, disposed.
        private static bool IsGone(Exception e) => e is WebSocketException or IOException or InvalidOperationException or OperationCanceledException;
    }
}
