namespace Martin.Data;

/// <summary>Where a page ended: the instant and the id of its last row.</summary>
/// <remarks>
/// The next page is asked for as <c>at &lt;= x &amp;&amp; (at &lt; x || id &lt; y)</c>: the bound that stands alone is where an index is entered;
/// with <c>at &lt; x || (at = x &amp;&amp; id &lt; y)</c> both databases read all pages before.
/// </remarks>
public readonly record struct Keyset(DateTimeOffset At, Guid Id);

/// <param name="Limit">Rows at most.</param>
/// <param name="After">The end of the page before; null for the first.</param>
public readonly record struct Page(int Limit, Keyset? After = null);

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
public sealed record Listing<T>(IReadOnlyList<T> Items, Keyset? Next)
{
    public Listing<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

public static class Listing
{
    /// <param name="rows">Up to one row more than the page holds.</param>
    public static Listing<T> From<T>(List<T> rows, int limit, Func<T, Keyset> keyOf) =>
        rows.Count <= limit ? new(rows, null) : new(rows[..limit], keyOf(rows[limit - 1]));
}

public static class Clock
{
    /// <summary>Now, to the microsecond that both databases keep, so that what is written equals what is read.</summary>
    public static DateTimeOffset Now(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
