using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Plugins.Models;
using ChatMessage = Martin.Hub.Chat.ChatMessage;

namespace Martin.Hub.Turns;

/// <summary>
/// Drives one turn on its owner's node: model, tools, model, … until it has answered. It knows nothing of connections;
/// readers follow its <see cref="Log"/>. Every step is stored before its outcome is published.
/// </summary>
public sealed class TurnRun : IDisposable
{
    private readonly TurnServices services;
    private readonly TurnRow turn;
    private readonly ChatMessageRow? message;
    private readonly TurnHistory? past;
    private readonly List<TurnStepRow> steps;
    private readonly bool opensConversation, startIsShown;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int begun, settled;
    private volatile bool cancelled, handedOver;

    /// <param name="message">What the user said; null in a turn that Martin began.</param>
    /// <param name="past">What earlier owners did; null when this is the first.</param>
    /// <param name="opensConversation">Known to be the first of its conversation: there is nothing earlier to look for.</param>
    public TurnRun(
        TurnServices services, TurnRow turn, ChatMessageRow? message, TurnHistory? past, IEnumerable<TurnStepRow> steps, bool opensConversation = false)
    {
        (this.services, this.turn, this.message, this.past, this.steps) = (services, turn, message, past, [.. steps]);
        this.opensConversation = opensConversation;
        Log = new TurnLog(turn.Id, turn.Epoch, services.Clock);
        if (past is not null)
            foreach (var e in past.Rebuild(turn.Epoch))
            {
                Log.Append(e.Type, bare => e with { Seq = bare.Seq });
                startIsShown |= e.Type == TurnEventType.TurnStarted;
            }
        cancelled = turn.CancelRequested;
        // Whatever this owner comes to do: what earlier ones had read stands in the conversation.
        turn.Tainted |= this.steps.Any(s => s.Kind == StepKind.Tool && ToolOutcome.Of(s).Outside);
    }

    public Guid Id => turn.Id;
    public Guid UserId => turn.UserId;
    public Guid ConversationId => turn.ConversationId;
    public TurnLog Log { get; }

    /// <summary>Completes, never fails, when the run has ended or stopped.</summary>
    public Task Completion => completion.Task;

    /// <summary>Whether the turn itself has ended (and not only this owner's part in it).</summary>
    public bool HasEnded => Log.HasEnded;

    /// <summary>The next turn of the task that this one was a part of; known once it has ended.</summary>
    public TurnRow? Next { get; private set; }

    /// <summary>How a reader from an earlier epoch goes on in this one; null if its events are all here.</summary>
    public TurnEvent? ResetFor(long afterSeq) =>
        TurnSeq.EpochOf(afterSeq) == turn.Epoch && (afterSeq > TurnSeq.Base(turn.Epoch) || turn.Epoch == 0)
            ? null
            : past?.ResetFor(afterSeq, turn.Epoch);

    /// <summary>Nothing once it has begun, or is being cancelled: what comes after its end would have no place in its rows.</summary>
    public void Queued(int position)
    {
        if (Volatile.Read(ref begun) == 0) Log.Append(TurnEventType.TurnQueued, e => e with { Position = position });
    }

    /// <summary>Starts the work away from the caller's scheduler; a second call does nothing.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref begun, 1) != 0) return;
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(RunAsync);
    }

    /// <summary>The user wants it to stop: what was said so far is kept. A write that has begun finishes first.</summary>
    public void Cancel()
    {
        cancelled = true;
        stop.Cancel();
        Begin();  // a queued turn ends at once
    }

    /// <summary>This node lets go of the turn without ending it; another owner goes on.</summary>
    public void HandOver()
    {
        handedOver = true;
        stop.Cancel();
        if (Interlocked.Exchange(ref begun, 1) == 0) Settle();
    }

    /// <returns>true once: to the first who says that it is over.</returns>
    public bool TrySettle() => Interlocked.Exchange(ref settled, 1) == 0;

    public void Dispose() => stop.Dispose();

    private async Task RunAsync()
    {
        var writer = new StepWriter(services, turn, Log);
        foreach (var step in steps) writer.Recall(step);
        try
        {
            if (cancelled) await EndAsync(writer, TurnStatus.Cancelled, null);
            else if (turn.Epoch > services.Options.MaxOwners) throw new TurnLimitException("This was begun too often and never finished.");
            else
            {
                stop.CancelAfter(services.Options.MaxDuration);
                await new TurnLoop(services, turn, message, steps, Log, writer, () => cancelled || handedOver)
                    .RunAsync(opensConversation, startIsShown, stop.Token);
            }
        }
        catch (StaleEpochException)
        {
            services.Log.LostTurn(turn.Id, turn.Epoch);
        }
        catch (Exception) when (handedOver)  // whatever the cancelled call made of it
        {
            services.Log.HandedOver(turn.Id);
        }
        catch (Exception) when (cancelled)
        {
            await EndAsync(writer, TurnStatus.Cancelled, null);
        }
        catch (Exception e)
        {
            await EndAsync(writer, TurnStatus.Failed, TurnErrors.From(e, services.Log, turn.Id));
        }
        finally
        {
            Next = writer.Next;
            Settle();
        }
    }

    private async Task EndAsync(StepWriter writer, TurnStatus status, TurnError? error)
    {
        try
        {
            await writer.EndAsync(status, error, suggestions: null);
        }
        catch (StaleEpochException)
        {
            services.Log.LostTurn(turn.Id, turn.Epoch);
        }
        catch (Exception e)
        {
            // The database is away: the turn stays as it is stored, and the sweep finds it an owner when it is back.
            services.Log.EndNotStored(e, turn.Id);
        }
    }

    private void Settle()
    {
        steps.Clear();  // what tools answered may be long, and readers of a finished turn need the log alone
        Log.Close();
        completion.TrySetResult();
    }
}
