using System.Globalization;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Plugins.Models;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;
using AiRole = Microsoft.Extensions.AI.ChatRole;

namespace Martin.Hub.Turns;

/// <summary>What the model is told: who it is, when and where the user speaks, the conversation so far, and this turn.</summary>
public sealed class Prompt
{
    private readonly Model model;
    private readonly List<AiMessage> messages = [];
    private readonly ChatOptions options;

    private Prompt(Model model, ChatOptions options) => (this.model, this.options) = (model, options);

    /// <summary>The action whose decision began this turn.</summary>
    public ActionRow? Decided { get; private set; }

    /// <summary>It holds words that came from outside, or were made from such.</summary>
    public bool Tainted { get; private set; }

    public static async Task<Prompt> BuildAsync(TurnServices services, TurnRow turn, ChatMessageRow? message, bool withHistory, CancellationToken ct)
    {
        await using var db = services.Databases.For(turn.UserId);
        var model = services.Models.Choose(turn.RequestedModel);
        turn.Model = model.Name;
        var prompt = new Prompt(model, new()
        {
            Tools = services.Tools.Declarations,
            AdditionalProperties = new() { [ModelContext.Key] = new ModelContext(turn.CreatedAt, turn.TimeZone) },
        });
        prompt.messages.Add(new(AiRole.System, System(turn)));
        if (withHistory) await prompt.AddHistoryAsync(db, turn, services.Options, ct);
        if (message is not null) prompt.messages.Add(new(AiRole.User, message.Content));
        else if (turn.ActionId is { } actionId) prompt.AddDecision(await db.Actions.AsNoTracking().SingleAsync(a => a.Id == actionId, ct));
        return prompt;
    }

    public void Add(ModelStep answer)
    {
        var contents = new List<AIContent>();
        if (answer.Text.Trim() is { Length: > 0 } text) contents.Add(new TextContent(text));
        contents.AddRange(answer.Calls.Select(c =>
            new FunctionCallContent(c.CallId, c.Name, JsonSerializer.Deserialize<Dictionary<string, object?>>(c.Arguments))));
        messages.Add(new(AiRole.Assistant, contents));
    }

    public void Add(ToolOutcome outcome)
    {
        Tainted |= outcome.Outside;
        Add(outcome.CallId, outcome.Result);
    }

    private void Add(string callId, string result) => messages.Add(new(AiRole.Tool, [new FunctionResultContent(callId, result)]));

    public IAsyncEnumerable<ChatResponseUpdate> AskAsync(CancellationToken ct) => model.Client.GetStreamingResponseAsync(messages, options, ct);

    private static string System(TurnRow turn)
    {
        var now = Zones.ToLocal(turn.CreatedAt, turn.TimeZone).ToDateTimeUnspecified();
        return string.Create(CultureInfo.InvariantCulture, $"""
            You are Martin, a personal assistant. You act for one user through tools on their calendar and tasks.
            It is {now:dddd, d MMMM yyyy, HH:mm} in {turn.TimeZone}. Times that you give to tools are local to that zone, like {now:yyyy-MM-ddTHH:mm}.
            Use the tools rather than guessing; never claim that something was done without a tool's result that says so.
            When a tool answers that an action was proposed, it waits for the user's decision: say so and do not call it again.
            Do not invite anyone unless the user asks for it. Answer briefly, in the user's language.
            """);
    }

    /// <summary>The newest earlier turns that fit, oldest first, with their tool calls, so that "it" and "the second one" can be found.</summary>
    private async Task AddHistoryAsync(MartinDb db, TurnRow turn, TurnOptions limits, CancellationToken ct)
    {
        var earlier = await db.Turns.AsNoTracking()
            .Where(t => t.ConversationId == turn.ConversationId && t.Id != turn.Id && t.EndedAt != null && t.CreatedAt <= turn.CreatedAt)
            .OrderByDescending(t => t.CreatedAt).Take(limits.HistoryTurns).Select(t => new { t.Id, t.Tainted }).ToListAsync(ct);
        if (earlier.Count == 0) return;
        var ids = earlier.Select(t => t.Id).ToList();
        var said = (await db.ChatMessages.AsNoTracking().Where(m => ids.Contains(m.TurnId)).ToListAsync(ct)).ToLookup(m => m.TurnId);
        var steps = (await db.TurnSteps.AsNoTracking().Where(s => ids.Contains(s.TurnId)).OrderBy(s => s.Ordinal).ToListAsync(ct)).ToLookup(s => s.TurnId);
        var chars = 0;
        var shown = new List<List<AiMessage>>();
        foreach (var (id, tainted) in earlier.Select(t => (t.Id, t.Tainted)))
        {
            chars += said[id].Sum(m => m.Content.Length) + steps[id].Sum(s => s.Content.Length);
            if (chars > limits.HistoryChars) break;
            Tainted |= tainted;
            shown.Add(Retell(said[id], steps[id]));
        }
        for (var i = shown.Count - 1; i >= 0; i--) messages.AddRange(shown[i]);
    }

    private static List<AiMessage> Retell(IEnumerable<ChatMessageRow> said, IEnumerable<TurnStepRow> steps)
    {
        var part = new Prompt(null!, null!);
        var byRole = said.ToDictionary(m => m.Role, m => m.Content);
        if (byRole.TryGetValue(Martin.Data.Conversations.ChatRole.User, out var question)) part.messages.Add(new(AiRole.User, question));
        var shown = 0;
        var open = new List<ToolCall>();
        foreach (var step in steps)
        {
            if (step.Kind == StepKind.Model)
            {
                var answer = ModelStep.Of(step);
                shown += answer.Text.Length;
                open = [.. answer.Calls];
                part.Add(answer);
                continue;
            }
            var outcome = ToolOutcome.Of(step);
            part.Add(outcome);
            open.RemoveAll(c => c.CallId == outcome.CallId);
        }
        // A turn that was stopped between its calls: every call needs a result, or providers refuse the whole history.
        foreach (var call in open) part.Add(call.CallId, Plugins.Tools.ToolResults.Error("The turn was stopped before this was done."));
        if (byRole.TryGetValue(Martin.Data.Conversations.ChatRole.Assistant, out var content) && content.Length > shown)
            part.messages.Add(new(AiRole.Assistant, content[shown..].Trim()));
        return part.messages;
    }

    private void AddDecision(ActionRow action)
    {
        Decided = action;
        Tainted |= action.Tainted;
        var approved = action.Status != ActionStatus.Rejected;
        var told = JsonSerializer.Serialize(new
        {
            decision = approved ? "approve" : "reject", status = action.Status.Name(), title = action.Title, summary = action.Summary, error = action.Error,
        });
        messages.Add(new(AiRole.User,
            $"[The user {(approved ? "approved" : "rejected")} the proposed action. Tell them the outcome in one sentence and do nothing more: {told}]")
        {
            AdditionalProperties = new() { [ModelContext.DecisionKey] = told },
        });
    }
}
