namespace Martin.Plugins.Calendar;

internal static class InOrder
{
    /// <summary>Ordered rows as one ordered row, reading of each no more than is asked for.</summary>
    public static IEnumerable<T> Merge<T, TKey>(IEnumerable<IEnumerable<T>> rows, Func<T, TKey> key)
    {
        var heads = new PriorityQueue<IEnumerator<T>, TKey>();
        void Queue(IEnumerator<T> row)
        {
            if (row.MoveNext()) heads.Enqueue(row, key(row.Current));
            else row.Dispose();
        }
        foreach (var row in rows) Queue(row.GetEnumerator());
        while (heads.TryDequeue(out var row, out _))
        {
            yield return row.Current;
            Queue(row);
        }
    }
}
