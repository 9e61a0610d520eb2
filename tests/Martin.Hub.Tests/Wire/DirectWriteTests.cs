using System.IO.Pipelines;
using System.Net.WebSockets;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Martin.Hub.Tests.Wire;

/// <summary>What a hub writes goes on its socket at once, whole and in order.</summary>
public sealed class DirectWriteTests : IDisposable
{
    private readonly Socket socket = new();
    private readonly Format format = new();
    private readonly Pipe pipe = new();
    private readonly PipeWriter output;

    public DirectWriteTests()
    {
        var accepting = new HubSocket(new Accepting(socket));
        accepting.AcceptAsync(new WebSocketAcceptContext()).Wait();
        output = new DirectPipe(new Duplex(pipe), accepting, format).Output;
    }

    public void Dispose() => socket.Dispose();

    [Fact]
    public async Task A_flush_is_one_message_of_all_that_was_written_however_much_it_is()
    {
        for (var size = 1; size < 200_000; size *= 3)
        {
            var expected = Enumerable.Range(0, size).Select(i => (byte)i).ToArray();
            foreach (var part in expected.Chunk(700))
            {
                part.CopyTo(output.GetMemory(part.Length));
                output.Advance(part.Length);
            }
            Assert.False((await output.FlushAsync()).IsCompleted);
            Assert.Equal(expected, socket.Sent[^1].Bytes);
            Assert.Equal(WebSocketMessageType.Text, socket.Sent[^1].Type);
        }
        var count = socket.Sent.Count;
        await output.FlushAsync();
        Assert.Equal(count, socket.Sent.Count);  // nothing written, nothing sent
        format.ActiveFormat = TransferFormat.Binary;
        await output.WriteAsync(new byte[] { 1, 2 });
        Assert.Equal(WebSocketMessageType.Binary, socket.Sent[^1].Type);
        Assert.False(pipe.Reader.TryRead(out _));  // nothing goes round by the pipe, where it could be overtaken
    }

    [Fact]
    public async Task A_slow_send_is_waited_for_and_cancelling_it_ends_the_connection()
    {
        var slow = socket.Hold();
        var flush = output.WriteAsync(new byte[] { 1 }).AsTask();
        Assert.False(flush.IsCompleted);
        slow.SetResult();
        Assert.False((await flush).IsCompleted);
        output.CancelPendingFlush();  // none is pending
        Assert.False(socket.Aborted);

        var stuck = socket.Hold();
        flush = output.WriteAsync(new byte[] { 2 }).AsTask();
        output.CancelPendingFlush();
        Assert.True(socket.Aborted);
        stuck.SetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        Assert.True((await flush).IsCompleted);
    }

    [Fact]
    public async Task A_socket_that_has_gone_is_told_as_a_reader_that_has_left()
    {
        socket.Fails = new WebSocketException(WebSocketError.InvalidState);
        Assert.True((await output.WriteAsync(new byte[] { 1 })).IsCompleted);
        socket.Fails = null;
        Assert.False((await output.WriteAsync(new byte[] { 2 })).IsCompleted);
        Assert.Equal([2], socket.Sent[^1].Bytes);  // and nothing of the lost message is left in front of it
        await output.CompleteAsync();
        Assert.True((await pipe.Reader.ReadAsync()).IsCompleted);  // so that the transport closes the socket
    }

    private sealed class Duplex(Pipe pipe) : IDuplexPipe
    {
        public PipeReader Input => pipe.Reader;
        public PipeWriter Output => pipe.Writer;
    }

    private sealed class Format : ITransferFormatFeature
    {
        public TransferFormat SupportedFormats => TransferFormat.Text | TransferFormat.Binary;
        public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;
    }

    private sealed class Accepting(WebSocket socket) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;
        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => Task.FromResult(socket);
    }

    private sealed class Socket : WebSocket
    {
        private TaskCompletionSource? held;

        public List<(byte[] Bytes, WebSocketMessageType Type)> Sent { get; } = [];
        public bool Aborted { get; private set; }
        public Exception? Fails { get; set; }

        public TaskCompletionSource Hold() => held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags, CancellationToken cancellationToken)
        {
            if (Fails is not null) throw Fails;
            Assert.True(messageFlags.HasFlag(WebSocketMessageFlags.EndOfMessage));
            Sent.Add((buffer.ToArray(), messageType));
            var wait = held?.Task;
            held = null;
            return wait is null ? ValueTask.CompletedTask : new(wait);
        }

        public override WebSocketCloseStatus? CloseStatus => null;
        public override string? CloseStatusDescription => null;
        public override WebSocketState State => Aborted ? WebSocketState.Aborted : WebSocketState.Open;
        public override string? SubProtocol => null;
        public override void Abort() => Aborted = true;
        public override void Dispose() { }
        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();
        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();
        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();
        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
