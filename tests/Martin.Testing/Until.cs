using System.Diagnostics;

namespace Martin.Testing;

/// <summary>Waits for what nothing tells of: it is looked at again and again.</summary>
public static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="TimeoutException">It did not come to that in a minute.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(20))
            if (waited.Elapsed > Patience) throw new TimeoutException($"It did not come to that in {Patience.TotalSeconds} seconds.");
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}})"/>
    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));
}
