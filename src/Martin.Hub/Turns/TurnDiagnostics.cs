using System.Diagnostics;

namespace Martin.Hub.Turns;

/// <summary>The moments of a turn for whoever listens to the diagnostic source "Martin.Turns"; nobody listening costs a check.</summary>
public static class TurnDiagnostics
{
    public const string TurnStored = nameof(TurnStored);
    public const string ModelRequested = nameof(ModelRequested);
    public const string TextAppended = nameof(TextAppended);

    /// <summary>The stream of an answer is over; nothing of it is stored yet.</summary>
    public const string ModelAnswered = nameof(ModelAnswered);

    public const string ModelAnswerStored = nameof(ModelAnswerStored);

    /// <summary>A tool's effect stands in the open transaction; its step does not yet.</summary>
    public const string EffectApplied = nameof(EffectApplied);

    public const string StepStored = nameof(StepStored);
    public const string TurnEnded = nameof(TurnEnded);

    private static readonly DiagnosticListener Listener = new("Martin.Turns");

    public static void At(string moment, Guid turnId)
    {
        if (Listener.IsEnabled() && Listener.IsEnabled(moment)) Listener.Write(moment, new { TurnId = turnId });
    }
}
