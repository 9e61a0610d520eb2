using Martin.Hub.Errors;
using Martin.Plugins.Models;

namespace Martin.Hub.Turns;

/// <summary>A fault of a turn in the words of the contract: what happened, and whether trying again may help. No internals.</summary>
internal static class TurnErrors
{
    public static TurnError From(Exception e, ILogger log, Guid turnId)
    {
        switch (e)
        {
            case ProviderException { Kind: ProviderFault.Refused or ProviderFault.Blocked } refused:
                log.ModelFailed(e, turnId);
                return new(ErrorCode.ProviderRefused, refused.Message, false);
            case ProviderException provider:
                log.ModelFailed(e, turnId);
                return new(ErrorCode.ProviderUnavailable, provider.Message, true);
            case TurnLimitException limit:
                return new(ErrorCode.Unprocessable, limit.Message, false);
            case OperationCanceledException:
                return new(ErrorCode.Unavailable, "The answer took too long. Try again.", true);
            default:
                log.TurnFailed(e, turnId);
                return new(ErrorCode.Internal, "Something went wrong inside Martin. Try again.", true);
        }
    }
}

internal static partial class TurnLogging
{
    [LoggerMessage(2001, LogLevel.Information, "Turn {TurnId} has another owner; epoch {Epoch} stops")]
    public static partial void LostTurn(this ILogger log, Guid turnId, int epoch);

    [LoggerMessage(2090, LogLevel.Warning, "The conversation did not go on by itself; the sweep wakes it (turn {TurnId})")]
    public static partial void NotContinued(this ILogger log, Exception e, Guid turnId);

    [LoggerMessage(2002, LogLevel.Information, "Turn {TurnId} is handed over")]
    public static partial void HandedOver(this ILogger log, Guid turnId);

    [LoggerMessage(2003, LogLevel.Error, "The end of turn {TurnId} could not be stored")]
    public static partial void EndNotStored(this ILogger log, Exception e, Guid turnId);

    [LoggerMessage(2004, LogLevel.Error, "Tool {Tool} failed in turn {TurnId}")]
    public static partial void ToolFailed(this ILogger log, Exception e, string tool, Guid turnId);

    [LoggerMessage(2005, LogLevel.Warning, "The model failed in turn {TurnId}")]
    public static partial void ModelFailed(this ILogger log, Exception e, Guid turnId);

    [LoggerMessage(2009, LogLevel.Warning, "{Provider} failed in turn {TurnId}; {Next} is asked")]
    public static partial void ModelReplaced(this ILogger log, Exception e, Guid turnId, string provider, string next);

    [LoggerMessage(2006, LogLevel.Error, "Turn {TurnId} failed")]
    public static partial void TurnFailed(this ILogger log, Exception e, Guid turnId);

    [LoggerMessage(2007, LogLevel.Information, "Turn {TurnId} goes on here in epoch {Epoch}")]
    public static partial void TakenOver(this ILogger log, Guid turnId, int epoch);

    [LoggerMessage(2008, LogLevel.Warning, "Looking for turns without an owner failed; it is tried again")]
    public static partial void SweepFailed(this ILogger log, Exception e);
}
