using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Auth;

/// <summary>The hub connections of this node and the sessions they live by.</summary>
public sealed class ConnectionTable
{
    private readonly ConcurrentDictionary<string, Entry> connections = new();
    private long opened;

    public sealed record Entry(HubCallerContext Context, Guid UserId, Guid SessionId)
    {
        /// <summary>Until then the session lives unless somebody ends it; as it was last looked up.</summary>
        public DateTimeOffset LivesUntil { get; set; }
    }

    public int Count => connections.Count;

    /// <summary>All that there have been, those that are gone too.</summary>
    public long Opened => Interlocked.Read(ref opened);

    /// <summary>From OnConnectedAsync.</summary>
    public Entry Add(HubCallerContext context)
    {
        var user = context.User ?? throw new InvalidOperationException("The hub takes signed-in connections only.");
        Interlocked.Increment(ref opened);
        return connections[context.ConnectionId] = new Entry(context, user.UserId(), user.SessionId());
    }

    /// <summary>From OnDisconnectedAsync.</summary>
    /// <returns>null when it had been removed before.</returns>
    public Entry? Remove(HubCallerContext context) => connections.TryRemove(context.ConnectionId, out var removed) ? removed : null;

    /// <summary>One after the other, without a copy of thousands.</summary>
    public IEnumerable<Entry> Each() => connections.Select(c => c.Value);

    public IReadOnlyList<Entry> Of(Guid session) => [.. connections.Values.Where(e => e.SessionId == session)];
}

/// <param name="Reason">One of <see cref="SessionEndReason"/>.</param>
public sealed record SessionRevoked(string Reason);
