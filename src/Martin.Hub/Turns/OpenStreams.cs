using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Turns;

/// <summary>A connection holds so many streams of turns and no more, whatever a client does.</summary>
internal sealed class OpenStreams
{
    private int count;

    public static void Prepare(HubCallerContext connection) => connection.Items[nameof(OpenStreams)] = new OpenStreams();

    public static OpenStreams Of(HubCallerContext connection) => (OpenStreams)connection.Items[nameof(OpenStreams)]!;

    public bool TryOpen(int most)
    {
        if (Interlocked.Increment(ref count) <= most) return true;
        Interlocked.Decrement(ref count);
        return false;
    }

    public void Close() => Interlocked.Decrement(ref count);
}
