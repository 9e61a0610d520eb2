using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Hub.Actions;
using Martin.Hub.Chat;
using Martin.Hub.Wire;

namespace Martin.Hub.Turns;

/// <summary>
/// A turn as its rows tell it: the events of its durable pieces, rebuilt for an epoch in which they were not published,
/// and the borders between those pieces, to which a reader from an earlier epoch can be reset.
/// </summary>
/// <remarks>
/// The pieces are, in order: turn_started, each step, and the end. An epoch's log begins with turn_reset and the pieces
/// that are older than it. A reset is sent with the seq of the last event that it stands for, so that what follows counts
/// on without a gap; therefore a border within an epoch is also right for a reader who was itself reset within that epoch.
/// </remarks>
public sealed class TurnHistory
{
    private sealed record Piece(int Epoch, long Border, TurnEvent[] Events);

    private readonly TurnRow turn;
    private readonly List<Piece> pieces = [];

    public TurnHistory(TurnRow turn, IEnumerable<TurnStepRow> steps, IEnumerable<ChatMessageRow> messages, IEnumerable<ActionRow> actions)
    {
        this.turn = turn;
        var said = messages.ToDictionary(m => m.Role);
        var byId = actions.ToDictionary(a => a.Id);
        var shown = 0;
        if (turn.StartedSeq > 0)
            pieces.Add(new(turn.StartedEpoch, turn.StartedSeq, [Started(said.GetValueOrDefault(ChatRole.User)), .. Resolved(byId)]));
        var calls = new Dictionary<string, ToolCall>();
        foreach (var step in steps)
        {
            if (step.Kind == StepKind.Model)
            {
                var answer = ModelStep.Of(step);
                shown += answer.Text.Length;
                foreach (var call in answer.Calls) calls[call.CallId] = call;
                pieces.Add(new(step.Epoch, step.LastSeq, answer.Text.Length == 0 ? [] : [Delta(answer.Text, step.CreatedAt)]));
            }
            else pieces.Add(new(step.Epoch, step.LastSeq, [.. ToolEvents(ToolOutcome.Of(step), calls, byId, step.CreatedAt)]));
        }
        ShownLength = shown;
        if (turn.EndedAt is not null) pieces.Add(new(turn.Epoch, turn.LastSeq, [.. End(said.GetValueOrDefault(ChatRole.Assistant), shown, byId)]));
    }

    /// <summary>Characters of the answer that stand in steps.</summary>
    public int ShownLength { get; }

    /// <summary>The events with which an epoch that published none of the pieces begins: a reset to nothing, then all pieces.</summary>
    public IReadOnlyList<TurnEvent> Rebuild(int epoch)
    {
        var events = new List<TurnEvent> { Event(TurnEventType.TurnReset, turn.CreatedAt) with { ToSeq = 0 } };
        events.AddRange(pieces.SelectMany(p => p.Events));
        var first = TurnSeq.Base(epoch) + 1;
        for (var i = 0; i < events.Count; i++) events[i] = events[i] with { Seq = first + i };
        return events;
    }

    /// <summary>
    /// How a reader who has seen all up to <paramref name="afterSeq"/> in an earlier epoch goes on in <paramref name="epoch"/>:
    /// by a reset to the last border at or before where it stands.
    /// </summary>
    /// <returns>The reset to send; the reader continues after its seq.</returns>
    public TurnEvent ResetFor(long afterSeq, int epoch)
    {
        var (toSeq, kept) = LastBorder(afterSeq);
        var seq = TurnSeq.Base(epoch) + 1 + pieces.Take(kept).Sum(p => p.Events.Length);
        return Event(TurnEventType.TurnReset, turn.CreatedAt) with { Seq = seq, ToSeq = toSeq };
    }

    private (long ToSeq, int Kept) LastBorder(long afterSeq)
    {
        var epoch = TurnSeq.EpochOf(afterSeq);
        // In a later epoch the older pieces were rebuilt at its beginning, after the reset that has the first number.
        var rebuilt = TurnSeq.Base(epoch) + (epoch == 0 ? 0 : 1);
        var best = (ToSeq: epoch == 0 ? 0 : rebuilt, Kept: 0);
        for (var i = 0; i < pieces.Count; i++)
        {
            var border = pieces[i].Epoch < epoch ? rebuilt += pieces[i].Events.Length : pieces[i].Border;
            if (pieces[i].Epoch > epoch || border > afterSeq) break;
            best = (border, i + 1);
        }
        return best;
    }

    private TurnEvent Started(ChatMessageRow? message) => Event(TurnEventType.TurnStarted, turn.StartedAt!.Value) with
    {
        ConversationId = turn.ConversationId, Model = turn.Model, Origin = turn.Origin.Name(),
        Message = message is null ? null : ChatMessage.From(message),
    };

    private IEnumerable<TurnEvent> Resolved(Dictionary<Guid, ActionRow> actions)
    {
        if (turn.ActionId is { } id && actions.TryGetValue(id, out var action))
            yield return Event(TurnEventType.ActionResolved, turn.StartedAt!.Value) with { Action = ActionView.From(action) };
    }

    private TurnEvent Delta(string text, DateTimeOffset at) => Event(TurnEventType.TextDelta, at) with { Text = text };

    private IEnumerable<TurnEvent> ToolEvents(
        ToolOutcome outcome, Dictionary<string, ToolCall> calls, Dictionary<Guid, ActionRow> actions, DateTimeOffset at)
    {
        yield return Event(TurnEventType.ToolStarted, at) with
        {
            Tool = new() { CallId = outcome.CallId, Name = outcome.Name, Arguments = JsonText.From(calls.GetValueOrDefault(outcome.CallId)?.Arguments) },
        };
        yield return Event(TurnEventType.ToolFinished, at) with { Tool = TurnEvents.Finished(outcome) };
        if (outcome is { Proposed: true, ActionId: { } id } && actions.TryGetValue(id, out var action))
            yield return Event(TurnEventType.ActionRequested, at) with { Action = ActionView.From(action) };
    }

    private IEnumerable<TurnEvent> End(ChatMessageRow? answer, int shown, Dictionary<Guid, ActionRow> actions)
    {
        if (answer?.Content is { } content && content.Length > shown) yield return Delta(content[shown..], turn.EndedAt!.Value);
        var proposed = actions.Values.Where(a => a.Status == ActionStatus.Proposed && a.TurnId == turn.Id).OrderBy(a => a.RequestedAt);
        yield return TurnEvents.Terminal(
            Event(TurnEvents.TerminalType(turn.Status), turn.EndedAt!.Value), turn,
            answer is null ? null : ChatMessage.From(answer), [.. proposed.Select(ActionView.From)]);
    }

    private TurnEvent Event(string type, DateTimeOffset at) => new() { TurnId = turn.Id, Seq = 0, Type = type, At = at };
}
