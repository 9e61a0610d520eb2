namespace Martin.Plugins.Models;

/// <summary>
/// A model's circuit breaker: after several faults in a row it is left alone for a while; the first fault after that sends it back to rest.
/// <code>
/// well ──faults in a row──► failing ──its rest is over──► on trial ──answered──► well
///                              ▲                              │
///                              └───────────fault──────────────┘
/// </code>
/// </summary>
public sealed class ModelHealth(ModelOptions options, TimeProvider clock)
{
    private readonly Lock gate = new();
    private int faults;
    private DateTimeOffset restUntil = DateTimeOffset.MinValue;

    /// <summary>It should not be asked now unless there is no other.</summary>
    public bool IsFailing
    {
        get { lock (gate) return clock.GetUtcNow() < restUntil; }
    }

    /// <summary>It gave a whole answer. A rest that it was sent to meanwhile, by another request, it still keeps.</summary>
    public void Answered()
    {
        lock (gate) faults = 0;
    }

    public void Failed(ProviderException fault)
    {
        if (fault.Kind == ProviderFault.Blocked || fault.IsOfRequest) return;  // it works; it only won't do that
        lock (gate)
        {
            // One that hung has cost its asker all the patience there is: nobody else should pay that at once.
            faults = fault.Kind == ProviderFault.Silent ? Math.Max(faults + 1, options.FaultsToRest) : faults + 1;
            var rest = faults >= options.FaultsToRest ? options.Rest : TimeSpan.Zero;
            if (fault.RetryAfter is { } asked && asked > rest) rest = asked < options.MaxRest ? asked : options.MaxRest;
            if (rest > TimeSpan.Zero && clock.GetUtcNow() + rest is var until && until > restUntil) restUntil = until;
        }
    }
}
