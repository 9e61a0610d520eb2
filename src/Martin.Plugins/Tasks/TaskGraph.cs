namespace Martin.Plugins.Tasks;

/// <summary>Who waits for whom.</summary>
public static class TaskGraph
{
    /// <summary>The way from <paramref name="task"/> back to itself if it waited for <paramref name="dependsOn"/>; null when there is none.</summary>
    /// <param name="waitsFor">All present dependencies; those of <paramref name="task"/> itself don't count.</param>
    public static IReadOnlyList<Guid>? FindCycle(Guid task, IEnumerable<Guid> dependsOn, ILookup<Guid, Guid> waitsFor)
    {
        var cameFrom = new Dictionary<Guid, Guid>();
        var open = new Stack<Guid>();
        foreach (var first in dependsOn)
        {
            if (first == task) return [task, task];
            if (cameFrom.TryAdd(first, task)) open.Push(first);
        }
        while (open.TryPop(out var at))
        {
            foreach (var next in waitsFor[at])
            {
                if (next == task) return Path(task, at, cameFrom);
                if (cameFrom.TryAdd(next, at)) open.Push(next);
            }
        }
        return null;
    }

    private static List<Guid> Path(Guid task, Guid last, Dictionary<Guid, Guid> cameFrom)
    {
        List<Guid> path = [task];
        for (var at = last; at != task; at = cameFrom[at]) path.Insert(0, at);
        path.Insert(0, task);
        return path;
    }
}
