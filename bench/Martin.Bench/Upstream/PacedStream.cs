using System.Net.Sockets;

namespace Martin.Bench.Upstream;

/// <summary>One answer under way; <see cref="DueUs"/> is when its next token leaves.</summary>
internal sealed class PacedStream(Socket socket, TokenWriter writer, int tokens, int everyUs)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int next;

    public long DueUs { get; private set; } = Clock.Us;
    public Task Ended => ended.Task;

    /// <summary>Sends the next token; false when that was the last or the reader has gone.</summary>
    public bool Emit()
    {
        writer.Clear();
        writer.Token(next++);
        if (next == tokens) writer.End(tokens);
        try
        {
            socket.Send(writer.Written.Span);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            next = tokens;
        }
        DueUs += everyUs; // by the plan, not by when we came to it: a late tick is caught up, as models do
        if (next < tokens) return true;
        ended.TrySetResult();
        return false;
    }
}
