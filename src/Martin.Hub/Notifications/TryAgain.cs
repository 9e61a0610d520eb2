using System.Collections.Concurrent;

namespace Martin.Hub.Notifications;

/// <summary>
/// When a series that could not be worked out is tried again: soon, for a machine may have been busy, and with each failure later, for a series
/// may be past reading. Kept by each node for itself; after a start it begins anew.
/// </summary>
internal sealed class TryAgain
{
    public static readonly TimeSpan Soonest = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Latest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, TimeSpan> waits = new();

    public TimeSpan Failed(Guid series) => waits.AddOrUpdate(series, Soonest, (_, before) => before * 2 < Latest ? before * 2 : Latest);

    public void Worked(Guid series) => waits.TryRemove(series, out _);
}
