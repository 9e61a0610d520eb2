using System.Runtime.CompilerServices;

namespace Martin.Plugins.Models;

/// <summary>A model's stream may be read on the thread that serves many sockets, which must never be held up.</summary>
public static class EventLoop
{
    /// <summary>Goes on in the thread pool, where work may take its time.</summary>
    public static ConfiguredTaskAwaitable LeaveAsync() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
