using System.Runtime.CompilerServices;
using Martin.Data;
using Martin.Data.Turns;
using Microsoft.EntityFrameworkCore;
using Orleans.Concurrency;

namespace Martin.Hub.Turns;

/// <summary>Owns a conversation's turns: one at a time, in order.</summary>
[Alias("conversation")]
public interface IConversationGrain : IGrainWithGuidKey
{
    /// <summary>Stores the message as a turn and begins or queues it; a message sent twice is the same turn.</summary>
    [Alias("start")]
    Task<StartedTurn> StartAsync(StartTurn start);

    /// <summary>Takes up whatever is stored for this conversation and not yet running here.</summary>
    [Alias("wake")]
    Task WakeAsync();

    [Alias("cancel")]
    Task CancelAsync(Guid turnId);

    /// <summary>
    /// Events after a seq, then live; ends without a terminal event if this owner does not have the turn, or only as a zombie that was frozen when
    /// others went on, or lets go of it.
    /// </summary>
    /// <exception cref="BeyondEndException"><paramref name="afterSeq"/> is beyond what was said.</exception>
    [AlwaysInterleave, Alias("read")]
    IAsyncEnumerable<TurnEvent> ReadAsync(Guid turnId, long afterSeq, CancellationToken ct);

    /// <summary>Events after a seq that are there now; null if this owner does not have the turn, or only as a zombie.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    [AlwaysInterleave, Alias("read-so-far")]
    Task<IReadOnlyList<TurnEvent>?> ReadSoFarAsync(Guid turnId, long afterSeq);
}

[Orleans.Placement.PreferLocalPlacement]
public sealed class ConversationGrain(TurnServices services, LocalTurns local) : Grain, IConversationGrain
{
    private readonly List<TurnRun> waiting = [];
    private TurnRun? active;
    private bool loaded, leaving;
    private Task? loading;

    public async Task<StartedTurn> StartAsync(StartTurn start)
    {
        if (start.NewConversation) loaded = true;  // nothing can be stored for it yet
        else await LoadAsync();
        var accepted = await TurnIntake.AcceptAsync(services, start, busy: active is not null, IsFull(start.UserId));
        if (accepted.Answer.Outcome == StartOutcome.Attached && start.NewConversation) await WakeAsync();  // sent again: its first owner may be gone
        if (accepted.Turn is { } turn) Take(new TurnRun(services, turn, accepted.Message, past: null, steps: [], opensConversation: start.NewConversation));
        return accepted.Answer;
    }

    private bool IsFull(Guid userId) =>
        active is null ? local.Active(userId).Skip(services.Options.MaxRunning - 1).Any() : waiting.Count >= services.Options.MaxQueued;

    public async Task WakeAsync()
    {
        if (loading is { IsCompleted: false } begun) await begun;  // it may have looked before what this call is about was stored
        loaded = false;
        await LoadAsync();
    }

    public async Task CancelAsync(Guid turnId)
    {
        await LoadAsync();
        if (turnId == active?.Id) active.Cancel();
        else waiting.Find(r => r.Id == turnId)?.Cancel();
    }

    public async IAsyncEnumerable<TurnEvent> ReadAsync(Guid turnId, long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await FindAsync(turnId, afterSeq) is not { } run) yield break;
        await foreach (var e in TurnReading.FromRunAsync(run, afterSeq, ct)) yield return e;
    }

    public async Task<IReadOnlyList<TurnEvent>?> ReadSoFarAsync(Guid turnId, long afterSeq) =>
        await FindAsync(turnId, afterSeq) is { } run ? await TurnReading.SoFarAsync(run, afterSeq) : null;

    /// <returns>null: this owner does not have it, or only as a zombie.</returns>
    /// <inheritdoc cref="IConversationGrain.ReadAsync" path="/exception"/>
    private async Task<TurnRun?> FindAsync(Guid turnId, long afterSeq)
    {
        if (!local.TryGet(turnId, out var run))
        {
            await LoadAsync();
            if (!local.TryGet(turnId, out run)) return null;
        }
        if (TurnSeq.EpochOf(afterSeq) > run.Log.Epoch) return null;
        return afterSeq <= run.Log.LastSeq ? run : throw new BeyondEndException();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        leaving = true;
        TurnRun[] runs = active is null ? [.. waiting] : [active, .. waiting];
        foreach (var run in runs) run.HandOver();
        await Task.WhenAll(runs.Select(r => r.Completion));
        foreach (var run in runs.Where(r => !r.HasEnded)) local.Remove(run);
    }

    /// <summary>Claims what is stored for this conversation and not here yet: after a crash, a hand-over, or a decision.</summary>
    private Task LoadAsync()
    {
        if (loaded) return Task.CompletedTask;
        // Readers interleave: all who come while it runs share one load, or each would claim the same turns. One that found nothing may have
        // ended before it was given away, since SQLite's reads never wait: it is over by its own state, not by a mark that it leaves behind.
        if (loading is null or { IsCompleted: true }) loading = LoadOnceAsync();
        return loading;
    }

    private async Task LoadOnceAsync()
    {
        await ClaimStoredAsync();
        loaded = true;
    }

    private async Task ClaimStoredAsync()
    {
        await using var all = services.Databases.ForMaintenance();
        foreach (var row in await all.PendingTurnsAsync(this.GetPrimaryKey(), CancellationToken.None))
            if (row.Id != active?.Id && waiting.TrueForAll(r => r.Id != row.Id) && await TurnIntake.TakeOverAsync(services, row) is { } run) Take(run);
    }

    private void Take(TurnRun run)
    {
        local.Add(run);
        DelayDeactivation(Timeout.InfiniteTimeSpan);  // a turn nobody reads is not idle
        if (active is null) Begin(run);
        else
        {
            waiting.Add(run);
            run.Queued(waiting.Count);
            _ = LeaveQueueAsync(run);
        }
    }

    private void Begin(TurnRun run)
    {
        active = run;
        run.Begin();
        _ = FollowAsync(run);
    }

    private async Task FollowAsync(TurnRun run)
    {
        await run.Completion;
        local.Settled(run);
        if (active != run) return;
        active = null;
        while (active is null && waiting.Count > 0)
        {
            var next = waiting[0];
            waiting.RemoveAt(0);
            if (!next.Completion.IsCompleted) Begin(next);
        }
        for (var i = 0; i < waiting.Count; i++) waiting[i].Queued(i + 1);
        if (run.Next is { } following && !leaving) await FollowOnAsync(following);
        if (active is null) DelayDeactivation(TimeSpan.Zero);
    }

    private async Task FollowOnAsync(TurnRow next)
    {
        services.Pusher.TurnStarted(next.UserId, new(next.Id, next.ConversationId, next.Origin.Name()));
        try
        {
            await this.AsReference<IConversationGrain>().WakeAsync();  // as a call of its own: it would see what another is about to take
        }
        catch (Exception e)
        {
            services.Log.NotContinued(e, next.Id);  // it is stored; the sweep wakes the conversation when the database is back
        }
    }

    // A turn cancelled while it waits ends at once, without its turn.
    private async Task LeaveQueueAsync(TurnRun run)
    {
        await run.Completion;
        local.Settled(run);
        var position = waiting.IndexOf(run);
        if (position < 0) return;
        waiting.RemoveAt(position);
        for (var i = position; i < waiting.Count; i++) waiting[i].Queued(i + 1);
    }
}
