using Martin.Data.Turns;
using Martin.Hub.Actions;
using Martin.Hub.Chat;

namespace Martin.Hub.Turns;

/// <summary>What events say, alike for a live turn and for one rebuilt from its rows.</summary>
internal static class TurnEvents
{
    public static ToolStep Finished(ToolOutcome outcome) => new()
    {
        CallId = outcome.CallId, Name = outcome.Name, Ok = outcome.Ok, Summary = outcome.Summary, Error = outcome.Error,
    };

    public static string TerminalType(TurnStatus status) => status switch
    {
        TurnStatus.Completed => TurnEventType.TurnCompleted,
        TurnStatus.Cancelled => TurnEventType.TurnCancelled,
        TurnStatus.Failed => TurnEventType.TurnFailed,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "The turn has not ended."),
    };

    /// <param name="bare">The event with its seq and time.</param>
    /// <param name="proposed">The turn's actions that still wait for a decision.</param>
    public static TurnEvent Terminal(TurnEvent bare, TurnRow turn, ChatMessage? answer, IReadOnlyList<ActionView> proposed)
    {
        var outcome = TurnOutcome.Of(turn);
        return turn.Status switch
        {
            TurnStatus.Completed => bare with
            {
                Message = answer, Receipts = outcome.Receipts, Actions = proposed, Suggestions = outcome.Suggestions,
                Usage = outcome.Usage, Model = turn.Model,
            },
            TurnStatus.Failed => bare with { Message = answer, Error = outcome.Error },
            _ => bare with { Message = answer },
        };
    }
}
