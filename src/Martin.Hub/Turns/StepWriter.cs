using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Conversations;
using Martin.Data.Notifications;
using Martin.Data.Turns;
using Martin.Data.Usage;
using Martin.Hub.Actions;
using Martin.Hub.Runs;
using Martin.Hub.Usage;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using ChatMessage = Martin.Hub.Chat.ChatMessage;

namespace Martin.Hub.Turns;

/// <summary>Stores the steps of one turn, each in one transaction behind the turn's epoch, and publishes what they say afterwards.</summary>
public sealed class StepWriter(TurnServices services, TurnRow turn, TurnLog log)
{
    /// <summary>Characters of an answer that a notification shows.</summary>
    private const int PreviewChars = 140;

    private readonly System.Text.StringBuilder text = new();
    private readonly List<Receipt> receipts = [];
    private readonly List<ModelUse> uses = [];
    private int ordinal, storedUses;
    private string meterZone = Zones.Utc;
    private long inputTokens, outputTokens;
    private bool anyProposed, brokenOff, usedTools;

    /// <summary>All that the answer says so far.</summary>
    public int TextLength => text.Length;

    /// <summary>In and out, of all owners.</summary>
    public long Tokens => inputTokens + outputTokens;

    /// <summary>The next turn of the task, stored with the end of this one.</summary>
    public TurnRow? Next { get; private set; }

    public string TextSince(int length) => text.ToString(length, text.Length - length);

    public bool EndsInText => text.Length > 0 && text[^1] != '\n';

    /// <summary>What this owner's part of the turn has used since its last step.</summary>
    public IEnumerable<ModelUse> Unstored => uses.Skip(storedUses);

    /// <summary>The IANA zone of the user's preferences, by whose days use is counted, as the cap counts it.</summary>
    public void MeterIn(string timeZone) => meterZone = timeZone;

    /// <summary>Takes over what earlier owners stored.</summary>
    public void Recall(TurnStepRow step)
    {
        ordinal = step.Ordinal;
        if (step.Kind == StepKind.Tool)
        {
            Count(ToolOutcome.Of(step));
            return;
        }
        var answer = ModelStep.Of(step);
        text.Append(answer.Text);
        (inputTokens, outputTokens) = (inputTokens + answer.InputTokens, outputTokens + answer.OutputTokens);
    }

    /// <summary>Adds a piece to the answer, to be shown by <see cref="Show"/>; it becomes durable with its step or with the end.</summary>
    public void Say(string piece)
    {
        text.Append(piece);
        log.AppendText(piece, hold: true);
        TurnDiagnostics.At(TurnDiagnostics.TextAppended, turn.Id);
    }

    public void Show() => log.Show();

    /// <summary>The turn ends between two rounds, and another goes on.</summary>
    public void BreakOff() => brokenOff = true;

    /// <summary>Where the answer stands now, for <see cref="TakeBack"/>.</summary>
    public Place Mark() => new(text.Length, log.LastSeq);

    /// <summary>Takes back what was said since: it was not shown for good.</summary>
    public void TakeBack(Place place)
    {
        text.Length = place.TextLength;
        log.Append(TurnEventType.TurnReset, e => e with { ToSeq = place.Seq });
    }

    /// <summary>Counts an answer, also one that failed; it is stored with the next step or the end.</summary>
    public void Count(ModelUse use)
    {
        uses.Add(use);
        (inputTokens, outputTokens) = (inputTokens + use.InputTokens, outputTokens + use.OutputTokens);
    }

    /// <summary>The turn tells of an action that was executed on the user's decision.</summary>
    public void Receipt(ActionRow executed) => receipts.Add(new(executed.Id, executed.ActionType, executed.Summary, executed.Undo is not null));

    /// <summary>queued → running; published as turn_started, and action_resolved where a decision began the turn.</summary>
    public async Task StartAsync(ChatMessageRow? message, ActionView? resolved, CancellationToken ct)
    {
        turn.Status = TurnStatus.Running;
        turn.StartedAt = services.Clock.Now();
        turn.StartedSeq = log.LastSeq + (resolved is null ? 1 : 2);
        turn.StartedEpoch = turn.Epoch;
        await services.WriteAsync(turn.UserId, async db => { await db.StartTurnAsync(turn, ct); return true; }, ct);
        PublishStart(message, resolved);
    }

