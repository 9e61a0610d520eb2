using Martin.Data;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Turns;

/// <summary>The turns whose owner is this node, and those that ended here a moment ago: their readers need no call to a grain.</summary>
public sealed class LocalTurns(IOptions<TurnOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, TurnRun> runs = new();
    private readonly ConcurrentDictionary<Guid, TurnRun> running = new();
    private readonly ConcurrentQueue<(DateTimeOffset Until, TurnRun Run)> finished = new();
    private long finishedChars;

    public bool TryGet(Guid turnId, [MaybeNullWhen(false)] out TurnRun run) => runs.TryGetValue(turnId, out run);

    public bool HasConversation(Guid conversationId) => Running.Any(r => r.ConversationId == conversationId);

    public bool AnyRunning => Running.Any();

    /// <summary>Those that have not ended for who reads them.</summary>
    public IEnumerable<TurnRun> Active(Guid userId) => Running.Where(r => r.UserId == userId && !r.HasEnded);

    // Not by Values, which locks the whole dictionary and copies it.
    private IEnumerable<TurnRun> Running => running.Select(r => r.Value).Where(r => !r.Completion.IsCompleted);

    public void Add(TurnRun run)
    {
        runs[run.Id] = run;
        running[run.Id] = run;
    }

    /// <summary>By key and value: an old activation must not remove its successor's run.</summary>
    public void Remove(TurnRun run)
    {
        runs.TryRemove(KeyValuePair.Create(run.Id, run));
        running.TryRemove(KeyValuePair.Create(run.Id, run));
        run.Dispose();
    }

    /// <summary>The run is over: an ended turn stays readable for a while, an abandoned one goes at once.</summary>
    public void Settled(TurnRun run)
    {
        if (!run.TrySettle()) return;  // told by its queue as well
        running.TryRemove(KeyValuePair.Create(run.Id, run));
        if (run.HasEnded)
        {
            Interlocked.Add(ref finishedChars, run.Log.Length);
            finished.Enqueue((clock.Now() + options.Value.KeepFinished, run));
        }
        else Remove(run);
        Forget();
    }

    /// <summary>Lets go of the finished turns whose time is over.</summary>
    public void Forget()
    {
        while (finished.TryPeek(out var oldest) && (oldest.Until <= clock.Now() || finished.Count > MaxFinished || Volatile.Read(ref finishedChars) > MaxFinishedChars) && finished.TryDequeue(out oldest))
        {
            Interlocked.Add(ref finishedChars, -oldest.Run.Log.Length);
            Remove(oldest.Run);
        }
    }

    /// <summary>Finished turns kept at most.</summary>
    private const int MaxFinished = 1_000;

    /// <summary>Their text in all: 40 MB.</summary>
    private const long MaxFinishedChars = 20_000_000;
}
