using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Runs;
using Martin.Data.Turns;
using Martin.Hub.Actions;
using Martin.Hub.Errors;
using Martin.Hub.Turns;
using Martin.Plugins.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Runs;

/// <summary>Where tasks are given to Martin, looked at and called off.</summary>
public sealed class RunDesk(TurnServices services, TurnDesk turns, IOptions<RunOptions> options)
{
    /// <exception cref="CodedException">CONFLICT (too many at a time), NOT_FOUND (the conversation), RATE_LIMITED, INVALID_REQUEST.</exception>
    public async Task<RunView> StartAsync(Guid userId, NewRun wish, CancellationToken ct)
    {
        await using (var db = services.Databases.For(userId))
            if (await db.Runs.CountAsync(r => r.Status == RunStatus.Running || r.Status == RunStatus.Waiting, ct) >= options.Value.MaxOpen)
                throw CodedException.Conflict($"{options.Value.MaxOpen} tasks are under way already. Wait for one of them, or cancel one.");
        var runId = Guid.CreateVersion7(services.Clock.Now());
        await turns.StartAsync(new()
        {
            UserId = userId, ConversationId = wish.ConversationId ?? Guid.CreateVersion7(), NewConversation = wish.ConversationId is null, ClientMessageId = $"run:{runId}",
            Text = wish.Task, Model = wish.Model, TimeZone = wish.TimeZone, Origin = TurnOrigin.Task,
            Run = new(runId, options.Value.MaxTurns, options.Value.MaxTokens, (long)options.Value.MaxTime.TotalMilliseconds),
        }, exceptConnectionId: null, ct);
        return await FindAsync(userId, runId, ct);
    }

    /// <exception cref="CodedException">NOT_FOUND.</exception>
    public async Task<RunView> FindAsync(Guid userId, Guid runId, CancellationToken ct)
    {
        await using var db = services.Databases.For(userId);
        return (await ViewsAsync(db, [await ReadAsync(db, runId, ct)], ct))[0];
    }

    /// <summary>Newest first.</summary>
    public static async Task<Listing<RunView>> ListAsync(MartinDb db, RunStatus? status, Page page, CancellationToken ct)
    {
        var rows = db.Runs.AsNoTracking().Where(r => status == null || r.Status == status);
        if (page.After is { } after) rows = rows.Where(r => r.CreatedAt <= after.At && (r.CreatedAt < after.At || r.Id.CompareTo(after.Id) < 0));
        var found = Listing.From(await rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Take(page.Limit + 1).ToListAsync(ct), page.Limit, r => new(r.CreatedAt, r.Id));
        return new(await ViewsAsync(db, found.Items, ct), found.Next);
    }

    /// <summary>Stops it; what was done stays, what was proposed is rejected. One that has ended stays as it is.</summary>
    /// <exception cref="CodedException">NOT_FOUND.</exception>
    public async Task<RunView> CancelAsync(Decider who, Guid runId, CancellationToken ct)
    {
        var under = await services.WriteAsync(who.UserId, async db =>
        {
            var run = await ReadAsync(db, runId, ct);
            if (!await RunChain.CancelAsync(db, run, who.SessionId, services.Clock.Now(), ct)) return [];
            return await db.Turns.Where(t => t.RunId == runId && (t.Status == TurnStatus.Queued || t.Status == TurnStatus.Running)).Select(t => t.Id).ToListAsync(ct);
        }, ct);
        foreach (var turnId in under) await turns.CancelAsync(who.UserId, turnId, ct);
        return await FindAsync(who.UserId, runId, ct);
    }

    /// <summary>Rows with what their turns did.</summary>
    public static async Task<List<RunView>> ViewsAsync(MartinDb db, IReadOnlyList<RunRow> runs, CancellationToken ct)
    {
        var ids = runs.Select(r => (Guid?)r.Id).ToList();
        var turns = await db.Turns.AsNoTracking().Where(t => ids.Contains(t.RunId)).OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Select(t => new { t.Id, RunId = t.RunId!.Value }).ToListAsync(ct);
        var turnIds = turns.Select(t => t.Id).ToList();
        var steps = (await db.TurnSteps.AsNoTracking().Where(s => turnIds.Contains(s.TurnId) && s.Kind == StepKind.Tool).OrderBy(s => s.Ordinal).ToListAsync(ct)).ToLookup(s => s.TurnId);
        var actions = await db.Actions.AsNoTracking().Where(a => ids.Contains(a.RunId)).Select(a => new { a.Id, a.Status }).ToDictionaryAsync(a => a.Id, a => a.Status, ct);
        var answers = (await db.ChatMessages.AsNoTracking().Where(m => turnIds.Contains(m.TurnId) && m.Role == Martin.Data.Conversations.ChatRole.Assistant)
            .Select(m => new { m.TurnId, m.Content }).ToListAsync(ct)).ToDictionary(m => m.TurnId, m => m.Content);
        var byRun = turns.ToLookup(t => t.RunId, t => t.Id);
        return [.. runs.Select(r => RunView.From(r, byRun[r.Id].LastOrDefault(), [.. byRun[r.Id].SelectMany(t => steps[t])
            .Select(s => (Step: s, Outcome: ToolOutcome.Of(s))).Where(s => s.Outcome.Name != PlanPlugin.UpdatePlan)
            .Select((s, i) => RunStep.From(i + 1, s.Step, s.Outcome, s.Outcome.ActionId is { } id ? actions.GetValueOrDefault(id, ActionStatus.Executed) : null))],
            byRun[r.Id].Select(t => answers.GetValueOrDefault(t)).LastOrDefault(a => a is not null)))];
    }

    private static async Task<RunRow> ReadAsync(MartinDb db, Guid runId, CancellationToken ct) =>
        await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId, ct) ?? throw CodedException.NotFound("run");
}
