namespace Martin.Plugins.Models;

/// <summary>Which model is asked next when one has failed: the same again after a pause, another, or none.</summary>
/// <param name="order">From <see cref="ModelRouter.InOrder"/>.</param>
public sealed class ModelAttempts(IReadOnlyList<Model> order, ModelOptions options, TimeProvider clock)
{
    /// <summary>Of what a provider asks us to wait, how much longer we may: not all who were told the same come at once.</summary>
    private const double RetryAfterSpread = 0.2;

    private readonly double jitter = 0.5 + Random.Shared.NextDouble();
    // Whom this round has asked: one that failed in an earlier round may be well again.
    private readonly HashSet<int> asked = [];
    private int place, tries;

    public Model Current => order[place];

    /// <summary>The local model stands in for the one that should have answered.</summary>
    public bool IsStandIn => Current.IsLocal && !order[0].IsLocal;

    /// <summary>Goes on to the next thing to ask, of the model that answered last, or of one that is well while that one rests.</summary>
    /// <inheritdoc cref="NextAsync"/>
    public void BeginRound(bool mayGoOffline)
    {
        tries = 1;
        asked.Clear();
        if (Current.Health.IsFailing && Other(mayGoOffline, well: true) is >= 0 and var other) place = other;
        asked.Add(place);
    }

    /// <summary>Takes note of the fault and moves on, after the pause that is due.</summary>
    /// <param name="hasSpoken">Part of an answer was shown already: asking another is better than hearing the same break again.</param>
    /// <param name="mayGoOffline">Whether the local model may take over from a provider's.</param>
    /// <returns>false: there is nobody left to ask.</returns>
    public async Task<bool> NextAsync(ProviderException fault, bool hasSpoken, bool mayGoOffline, CancellationToken ct)
    {
        Current.Health.Failed(fault);
        if (fault.Kind == ProviderFault.Blocked) return false;
        var other = Other(mayGoOffline, well: true);
        if (other < 0) other = Other(mayGoOffline, well: false);
        var pause = fault.RetryAfter ?? options.Pause * Math.Pow(2, tries - 1) * jitter;
        var beside = other >= 0 && !order[other].IsLocal;
        var again = fault.Kind != ProviderFault.Refused && tries < options.Tries && !((hasSpoken || fault.Kind == ProviderFault.Silent) && beside)
            && pause <= (beside ? options.MaxPauseBesideOthers : options.MaxPause);
        if (again)
        {
            await Task.Delay(fault.RetryAfter is null ? pause : pause * (1 + (jitter - 0.5) * RetryAfterSpread), clock, ct);
            tries++;
            return true;
        }
        if (other < 0) return false;
        (place, tries) = (other, 1);
        asked.Add(place);
        return true;
    }

    /// <param name="well">Only one that does not fail at present.</param>
    /// <returns>The place of the next model that may be asked; -1 if there is none.</returns>
    private int Other(bool mayGoOffline, bool well)
    {
        for (var next = 0; next < order.Count; next++)
            if (next != place && !asked.Contains(next) && (!order[next].IsLocal || (mayGoOffline && options.OfflineWhenDown)) && !(well && order[next].Health.IsFailing)) return next;
        return -1;
    }
}
