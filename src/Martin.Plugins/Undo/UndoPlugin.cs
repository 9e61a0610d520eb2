using System.ComponentModel;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Undo;

/// <summary>
/// The tool that takes an action back, as the user's own button does. It reaches as far as what it takes back: where others were on that,
/// the user decides. What was taken back stays so, and taking back is itself not taken back.
/// </summary>
/// <param name="tools">Looked up late: the box holds this plugin too.</param>
public sealed class UndoPlugin(Func<ToolBox> tools, TimeProvider clock) : IDescribesWrites, IStandsForCalls, IKnowsOthers
{
    private const string Name = ActionType.UndoAction;

    [KernelFunction(Name), Effect(Effect.OwnWrite), AskedForBy("undo", "take back", "put back", "roll back")]
    [Description("Takes back something that was done with the user's tools: the newest in this conversation that can be taken back, or the one named. Only when the user asks for it.")]
    public async Task<string> UndoAsync([FromKernelServices] ToolContext context,
        [Description("The action's id; without it the newest of this conversation")] string? actionId = null, CancellationToken ct = default)
    {
        var action = await FindAsync(context, ToolIds.Read("action", actionId ?? throw Nothing()), ct);
        var tool = Undoable(action);
        context.HoldsOutsideContent = await HoldsOutsideContentAsync(context, action, ct);  // the summary may quote it
        var transaction = context.Db.Database.CurrentTransaction!;
        await context.Db.HoldOwnerAsync(ct);  // before the savepoint, which would let go of it again
        await transaction.CreateSavepointAsync(Name, ct);
        try
        {
            context.Changes.AddRange(await TakeBack.RunAsync(context.Db, action, tool, null, clock.GetUtcNow(), ct) ?? throw new ToolRefusedException("It has changed in the meantime."));
        }
        catch (ToolRefusedException)
        {
            context.Db.ChangeTracker.Clear();
            await transaction.RollbackToSavepointAsync(Name, CancellationToken.None);
            throw;
        }
        context.Changes.Add(new(NotificationType.ActionResolved, $"Taken back: {action.Title}", action.Summary,
            new { actionId = action.Id, status = ActionStatus.Undone.Name(), conversationId = action.ConversationId }));
        context.Summary = $"Taken back: {action.Summary}";
        return ToolResults.Of(new { ok = true, summary = context.Summary, undone = new { actionId = action.Id, tool = action.ActionType } });
    }

    /// <summary>The action is settled before anything is described or proposed, so that what the user approves is what is taken back.</summary>
    public async Task<StoodFor> StandForAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        if (arguments.Get<string>("actionId") is not null) return new(Name, arguments);
        var newest = await NewestAsync(context, ct) ?? throw Nothing();
        return new(Name, ToolArguments.Parse(new JsonObject { ["actionId"] = newest.Id.ToString() }.ToJsonString()));
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string tool, ToolContext context, CancellationToken ct) =>
        await context.Db.Actions.Where(a => a.Status == ActionStatus.Executed && a.Undo != null).OrderByDescending(a => a.ExecutedAt).Take(IKnowsOthers.MostNames).Select(a => a.Summary).ToListAsync(ct);

    public async Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var action = await FindAsync(context, ToolIds.Read("action", arguments.Get<string>("actionId")!), ct);
        Undoable(action);
        context.HoldsOutsideContent = await HoldsOutsideContentAsync(context, action, ct);
        var isPlain = await IsFirstOfTurnAsync(context, ct) && (await NewestAsync(context, ct))?.Id == action.Id;
        return new(action.Effect == ActionEffect.Outward ? Effect.Outward : Effect.OwnWrite, "Take back", $"Take back: {action.Summary}")
        {
            // A bare "undo" means the newest and only that; any other has to be named, and so has the newest where anything is.
            Names = [action.Summary], IsNearest = isPlain,
        };
    }

    Task<string> IDescribesWrites.UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct) =>
        throw new ToolRefusedException("What was taken back stays taken back; ask for it anew.");

    private Tool Undoable(ActionRow action)
    {
        if (action.Status == ActionStatus.Undone) throw new ToolRefusedException("That has been taken back already.");
        if (action.Status != ActionStatus.Executed) throw new ToolRefusedException($"That was not done: it is {action.Status.Name()}.");
        if (action.Undo is null) throw new ToolRefusedException("That can't be taken back.");
        return tools().Find(action.ActionType) ?? throw new ToolRefusedException("This Martin can no longer do that.");
    }

    private static async Task<ActionRow> FindAsync(ToolContext context, Guid id, CancellationToken ct) =>
        await context.Db.Actions.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) ?? throw new ToolRefusedException("There is no such action.");

    private static async Task<ActionRow?> NewestAsync(ToolContext context, CancellationToken ct)
    {
        if (context.TurnId is not { } turnId) return null;
        var conversation = context.Db.Turns.Where(t => t.Id == turnId).Select(t => t.ConversationId);
        return await context.Db.Actions.AsNoTracking()
            .Where(a => a.ConversationId != null && conversation.Contains(a.ConversationId.Value) && a.Status == ActionStatus.Executed && a.Undo != null)
            .OrderByDescending(a => a.ExecutedAt).ThenByDescending(a => a.Id).FirstOrDefaultAsync(ct);
    }

    private static async Task<bool> IsFirstOfTurnAsync(ToolContext context, CancellationToken ct) =>
        context.TurnId is { } turnId && !await context.Db.Actions.AnyAsync(a => a.TurnId == turnId && a.ActionType == Name, ct);

    private static async Task<bool> HoldsOutsideContentAsync(ToolContext context, ActionRow action, CancellationToken ct) =>
        action.Tainted || !await context.Db.Turns.AnyAsync(t => t.Id == action.TurnId && !t.Tainted, ct);

    private static ToolRefusedException Nothing() => new("There is nothing in this conversation that can be taken back.");
}
