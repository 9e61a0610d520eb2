using System.Diagnostics;

namespace Martin.Hub.Actions;

/// <summary>The moments between two steps of an action for whoever listens to the diagnostic source "Martin.Actions"; nobody listening costs a check.</summary>
public static class ActionDiagnostics
{
    /// <summary>The decision is committed; nothing has been asked of the provider.</summary>
    public const string Decided = nameof(Decided);

    /// <summary>It is ready at the provider; that is not stored yet.</summary>
    public const string Prepared = nameof(Prepared);

    public const string PreparedStored = nameof(PreparedStored);

    /// <summary>It is stored that the next thing is the act itself.</summary>
    public const string AttemptStored = nameof(AttemptStored);

    /// <summary>The provider has done it; that is not stored yet.</summary>
    public const string Acted = nameof(Acted);

    public const string ResultStored = nameof(ResultStored);

    /// <summary>What it does within this Martin stands in the decision's open transaction.</summary>
    public const string LocalApplied = nameof(LocalApplied);

    /// <summary>The decision is committed, with what it does within this Martin; nobody has been answered.</summary>
    public const string DecisionStored = nameof(DecisionStored);

    /// <summary>Those of an action that leaves this Martin, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [Decided, Prepared, PreparedStored, AttemptStored, Acted, ResultStored];

    private static readonly DiagnosticListener Listener = new("Martin.Actions");

    public static void At(string moment, Guid actionId)
    {
        if (Listener.IsEnabled() && Listener.IsEnabled(moment)) Listener.Write(moment, new { ActionId = actionId });
    }
}