    /// <summary>Publishes the start of a turn that was stored as running.</summary>
    public void PublishStart(ChatMessageRow? message, ActionView? resolved)
    {
        log.Append(TurnEventType.TurnStarted, e => e with
        {
            ConversationId = turn.ConversationId, Model = turn.Model, Origin = turn.Origin.Name(),
            Message = message is null ? null : ChatMessage.From(message),
        });
        if (resolved is not null) log.Append(TurnEventType.ActionResolved, e => e with { Action = resolved });
    }

    public async Task<TurnStepRow> StoreAsync(ModelStep answer, CancellationToken ct)
    {
        var row = Row(StepKind.Model, log.LastSeq, answer.ToJson());
        await services.WriteAsync(turn.UserId, async db =>
        {
            await db.FenceTurnAsync(turn, ct);
            await db.AddStepAsync(row, NewUses(), ct);
            return row;
        }, ct);
        ordinal = row.Ordinal;
        storedUses = uses.Count;
        TurnDiagnostics.At(TurnDiagnostics.ModelAnswerStored, turn.Id);
        return row;
    }

    /// <summary>Runs <paramref name="act"/> in the transaction of its step, so that its effect and its record are one.</summary>
    public async Task<TurnStepRow> StoreAsync(Func<MartinDb, Task<Acted>> act)
    {
        // Without the turn's token: a tool that has begun is not cancelled, or the user would not know what was done.
        var (row, acted) = await services.WriteAsync(turn.UserId, async db =>
        {
            await db.FenceTurnAsync(turn, CancellationToken.None);
            var acted = await act(db);
            TurnDiagnostics.At(TurnDiagnostics.EffectApplied, turn.Id);
            var row = Row(StepKind.Tool, log.LastSeq + (acted.Outcome.Proposed ? 2 : 1), acted.Outcome.ToJson());
            if (acted.Action is not null) db.Actions.Add(acted.Action);
            await db.SaveChangesAsync();
            await db.AddStepAsync(row, [], CancellationToken.None);
            foreach (var change in acted.Changes)
                await db.NotifyAsync(turn.UserId, change, services.Clock.Now(), CancellationToken.None);
            return (row, acted);
        }, CancellationToken.None);
        TurnDiagnostics.At(TurnDiagnostics.StepStored, turn.Id);
        return Publish(row, acted.Outcome, acted.Action);
    }

    /// <summary>The step that stands although storing it failed: the connection was lost while it was being committed.</summary>
    /// <returns>null where nothing was stored; what is stored next under its number could not be a second one.</returns>
    public async Task<TurnStepRow?> StoredAsync()
    {
        await using var db = services.Databases.For(turn.UserId);
        var next = ordinal + 1;
        if (await db.TurnSteps.AsNoTracking().SingleOrDefaultAsync(s => s.TurnId == turn.Id && s.Ordinal == next) is not { } row) return null;
        var outcome = ToolOutcome.Of(row);
        var action = outcome is { Proposed: true, ActionId: { } id } ? await db.Actions.AsNoTracking().SingleAsync(a => a.Id == id) : null;
        return Publish(row, outcome, action);
    }

    private TurnStepRow Publish(TurnStepRow row, ToolOutcome outcome, ActionRow? action)
    {
        ordinal = row.Ordinal;
        Count(outcome);
        log.Append(TurnEventType.ToolFinished, e => e with { Tool = TurnEvents.Finished(outcome) });
        if (outcome.Proposed) log.Append(TurnEventType.ActionRequested, e => e with { Action = ActionView.From(action!) });
        return row;
    }

