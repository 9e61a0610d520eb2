using System.Runtime.CompilerServices;
using Martin.Data;
using Martin.Data.Turns;
using Martin.Hub.Errors;
using Microsoft.EntityFrameworkCore;
using Orleans.Runtime;

namespace Martin.Hub.Turns;

/// <summary>
/// Reads a turn from any node and at any time: from this node's memory, from its owner's through the grain, or from the
/// database once it has ended. Live delivery, a second device, SSE and resume are all this one path.
/// </summary>
public sealed class TurnFeed(MartinDbFactory databases, LocalTurns local, IGrainFactory grains, TurnCalls calls)
{
    /// <summary>How long a reader looks for an owner before it gives up; a frozen node is found out within 12 s.</summary>
    private static readonly TimeSpan OwnerLookup = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>All events after <paramref name="afterSeq"/>, live to the end.</summary>
    /// <exception cref="CodedException">
    /// NOT_FOUND: no such turn of this user. INVALID_REQUEST: <paramref name="afterSeq"/> is beyond what was said.
    /// UNAVAILABLE: no owner could be found in time.
    /// </exception>
    public IAsyncEnumerable<TurnEvent> ReadAsync(Guid userId, Guid turnId, long afterSeq, CancellationToken ct) =>
        ReadAsync(userId, () => Task.FromResult(new ResumeTurn { TurnId = turnId, AfterSeq = afterSeq }), ct);

    /// <inheritdoc cref="ReadAsync(Guid, Guid, long, CancellationToken)"/>
    /// <param name="open">Asked for the turn, and the seq after which it is read, once the stream is.</param>
    public async IAsyncEnumerable<TurnEvent> ReadAsync(Guid userId, Func<Task<ResumeTurn>> open, [EnumeratorCancellation] CancellationToken ct)
    {
        var start = await open();
        var (turnId, afterSeq) = (start.TurnId, start.AfterSeq);
        var pause = FirstPause;
        var lostSince = (long?)null;
        while (true)
        {
            if (await LocalRunAsync(userId, turnId, afterSeq, ct) is { } run)
            {
                // Read right here: each iterator more between a token and its connection costs as much as the log's lock.
                if (TurnReading.Entry(run, afterSeq) is { } reset)
                {
                    afterSeq = reset.Seq;
                    yield return reset;
                }
                else if (run.HasEnded && afterSeq == run.Log.LastSeq) yield break;
                await using var cursor = run.Log.Follow(afterSeq, ct);
                while (!cursor.IsAtEnd)
                {
                    if (cursor.Next() is not { } e)
                    {
                        await cursor.WaitAsync();
                        continue;
                    }
                    afterSeq = e.Seq;
                    lostSince = null;
                    pause = FirstPause;
                    yield return e;
                    if (e.IsTerminal) yield break;
                }
            }
            else
            {
                var (source, final) = await OpenAsync(userId, turnId, afterSeq, ct);
                await using var events = source.GetAsyncEnumerator(ct);
                while (await NextAsync(events))
                {
                    var e = events.Current;
                    afterSeq = e.Seq;
                    lostSince = null;
                    pause = FirstPause;
                    yield return e;
                    if (e.IsTerminal) yield break;
                }
                if (final) yield break;
            }
            // The owner let go of the turn or died: look it up again, and go on from where this reader stands.
            lostSince ??= Environment.TickCount64;
            if (Environment.TickCount64 - lostSince > OwnerLookup.TotalMilliseconds)
                throw CodedException.Of(ErrorCode.Unavailable, "The turn's node does not answer. Resume it in a moment.");
            await Task.Delay(pause, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>The events after <paramref name="afterSeq"/> that are there now.</summary>
    /// <exception cref="CodedException">
    /// NOT_FOUND: no such turn of this user. INVALID_REQUEST: <paramref name="afterSeq"/> is beyond what was said.
    /// </exception>
    public async Task<IReadOnlyList<TurnEvent>> ReadSoFarAsync(Guid userId, Guid turnId, long afterSeq, CancellationToken ct)
    {
        if (await LocalRunAsync(userId, turnId, afterSeq, ct) is { } run) return await TurnReading.SoFarAsync(run, afterSeq);
        var turn = await FindAsync(userId, turnId, afterSeq, ct);
        if (turn.EndedAt is null)
        {
            if (await SoFarElsewhereAsync(turn, afterSeq, ct) is { } events) return events;
            turn = await FindAsync(userId, turnId, afterSeq, ct);
            if (turn.EndedAt is null) return [];  // its owner has yet to take it up
        }
        return [.. await FromRowsAsync(userId, turn, afterSeq, ct)];
    }

    private async Task<IReadOnlyList<TurnEvent>?> SoFarElsewhereAsync(TurnRow turn, long afterSeq, CancellationToken ct)
    {
        try
        {
            return await calls.OwnerAsync(turn.ConversationId, g => g.ReadSoFarAsync(turn.Id, afterSeq), ct);
        }
        catch (BeyondEndException)
        {
            throw TurnReading.BeyondEnd();
        }
    }

    /// <summary>A turn that does not run on this node: from its owner's, or from its rows.</summary>
    private async Task<(IAsyncEnumerable<TurnEvent> Events, bool Final)> OpenAsync(Guid userId, Guid turnId, long afterSeq, CancellationToken ct)
    {
        var turn = await FindAsync(userId, turnId, afterSeq, ct);
        if (turn.EndedAt is null) return (grains.GetGrain<IConversationGrain>(turn.ConversationId).ReadAsync(turnId, afterSeq, ct), false);
        return ((await FromRowsAsync(userId, turn, afterSeq, ct)).ToAsyncEnumerable(), true);
    }

    // A run that is older than what the reader has seen is a zombie's: its node was frozen and does not know yet.
    private async ValueTask<TurnRun?> LocalRunAsync(Guid userId, Guid turnId, long afterSeq, CancellationToken ct)
    {
        if (!local.TryGet(turnId, out var run) || run.UserId != userId || TurnSeq.EpochOf(afterSeq) > run.Log.Epoch) return null;
        if (run.HasEnded) await FindAsync(userId, turnId, afterSeq, ct);  // its conversation may have been deleted, on any node
        return run;
    }

    private async Task<TurnRow> FindAsync(Guid userId, Guid turnId, long afterSeq, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var turn = await db.Turns.AsNoTracking().SingleOrDefaultAsync(t => t.Id == turnId, ct) ?? throw CodedException.NotFound("turn");
        // No owner has had that epoch yet. One that has ended is replayed in the epoch after its last.
        return turn.EndedAt is null && TurnSeq.EpochOf(afterSeq) > Math.Max(0, turn.Epoch) ? throw TurnReading.BeyondEnd() : turn;
    }

    private async Task<IEnumerable<TurnEvent>> FromRowsAsync(Guid userId, TurnRow turn, long afterSeq, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var (history, _, _) = await TurnReading.HistoryAsync(db, turn, ct);
        return TurnReading.FromRows(turn, history, afterSeq);
    }

    /// <returns>false at the end of the source, also when its node died.</returns>
    /// <exception cref="CodedException">INVALID_REQUEST: its owner has not said that much.</exception>
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<TurnEvent> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or EnumerationAbortedException)
        {
            return false;
        }
        catch (BeyondEndException)
        {
            throw TurnReading.BeyondEnd();
        }
    }
}
