namespace Martin.Hub.Usage;

/// <summary>What a request under way may take of its user's cap, from <see cref="Spending.HoldAsync"/>.</summary>
/// <param name="limitReached">The cap as users read it, such as $0.50: the request may not be made, and nothing is held; null where it may.</param>
public sealed class SpendingHold(Spending spending, Guid userId, long micros, string? limitReached) : IDisposable
{
    public string? LimitReached => limitReached;

    /// <summary>Puts what was used in the place of what was expected, until it is stored.</summary>
    public void Settle(IEnumerable<ModelUse> used) => Become(used.Sum(spending.CostOf));

    /// <summary>What was used is stored. A second call does nothing.</summary>
    public void Dispose() => Become(0);

    private void Become(long now)
    {
        if (now != micros) spending.Add(userId, now - micros);
        micros = now;
    }
}
