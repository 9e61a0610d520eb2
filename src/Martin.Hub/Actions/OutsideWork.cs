using System.ComponentModel.DataAnnotations;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Turns;
using Martin.Hub.Turns;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Actions;

/// <summary>
/// Carries approved actions out where they leave this Martin: made ready, noted, done, noted. Each attempt is fenced by its number, so that of
/// two nodes one goes on. An attempt whose end is not known is looked up before anything else is tried; it is never repeated blindly.
/// </summary>
public sealed class OutsideWork(TurnServices services, ActionEnding ending, IOptions<OutsideOptions> options, ILogger<OutsideWork> log) : BackgroundService
{
    private static readonly ActionStatus[] Open = [ActionStatus.Executing, ActionStatus.Unknown];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, services.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
    }

    /// <summary>Takes up what was left lying: its node died, or nobody knew how it ended.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        try
        {
            var now = services.Clock.Now();
            var stale = now - options.Value.StaleAfter;
            List<(Guid UserId, Guid Id)> found;
            await using (var db = services.Databases.ForMaintenance())
                found = [.. (await db.Actions.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking()
                    .Where(a => (a.Status == ActionStatus.Executing && a.AttemptedAt <= stale) || (a.Status == ActionStatus.Unknown && (a.LookAgainAt == null || a.LookAgainAt <= now)))
                    .OrderBy(a => a.AttemptedAt).Take(options.Value.AtOnce).Select(a => new { a.UserId, a.Id }).ToListAsync(ct)).Select(a => (a.UserId, a.Id))];
            await Parallel.ForEachAsync(found, new ParallelOptions { MaxDegreeOfParallelism = options.Value.SideBySide, CancellationToken = ct }, async (action, _) => await RunAsync(action.UserId, action.Id));
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.OutsideLookFailed(e);
        }
    }

    /// <summary>One attempt, from wherever the action stands. It never throws: what can't be finished now is taken up later.</summary>
    public async Task RunAsync(Guid userId, Guid actionId)
    {
        try
        {
            ActionDiagnostics.At(ActionDiagnostics.Decided, actionId);
            if (await AttemptAsync(userId, actionId) is { } continuation) await ending.ContinueAsync(continuation);
        }
        catch (Exception e)
        {
            log.AttemptBroken(e, actionId);
            await PutBackAsync(userId, actionId);
        }
    }

    /// <summary>To the end of the queue, so that one that breaks each time holds up no other.</summary>
    private async Task PutBackAsync(Guid userId, Guid actionId)
    {
        try
        {
            var now = services.Clock.Now();
            await services.WriteAsync(userId, async db =>
            {
                var decided = await db.Actions.Where(a => a.Id == actionId).Select(a => a.DecidedAt).SingleOrDefaultAsync();
                return await db.Actions.Where(a => a.Id == actionId && Open.Contains(a.Status))
                    .ExecuteUpdateAsync(s => s.SetProperty(a => a.AttemptedAt, now).SetProperty(a => a.LookAgainAt, LookAgainAt(decided, now)), CancellationToken.None);
            }, CancellationToken.None);
        }
        catch (Exception e)
        {
            log.OutsideLookFailed(e);  // no database: then nothing else goes on either
        }
    }

    private async Task<TurnRow?> AttemptAsync(Guid userId, Guid actionId)
    {
        using var deadline = new CancellationTokenSource(options.Value.Deadline, services.Clock);
        await using var db = services.Databases.For(userId);
        if (await ActionAtWork.FindAsync(db, actionId, sessionId: null, deadline.Token) is not { } found || !Open.Contains(found.Row.Status)) return null;
        var action = found.Row;
        if (services.Tools.Find(action.ActionType) is not { Plugin: IActsOutside plugin } tool)
        {
            if (action.Attempts == 0) return await EndAsync(action, ActionStatus.Failed, null, "This Martin can no longer do that, and nothing was done.");
            await PutBackAsync(userId, actionId);  // it may have been done; only who knows how can look
            return null;
        }
        var arguments = ToolArguments.Parse(action.Payload);
        var context = await found.ContextAsync(db, services.Clock.Now(), deadline.Token);
        var key = actionId.ToString("N");
        try
        {
            var late = action.DecidedAt <= services.Clock.Now() - options.Value.GiveUpAfter;
            if (action.Attempts == 0 && late)
                return await EndAsync(action, ActionStatus.Failed, null, "The provider could not be reached, and nothing was done. Ask for it again.");
            if (action is { Prepared: { } known, Attempts: > 0 })
            {
                // An attempt was begun before: whatever became of it comes first.
                if (await LookedUpAsync(plugin, tool, known, key, context, action, deadline.Token) is not { } end) return null;
                switch (end)
                {
                    case LookedUp.NotDone when late: return await EndAsync(action, ActionStatus.Failed, null, "It could not be done in time, and nothing was done. Ask for it again.");
                    case LookedUp.Done(var result): return await EndAsync(action, ActionStatus.Executed, result, null);
                    case LookedUp.Lost(var reason): return await EndAsync(action, ActionStatus.Failed, null, reason);
                }
            }
            if (await PreparedAsync(plugin, tool, arguments, action, key, context, deadline.Token) is not { } prepared) return null;
            if (!await BeginAttemptAsync(action)) return null;  // somebody else is at it
            ActionDiagnostics.At(ActionDiagnostics.AttemptStored, actionId);
            var done = await plugin.ActAsync(tool.Name, prepared, key, context, deadline.Token);
            ActionDiagnostics.At(ActionDiagnostics.Acted, actionId);
            return await EndAsync(action, ActionStatus.Executed, done, null);
        }
        catch (ToolRefusedException e)
        {
            return await EndAsync(action, ActionStatus.Failed, null, e.Message);
        }
        catch (ProviderException e) when (e.Kind is ProviderFault.Refused or ProviderFault.Blocked)
        {
            return await EndAsync(action, ActionStatus.Failed, null, e.Message);
        }
        catch (Exception e) when (e is ProviderException or OperationCanceledException)
        {
            log.OutsideUnclear(e, actionId);
            await UnclearAsync(action);
            return null;
        }
    }

    /// <summary>The longer nobody could tell, the rarer it is asked: each pause is a quarter of the time since the decision.</summary>
    private DateTimeOffset LookAgainAt(DateTimeOffset? decided, DateTimeOffset now)
    {
        var pause = (now - (decided ?? now)) / 4;
        if (pause > options.Value.LookUpAtMost) pause = options.Value.LookUpAtMost;
        return now + (pause > options.Value.LookUpEvery ? pause : options.Value.LookUpEvery);
    }

    /// <returns>null: it could not be found out, whatever the reason; what may have been done is never called failed for that.</returns>
    private async Task<LookedUp?> LookedUpAsync(IActsOutside plugin, Tool tool, string prepared, string key, ToolContext context, ActionRow action, CancellationToken ct)
    {
        try
        {
            return await plugin.LookUpAsync(tool.Name, prepared, key, context, ct);
        }
        catch (Exception e) when (e is ProviderException or ToolRefusedException or OperationCanceledException)
        {
            log.OutsideUnclear(e, action.Id);
            await UnclearAsync(action);
            return null;
        }
    }

    private async Task<string?> PreparedAsync(
        IActsOutside plugin, Tool tool, ToolArguments arguments, ActionRow action, string key, ToolContext context, CancellationToken ct)
    {
        if (action.Prepared is { } known) return known;
        var prepared = await plugin.PrepareAsync(tool.Name, arguments, key, context, ct);
        ActionDiagnostics.At(ActionDiagnostics.Prepared, action.Id);
        var won = await services.WriteAsync(action.UserId, db => db.Actions.Where(a => a.Id == action.Id && Open.Contains(a.Status) && a.Prepared == null)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Prepared, prepared), CancellationToken.None), CancellationToken.None);
        ActionDiagnostics.At(ActionDiagnostics.PreparedStored, action.Id);
        return won == 1 ? prepared : null;
    }

    /// <summary>Stores that the next thing is the act itself: from here on nobody acts without a look-up.</summary>
    private async Task<bool> BeginAttemptAsync(ActionRow action)
    {
        var now = services.Clock.Now();
        var won = await services.WriteAsync(action.UserId, db => db.Actions.Where(a => a.Id == action.Id && Open.Contains(a.Status) && a.Attempts == action.Attempts)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Attempts, action.Attempts + 1).SetProperty(a => a.AttemptedAt, now).SetProperty(a => a.Status, ActionStatus.Executing),
                CancellationToken.None), CancellationToken.None);
        if (won != 1) return false;
        action.Attempts++;
        return true;
    }

    private Task<bool> UnclearAsync(ActionRow action)
    {
        var now = services.Clock.Now();
        return services.WriteAsync(action.UserId, async db =>
        {
            var won = await db.Actions.Where(a => a.Id == action.Id && Open.Contains(a.Status) && a.Attempts == action.Attempts)
                .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, ActionStatus.Unknown).SetProperty(a => a.AttemptedAt, now)
                    .SetProperty(a => a.LookAgainAt, LookAgainAt(action.DecidedAt, now)), CancellationToken.None) == 1;
            if (won && action.Status != ActionStatus.Unknown)  // said once, not at every look
                await ActionEnding.SayAsync(db, await db.Actions.AsNoTracking().SingleAsync(a => a.Id == action.Id), now, CancellationToken.None);
            return won;
        }, CancellationToken.None);
    }

    /// <summary>executing or unknown → executed or failed. One caller wins.</summary>
    private async Task<TurnRow?> EndAsync(ActionRow action, ActionStatus status, string? result, string? error)
    {
        var now = services.Clock.Now();
        var continuation = await services.WriteAsync(action.UserId, async db =>
        {
            await db.HoldOwnerAsync(CancellationToken.None);  // as every decision
            // What a later attempt of another node found out is better known there; only that it was done is never wrong.
            var known = db.Actions.Where(a => a.Id == action.Id && Open.Contains(a.Status) && (a.Attempts == action.Attempts || status == ActionStatus.Executed));
            if (await known.ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, status)
                    .SetProperty(a => a.ExecutedAt, status == ActionStatus.Executed ? now : null).SetProperty(a => a.Result, result).SetProperty(a => a.Error, error), CancellationToken.None) != 1)
                return null;
            return await ActionEnding.TellAsync(db, await ActionAtWork.ReadAsync(db, action.Id, sessionId: null, CancellationToken.None), now, CancellationToken.None);
        }, CancellationToken.None);
        ActionDiagnostics.At(ActionDiagnostics.ResultStored, action.Id);
        return continuation;
    }
}