    /// <summary>Stores the answer and ends the turn; the terminal event is published once that is done.</summary>
    public async Task EndAsync(TurnStatus status, TurnError? error, IReadOnlyList<string>? suggestions)
    {
        var now = services.Clock.Now();
        var answer = text.Length == 0 && status != TurnStatus.Completed ? null : new ChatMessageRow
        {
            Id = Guid.CreateVersion7(now), UserId = turn.UserId, ConversationId = turn.ConversationId, TurnId = turn.Id,
            Role = ChatRole.Assistant, Content = text.ToString(), IsVoice = turn.Origin == TurnOrigin.Voice, CreatedAt = now,
        };
        turn.Status = status;
        turn.EndedAt = now;
        turn.LastSeq = log.LastSeq + 1;
        turn.Outcome = new TurnOutcome(receipts, suggestions, new(inputTokens, outputTokens), error).ToJson();
        List<ActionRow> proposed;
        try
        {
            (proposed, Next) = await services.WriteAsync(turn.UserId, db => EndAsync(db, answer, now), CancellationToken.None);
        }
        catch
        {
            turn.EndedAt = null;  // it has not ended: another owner will see to it
            throw;
        }
        log.Append(TurnEvents.TerminalType(status), e => TurnEvents.Terminal(
            e, turn, answer is null ? null : ChatMessage.From(answer), [.. proposed.Select(ActionView.From)]));
        TurnDiagnostics.At(TurnDiagnostics.TurnEnded, turn.Id);
    }

    private async Task<(List<ActionRow> Proposed, TurnRow? Next)> EndAsync(MartinDb db, ChatMessageRow? answer, DateTimeOffset now)
    {
        await db.EndTurnAsync(turn, CancellationToken.None);
        var proposed = !anyProposed ? [] : await db.Actions.AsNoTracking()
            .Where(a => a.TurnId == turn.Id && a.Status == ActionStatus.Proposed).OrderBy(a => a.RequestedAt).ToListAsync();
        var notice = turn.Status == TurnStatus.Cancelled ? null : new Notice(
            NotificationType.TurnCompleted, turn.Status == TurnStatus.Completed ? "Martin has answered" : "Martin could not finish an answer", Preview(answer),
            new { turnId = turn.Id, conversationId = turn.ConversationId, status = turn.Status.Name() });
        await db.AddEndAsync(turn, answer, NewUses(), turn.RunId is null ? notice : null, CancellationToken.None);
        if (turn.RunId is null) return (proposed, null);
        var next = await RunChain.AdvanceAsync(db, turn, new(TurnOutcome.Of(turn), brokenOff, !usedTools), services.RunOptions, now, CancellationToken.None);
        if (next is null && notice is not null) await db.NotifyAsync(turn.UserId, notice, now, CancellationToken.None);
        return (proposed, next);
    }

    private static string? Preview(ChatMessageRow? answer) =>
        answer is null ? null : answer.Content.Length <= PreviewChars ? answer.Content : ModelText.Cut(answer.Content, PreviewChars).TrimEnd() + "…";

    private IEnumerable<ModelUseRow> NewUses() => Unstored.Select(u => u.ToRow(turn.UserId, turn.Id, services.Clock.Now(), meterZone));

    private TurnStepRow Row(StepKind kind, long lastSeq, string content) => new()
    {
        TurnId = turn.Id, Ordinal = ordinal + 1, Epoch = turn.Epoch, Kind = kind, LastSeq = lastSeq, Content = content,
        CreatedAt = services.Clock.Now(),
    };

    private void Count(ToolOutcome outcome)
    {
        usedTools = true;
        if (outcome.Proposed) anyProposed = true;
        else if (outcome is { Ok: true, ActionId: { } id }) receipts.Add(new(id, outcome.Name, outcome.Summary, outcome.Undoable));
    }
}

/// <summary>A place in a turn's answer, between two of its rounds.</summary>
/// <param name="Seq">The last event before it.</param>
public readonly record struct Place(int TextLength, long Seq);

/// <summary>What came of a tool call, before it is stored.</summary>
/// <param name="Action">The action that a write became.</param>
/// <param name="Changes">What the user's other screens should learn.</param>
public sealed record Acted(ToolOutcome Outcome, ActionRow? Action, IReadOnlyList<Notice> Changes);
