using System.Text.Json;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Turns;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Turns;

/// <summary>What the user's message of a turn grants to a model that has read words from outside: each wish in it once, on what it names.</summary>
/// <param name="steps">What the turn has done until now, whoever owned it.</param>
public sealed class OwnWish(TurnRow turn, string said, IReadOnlyList<TurnStepRow> steps)
{
    /// <summary>Earlier turns whose suggestions a screen may still show.</summary>
    private const int TurnsShown = 10;

    private readonly OwnWords words = new(said, turn.CreatedAt, turn.TimeZone);
    private bool? isSuggested;

    /// <returns>The wish that the call fulfils; null: it does more than the user said.</returns>
    /// <param name="tainted">Of any other model it is only noted what it has fulfilled.</param>
    public async Task<SpentWish?> SpendAsync(ToolCall call, Tool tool, ToolArguments arguments, WriteCard card, ToolContext context, bool tainted)
    {
        var done = steps.Where(s => s.Kind == StepKind.Tool).Select(ToolOutcome.Of).Where(o => o is { Ok: true, Proposed: false, ActionId: not null }).ToList();
        var spent = done.Select(o => o.Spent).OfType<SpentWish>().ToList();
        var wish = words.Cover(tool, arguments, card.Names, card.IsNearest, spent: spent);
        if (wish is null || !tainted) return wish;
        if (HasBeenDone(call, done) || (isSuggested ??= await IsSuggestedAsync(context.Db))) return null;
        return card.Names.Count == 0 || tool.Plugin is not IKnowsOthers knows ? wish
            : words.Cover(tool, arguments, card.Names, card.IsNearest, await knows.NamesAsync(tool.Name, context, CancellationToken.None), spent);
    }

    /// <summary>The very same call, earlier in the turn.</summary>
    private bool HasBeenDone(ToolCall call, List<ToolOutcome> done)
    {
        var arguments = Canonical(call);
        return steps.Where(s => s.Kind == StepKind.Model).SelectMany(s => ModelStep.Of(s).Calls)
            .Any(c => c.CallId != call.CallId && c.Name == call.Name && done.Exists(o => o.CallId == c.CallId) && Canonical(c) == arguments);
    }

    private static string Canonical(ToolCall call) => CanonicalJson.Of(ToolArguments.Parse(call.Arguments).Value);

    /// <summary>The message is one that Martin had put into the user's mouth: it may hold what others wrote, such as the title of an imported event.</summary>
    private async Task<bool> IsSuggestedAsync(MartinDb db)
    {
        var outcomes = await db.Turns.AsNoTracking().Where(t => t.ConversationId == turn.ConversationId && t.Id != turn.Id && t.Outcome != null)
            .OrderByDescending(t => t.CreatedAt).Take(TurnsShown).Select(t => t.Outcome!).ToListAsync();
        return outcomes.SelectMany(o => JsonSerializer.Deserialize(o, StepJson.Default.TurnOutcome)?.Suggestions ?? []).Any(s => string.Equals(s.Trim(), said.Trim(), StringComparison.OrdinalIgnoreCase));
    }
}
