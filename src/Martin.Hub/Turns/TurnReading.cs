using System.Runtime.CompilerServices;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Hub.Errors;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Turns;

/// <summary>The two sources of a turn's events: a run in memory, and the rows of a turn that has ended.</summary>
internal static class TurnReading
{
    /// <summary>How a reader that stands after <paramref name="afterSeq"/> goes on in this run: by a reset, or with the next event where it is null.</summary>
    /// <exception cref="CodedException">INVALID_REQUEST: <paramref name="afterSeq"/> is beyond what was said.</exception>
    public static TurnEvent? Entry(TurnRun run, long afterSeq) => afterSeq > run.Log.LastSeq ? throw BeyondEnd() : run.ResetFor(afterSeq);

    /// <inheritdoc cref="Entry" path="/exception"/>
    public static IAsyncEnumerable<TurnEvent> FromRunAsync(TurnRun run, long afterSeq, CancellationToken ct) =>
        Entry(run, afterSeq) is { } reset ? ResetAndGoOnAsync(run, reset, ct) : run.Log.ReadAsync(afterSeq, ct);

    private static async IAsyncEnumerable<TurnEvent> ResetAndGoOnAsync(TurnRun run, TurnEvent reset, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return reset;
        await foreach (var e in run.Log.ReadAsync(reset.Seq, ct)) yield return e;
    }

    /// <summary>What a run has said until now, without waiting for more.</summary>
    public static async Task<IReadOnlyList<TurnEvent>> SoFarAsync(TurnRun run, long afterSeq)
    {
        var last = run.Log.LastSeq;
        var found = new List<TurnEvent>();
        if (afterSeq == last) return found;
        await foreach (var e in FromRunAsync(run, afterSeq, CancellationToken.None))
        {
            found.Add(e);
            if (e.Seq >= last) break;
        }
        return found;
    }

    /// <summary>Replays a turn that has ended: its pieces, rebuilt for the epoch after its last, which never had an owner.</summary>
    /// <inheritdoc cref="Entry" path="/exception"/>
    public static IEnumerable<TurnEvent> FromRows(TurnRow turn, TurnHistory history, long afterSeq)
    {
        var epoch = turn.Epoch + 1;
        var events = history.Rebuild(epoch);
        if (afterSeq > events[^1].Seq) throw BeyondEnd();
        if (TurnSeq.EpochOf(afterSeq) == turn.Epoch && afterSeq >= turn.LastSeq) return afterSeq == turn.LastSeq ? [] : throw BeyondEnd();
        if (afterSeq > TurnSeq.Base(epoch)) return events.Where(e => e.Seq > afterSeq);
        var reset = history.ResetFor(afterSeq, epoch);
        return events.Where(e => e.Seq > reset.Seq).Prepend(reset);
    }

    public static async Task<(TurnHistory History, ChatMessageRow? Message, List<TurnStepRow> Steps)> HistoryAsync(
        MartinDb db, TurnRow turn, CancellationToken ct)
    {
        var steps = await db.TurnSteps.AsNoTracking().Where(s => s.TurnId == turn.Id).OrderBy(s => s.Ordinal).ToListAsync(ct);
        var messages = await db.ChatMessages.AsNoTracking().Where(m => m.TurnId == turn.Id).ToListAsync(ct);
        var actions = await db.Actions.AsNoTracking().Where(a => a.TurnId == turn.Id || a.Id == turn.ActionId).ToListAsync(ct);
        return (new(turn, steps, messages, actions), messages.Find(m => m.Role == ChatRole.User), steps);
    }

    public static CodedException BeyondEnd() => CodedException.Invalid("afterSeq", "is beyond what this turn has said; use the seq of the last event that you got, or 0");
}
