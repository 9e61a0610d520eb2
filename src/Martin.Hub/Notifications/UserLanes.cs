using System.Diagnostics.CodeAnalysis;

namespace Martin.Hub.Notifications;

/// <summary>Lets a few things of each user go at once. What is beyond waits behind them, so that one user's slow ones hold up nobody else's.</summary>
/// <param name="mostWaiting">Of one user; beyond it the oldest go.</param>
internal sealed class UserLanes<T>(int atOnce, int mostWaiting)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Lane> lanes = [];

    /// <returns>false when it has to wait: one of those that go takes it over by <see cref="TryNext"/>.</returns>
    public bool TryEnter(Guid user, T item)
    {
        lock (gate)
        {
            if (!lanes.TryGetValue(user, out var lane)) lanes[user] = lane = new();
            if (lane.Going < atOnce)
            {
                lane.Going++;
                return true;
            }
            if (lane.Waiting.Count == mostWaiting) lane.Waiting.Dequeue();
            lane.Waiting.Enqueue(item);
            return false;
        }
    }

    /// <summary>One has gone: the user's next takes its place.</summary>
    /// <returns>false when none waits.</returns>
    public bool TryNext(Guid user, [MaybeNullWhen(false)] out T next)
    {
        lock (gate)
        {
            var lane = lanes[user];
            if (lane.Waiting.TryDequeue(out next)) return true;
            if (--lane.Going == 0) lanes.Remove(user);
            return false;
        }
    }

    private sealed class Lane
    {
        public int Going { get; set; }
        public Queue<T> Waiting { get; } = [];
    }
}