/// <summary>How actions that leave this Martin are carried out and looked after.</summary>
public sealed class OutsideOptions
{
    public const string Section = "Outside";

    /// <summary>How long one attempt may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a decision is waited for before it is answered with <c>executing</c> (contract: 2 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How often a node looks for what was left lying.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An attempt that is older has lost its node; longer than <see cref="Deadline"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an unknown end waits for its next look-up at first.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LookUpEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>And in the end, when its provider has not been able to tell for hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan LookUpAtMost { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What has not been done for so long has failed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Actions that one look takes up.</summary>
    [Range(1, 1_000)]
    public int AtOnce { get; init; } = 50;

    /// <summary>Of those, how many at a time: one provider that hangs holds up only so many.</summary>
    [Range(1, 64)]
    public int SideBySide { get; init; } = 8;
}

internal static partial class OutsideLogging
{
    [LoggerMessage(2093, LogLevel.Warning, "Looking for actions that were left lying failed; it is tried again")]
    public static partial void OutsideLookFailed(this ILogger log, Exception e);

    [LoggerMessage(2094, LogLevel.Error, "Action {ActionId} broke off; it is looked up and taken up later")]
    public static partial void AttemptBroken(this ILogger log, Exception e, Guid actionId);

    [LoggerMessage(2095, LogLevel.Warning, "How action {ActionId} ended is not known; it is looked up")]
    public static partial void OutsideUnclear(this ILogger log, Exception e, Guid actionId);
}
