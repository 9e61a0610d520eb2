using Martin.Hub.Auth;
using Martin.Hub.Errors;
using Martin.Hub.Sync;
using Martin.Hub.Turns;
using Martin.Hub.Wire;

namespace Martin.Hub;

public sealed partial class MartinHub
{
    /// <summary>Notifications after a seq, and the turns that are under way.</summary>
    public Task<SyncPage> Sync(SyncFrom from) => sync.ReadAsync(UserId, from.AfterSeq, SyncDesk.PageSize, Context.ConnectionAborted);

    /// <summary>This device is done with all notifications up to a seq.</summary>
    public Task Acknowledge(long seq) => seq is < 0 or > TurnSeq.Max
        ? throw CodedException.Invalid("seq", "must be the seq of a notification")
        : sync.AcknowledgeAsync(UserId, Context.User!.SessionId(), seq, Context.ConnectionAborted);

    public Task<Pong> Ping() => sync.PingAsync(UserId, Context.ConnectionAborted);
}

/// <summary>Where a client's list of notifications ends.</summary>
public sealed record SyncFrom : IChecked
{
    public required long AfterSeq { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (AfterSeq is < 0 or > TurnSeq.Max) yield return ("afterSeq", "must be 0 or the seq of a notification");
    }
}
