using Microsoft.EntityFrameworkCore;

namespace Martin.Data;

/// <summary>
/// One writer at a time for a SQLite file: writes queue here, in order, for a thread of their own that does them back to back.
/// Polling the file's lock instead took 1.2 s at p99 with 8 writers; a semaphore sends each hand-over to the end of the
/// thread pool's queue, which under 200 turns at once took seconds; a BlockingCollection spins before it sleeps, 13 % of the thread's time
/// where writes come one by one. PostgreSQL needs no gate.
/// </summary>
public sealed class WriteGate(bool oneAtATime) : IDisposable
{
    /// <summary>Of the whole database, not only of one user.</summary>
    internal bool OneAtATime => oneAtATime;

    // Its monitor is what the writer sleeps on.
    private readonly Queue<Action> queue = [];
    private Thread? writer;
    private bool closed;

    /// <summary>Runs <paramref name="work"/> when its turn has come. SQLite's own calls are synchronous, so it does not leave the thread.</summary>
    internal Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        if (!oneAtATime) return work();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(() =>
        {
            if (ct.IsCancellationRequested)
            {
                done.SetCanceled(ct);
                return;
            }
            try
            {
                done.SetResult(work().GetAwaiter().GetResult());
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>What waits is still written.</summary>
    public void Dispose()
    {
        lock (queue)
        {
            closed = true;
            Monitor.Pulse(queue);
        }
        writer?.Join();
    }

    private void Add(Action write)
    {
        lock (queue)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            queue.Enqueue(write);
            if (queue.Count == 1) Monitor.Pulse(queue);  // with more than one the writer is awake
            if (writer is not null) return;
            writer = new Thread(Write) { IsBackground = true, Name = "SQLite writer" };
            writer.Start();
        }
    }

    private void Write()
    {
        while (Next() is { } write) write();
    }

    private Action? Next()
    {
        lock (queue)
        {
            while (queue.Count == 0 && !closed) Monitor.Wait(queue);
            return queue.TryDequeue(out var write) ? write : null;
        }
    }
}

public static class Writing
{
    /// <summary>Runs <paramref name="work"/> in one transaction that commits when it returns and rolls back when it throws.</summary>
    /// <remarks>Within a transaction already begun on this context it joins that one.</remarks>
    public static Task<T> WriteAsync<T>(this MartinDb db, Func<Task<T>> work, CancellationToken ct) =>
        db.Database.CurrentTransaction is not null ? work() : db.Gate.RunAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var told = db.PendingNotifications.Count;
            try
            {
                var result = await work();
                await transaction.CommitAsync(ct);
                return result;
            }
            catch
            {
                db.PendingNotifications.RemoveRange(told, db.PendingNotifications.Count - told);
                throw;
            }
        }, ct);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public static Task WriteAsync(this MartinDb db, Func<Task> work, CancellationToken ct) =>
        db.WriteAsync(async () => { await work(); return true; }, ct);

    /// <summary>
    /// Lets the owner's other writers who ask for the same wait until this transaction has ended: two who each look before they write must see
    /// each other. The first statement of a transaction, and nothing when it is asked for again in it; SQLite has one writer anyway.
    /// </summary>
    public static async Task HoldOwnerAsync(this MartinDb db, CancellationToken ct)
    {
        if (db.Gate.OneAtATime) return;
        var here = db.Database.CurrentTransaction?.TransactionId ?? throw new InvalidOperationException("The owner is held inside WriteAsync.");
        if (db.HeldIn == here) return;
        await new Batch(db).Add($"UPDATE users SET updated_at = updated_at WHERE id = {db.Owner}").RunAsync(ct);
        db.HeldIn = here;
    }

    /// <summary>Saves what is tracked, in its turn.</summary>
    public static Task SaveAsync(this MartinDb db, CancellationToken ct) =>
        db.WriteAsync(() => db.SaveChangesAsync(ct), ct);

    /// <summary>Saves what is tracked within a transaction that goes on where another writer was faster.</summary>
    /// <returns>false: a row has been changed or removed meanwhile, and nothing of this is saved.</returns>
    public static async Task<bool> TrySaveAsync(this MartinDb db, CancellationToken ct)
    {
        db.Database.AutoSavepointsEnabled = true;  // or what the save had written before that row would be committed
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
        finally
        {
            db.Database.AutoSavepointsEnabled = false;
        }
    }
}
