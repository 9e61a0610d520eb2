using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Data.Runs;
using Martin.Data.Turns;
using Martin.Hub.Turns;
using Martin.Plugins.Runs;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Runs;

/// <summary>How a turn of a task ended.</summary>
/// <param name="BrokenOff">It stopped between two rounds: there is more to do.</param>
/// <param name="DidNothing">It called no tool.</param>
public sealed record TurnEnd(TurnOutcome Outcome, bool BrokenOff, bool DidNothing);

/// <summary>
/// Chains the turns of a task: what follows a turn is stored in the transaction of its end, so a task goes on exactly once whatever dies when.
/// </summary>
public static class RunChain
{
    private static readonly RunStatus[] OpenRuns = [RunStatus.Running, RunStatus.Waiting];
    private static readonly ActionStatus[] OpenActions = [ActionStatus.Proposed, ActionStatus.Approved, ActionStatus.Executing, ActionStatus.Unknown];
    private static readonly TurnStatus[] OpenTurns = [TurnStatus.Queued, TurnStatus.Running];

    /// <summary>In the transaction in which <paramref name="turn"/> ends.</summary>
    /// <returns>The task's next turn, stored; null where none follows now.</returns>
    public static async Task<TurnRow?> AdvanceAsync(MartinDb db, TurnRow turn, TurnEnd end, RunOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var (tokens, worked) = (end.Outcome.Usage.InputTokens + end.Outcome.Usage.OutputTokens, (long)(now - (turn.StartedAt ?? now)).TotalMilliseconds);
        await db.HoldOwnerAsync(ct);  // a decision takes the action before the task
        // The next statement holds the row, so that a cancellation comes before all this or after it.
        if (await db.Runs.Where(r => r.Id == turn.RunId).ExecuteUpdateAsync(s => s.SetProperty(r => r.Turns, r => r.Turns + 1)
                .SetProperty(r => r.Tokens, r => r.Tokens + tokens).SetProperty(r => r.WorkedMs, r => r.WorkedMs + worked)
                .SetProperty(r => r.Tainted, r => r.Tainted || turn.Tainted).SetProperty(r => r.UpdatedAt, now), ct) != 1) return null;
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == turn.RunId, ct);
        if (run.Status == RunStatus.Cancelled) await RejectAsync(db, run, null, now, ct);  // what it has proposed since
        if (!OpenRuns.Contains(run.Status)) return null;
        var follows = await FollowsAsync(db, run, turn, end, options, now, ct);
        if (follows.Status == RunStatus.Cancelled) await RejectAsync(db, run, null, now, ct);
        await MoveAsync(db, run, turn.Id, follows, now, ct);
        return follows.GoesOn && run.NextAt is null ? await AddTurnAsync(db, run, now, ct) : null;
    }

    /// <summary>The user has decided, or a decision can't be made any more: the task goes on by the turn that tells of it.</summary>
    /// <returns>false: it has ended meanwhile, and the turn is none of its own.</returns>
    public static async Task<bool> ResumeAsync(MartinDb db, Guid runId, DateTimeOffset now, CancellationToken ct) =>
        await db.Runs.Where(r => r.Id == runId && OpenRuns.Contains(r.Status)).ExecuteUpdateAsync(s => s
            .SetProperty(r => r.Status, RunStatus.Running).SetProperty(r => r.WaitsForAnswer, false).SetProperty(r => r.UpdatedAt, now), ct) == 1;

    /// <summary>running or waiting → cancelled; what it has proposed is rejected with it.</summary>
    /// <returns>false: it has ended before.</returns>
    public static async Task<bool> CancelAsync(MartinDb db, RunRow run, Guid? sessionId, DateTimeOffset now, CancellationToken ct)
    {
        if (!OpenRuns.Contains(run.Status)) return false;
        await db.HoldOwnerAsync(ct);
        await RejectAsync(db, run, sessionId, now, ct);  // before the task itself, in the order in which a decision takes them
        if (await db.Runs.Where(r => r.Id == run.Id && OpenRuns.Contains(r.Status)).ExecuteUpdateAsync(s => s.SetProperty(r => r.Status, RunStatus.Cancelled)
                .SetProperty(r => r.NextAt, (DateTimeOffset?)null).SetProperty(r => r.EndedAt, now).SetProperty(r => r.UpdatedAt, now), ct) != 1) return false;
        await TellAsync(db, run, null, RunStatus.Cancelled, null, now, ct);
        return true;
    }

    private static async Task RejectAsync(MartinDb db, RunRow run, Guid? sessionId, DateTimeOffset now, CancellationToken ct)
    {
        var proposed = await db.Actions.AsNoTracking().Where(a => a.RunId == run.Id && a.Status == ActionStatus.Proposed).ToListAsync(ct);
        foreach (var action in proposed)
        {
            if (await db.Actions.Where(a => a.Id == action.Id && a.Status == ActionStatus.Proposed).ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, ActionStatus.Rejected)
                    .SetProperty(a => a.DecidedAt, now).SetProperty(a => a.DecidedBy, sessionId).SetProperty(a => a.DecidedHash, action.PayloadHash)
                    .SetProperty(a => a.DecidedOn, db.Sessions.Where(d => d.Id == sessionId).Select(d => d.Device).FirstOrDefault()), ct) != 1) continue;
            await db.NotifyAsync(run.UserId, NotificationType.ActionResolved, $"Rejected: {action.Title}", action.Summary,
                new { actionId = action.Id, status = ActionStatus.Rejected.Name(), conversationId = action.ConversationId }, now, ct);
        }
    }

    /// <summary>The turn that was put off, now.</summary>
    /// <returns>null: somebody else was first, or the task has ended.</returns>
    public static async Task<TurnRow?> RetryAsync(MartinDb db, RunRow run, DateTimeOffset now, CancellationToken ct) =>
        await db.Runs.Where(r => r.Id == run.Id && r.Status == RunStatus.Running && r.NextAt == run.NextAt)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.NextAt, (DateTimeOffset?)null), ct) == 1
            ? await AddTurnAsync(db, run, now, ct) : null;

    /// <summary>What follows a turn.</summary>
    private sealed record Next(RunStatus Status, bool GoesOn = false, string? Error = null, bool ForAnswer = false);

    private static async Task<Next> FollowsAsync(MartinDb db, RunRow run, TurnRow turn, TurnEnd end, RunOptions options, DateTimeOffset now, CancellationToken ct)
    {
        if (turn.Status == TurnStatus.Cancelled) return new(RunStatus.Cancelled);
        if (end.Outcome.Error is { } error && !(error.Retryable && run.Failures < options.MaxRetries)) return new(RunStatus.Failed, Error: error.Message);
        // A decision that came while this turn ran has its own turn waiting already.
        if (await db.Turns.AnyAsync(t => t.RunId == run.Id && t.Id != turn.Id && OpenTurns.Contains(t.Status), ct)) return new(RunStatus.Running);
        if (run.NextAt is not null) return new(RunStatus.Running);  // one that failed before is tried again yet
        var plan = Plan.Of(run.Plan);
        var mustGoOn = end.BrokenOff || end.Outcome.Error is not null;
        if (!mustGoOn && await db.Actions.AnyAsync(a => a.RunId == run.Id && OpenActions.Contains(a.Status), ct)) return new(RunStatus.Waiting);
        if (!mustGoOn && plan.NeedsUser) return new(RunStatus.Waiting, ForAnswer: true);
        if (!mustGoOn && plan.Open == 0) return Ended(plan);
        if (RunBudget.UsedUp(run) is { } usedUp) return new(RunStatus.Failed, Error: usedUp);
        run.Failures = end.Outcome.Error is null ? 0 : run.Failures + 1;
        run.NextAt = end.Outcome.Error is null ? null : now + options.RetryAfter * Math.Pow(4, run.Failures - 1);
        run.IdleTurns = end.DidNothing && end.Outcome.Error is null ? run.IdleTurns + 1 : 0;
        if (run.IdleTurns >= options.MaxIdleTurns)
            return new(RunStatus.Failed, Error: $"Martin made no more progress; {Steps(plan.Open)} of the plan {(plan.Open == 1 ? "is" : "are")} still open.");
        return new(RunStatus.Running, GoesOn: true);
    }

    private static Next Ended(Plan plan) => plan.Failed.ToList() is { Count: > 0 } failed
        ? new(RunStatus.Failed, Error: $"{Steps(failed.Count)} of {plan.Steps.Count} could not be done: {string.Join("; ", failed.Select(s => s.Text))}")
        : new(RunStatus.Completed);

    private static string Steps(int count) => count == 1 ? "1 step" : $"{count} steps";

    private static async Task MoveAsync(MartinDb db, RunRow run, Guid turnId, Next next, DateTimeOffset now, CancellationToken ct)
    {
        var hasEnded = !OpenRuns.Contains(next.Status);
        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(s => s.SetProperty(r => r.Status, next.Status).SetProperty(r => r.Error, next.Error)
            .SetProperty(r => r.WaitsForAnswer, next.ForAnswer).SetProperty(r => r.Failures, run.Failures).SetProperty(r => r.IdleTurns, run.IdleTurns)
            .SetProperty(r => r.NextAt, run.NextAt).SetProperty(r => r.EndedAt, hasEnded ? now : null), ct);
        await TellAsync(db, run, turnId, next.Status, next.Error, now, ct);
    }

    private static async Task TellAsync(MartinDb db, RunRow run, Guid? turnId, RunStatus status, string? error, DateTimeOffset now, CancellationToken ct) =>
        await db.NotifyAsync(run.UserId, NotificationType.RunChanged, $"{Headline(status)}: {Short(run.Task)}", error,
            new { runId = run.Id, turnId, conversationId = run.ConversationId, status = status.Name() }, now, ct);

    private static async Task<TurnRow> AddTurnAsync(MartinDb db, RunRow run, DateTimeOffset now, CancellationToken ct)
    {
        var turn = new TurnRow
        {
            Id = Guid.CreateVersion7(now), UserId = run.UserId, ConversationId = run.ConversationId, RunId = run.Id, Origin = TurnOrigin.Task, Status = TurnStatus.Queued,
            Epoch = TurnRow.Unowned, RequestedModel = run.RequestedModel, TimeZone = run.TimeZone, CreatedAt = now,
        };
        db.Turns.Add(turn);
        await db.SaveChangesAsync(ct);
        return turn;
    }

    /// <summary>A task in a headline.</summary>
    internal static string Short(string task)
    {
        var line = task.ReplaceLineEndings(" ").Trim();
        return line.Length <= HeadlineChars ? line : ModelText.Cut(line, HeadlineChars).TrimEnd() + "…";
    }

    private const int HeadlineChars = 80;

    private static string Headline(RunStatus status) => status switch
    {
        RunStatus.Waiting => "Waits for you",
        RunStatus.Completed => "Done",
        RunStatus.Failed => "Could not be finished",
        RunStatus.Cancelled => "Cancelled",
        _ => "Under way",
    };
}
