using Martin.Data;
using Martin.Data.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Tasks;

/// <summary>The tasks of the context's owner. Changes join an open transaction; telling others of them is the caller's.</summary>
public sealed class TaskBook(MartinDb db, TimeProvider clock)
{
    /// <returns>null when it is not there.</returns>
    public async Task<TaskView?> FindAsync(Guid id, CancellationToken ct) =>
        await db.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct) is { } row ? (await ViewsAsync([row], ct))[0] : null;

    /// <summary>Newest first.</summary>
    public async Task<Listing<TaskView>> ListAsync(TaskFilter filter, Page page, CancellationToken ct)
    {
        var rows = db.Tasks.AsNoTracking();
        if (filter.Status is { } status) rows = rows.Where(t => t.Status == status);
        if (filter.Open is { } open) rows = rows.Where(t => t.Status != TaskState.Completed == open);
        if (filter.Overdue is { } overdue)
        {
            var now = clock.Now();
            rows = overdue ? rows.Where(t => t.Status != TaskState.Completed && t.DueAt < now) : rows.Where(t => t.Status == TaskState.Completed || t.DueAt == null || t.DueAt >= now);
        }
        if (filter.Priority is { } priority) rows = rows.Where(t => t.Priority == priority);
        if (filter.DueBefore is { } due) rows = rows.Where(t => t.DueAt < due);
        var list = filter.List?.Trim().ToLowerInvariant();
        if (filter.Query?.ToLowerInvariant() is { Length: > 0 } words)
#pragma warning disable CA1304, CA1311, CA1862 // translated to the database's lower(), which has no culture
            rows = rows.Where(t => t.Title.ToLower().Contains(words) || (t.Description != null && t.Description.ToLower().Contains(words)));
        if (list is not null) rows = rows.Where(t => t.List != null && t.List.ToLower() == list);
#pragma warning restore CA1304, CA1311, CA1862
        if (page.After is { } after) rows = rows.Where(t => t.CreatedAt <= after.At && (t.CreatedAt < after.At || t.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(await ViewsAsync(found, ct), page.Limit, t => new Keyset(t.Row.CreatedAt, t.Row.Id));
    }

    /// <param name="draft">Checked (<see cref="TaskDraft.Problems"/>).</param>
    public Task<TaskOutcome> AddAsync(TaskDraft draft, TaskOrigin origin, CancellationToken ct)
    {
        var now = clock.Now();
        return AddAsync(Guid.CreateVersion7(now), draft, origin, now, ct);
    }

    /// <summary>Brings a removed task back, and to those that waited for it; tasks that are gone meanwhile are left out.</summary>
    public Task<TaskOutcome> RestoreAsync(RemovedTask removed, CancellationToken ct) => db.WriteAsync(async () =>
    {
        Guid[] others = [.. removed.Before.DependsOn, .. removed.Dependents];
        var there = await db.Tasks.Where(t => others.Contains(t.Id)).Select(t => t.Id).ToListAsync(ct);
        var draft = removed.Before with { DependsOn = [.. removed.Before.DependsOn.Intersect(there)] };
        var outcome = await AddAsync(removed.Id, draft, removed.Origin, removed.CreatedAt, ct);
        if (outcome is not TaskOutcome.Saved saved) return outcome;
        var lost = new List<Guid>();
        foreach (var dependent in removed.Dependents.Intersect(there))
            if (await ChangeAsync(dependent, null, d => d with { DependsOn = [.. d.DependsOn, removed.Id] }, ct) is not TaskOutcome.Saved) lost.Add(dependent);
        return saved with { NoLongerWaiting = lost };
    }, ct);

    private Task<TaskOutcome> AddAsync(Guid id, TaskDraft draft, TaskOrigin origin, DateTimeOffset createdAt, CancellationToken ct) => db.WriteAsync(async () =>
    {
        var now = clock.Now();
        var row = new TaskRow
        {
            Id = id, UserId = db.Owner, Title = "", Source = origin.Source, SourceEmailId = origin.EmailId,
            SourceTurnId = origin.TurnId, FromOutside = origin.FromOutside, Version = 1, CreatedAt = createdAt,
        };
        if (await RefuseAsync(row.Id, draft.DependsOn, ct) is { } refusal) return refusal;
        Write(row, draft, now);
        db.Tasks.Add(row);
        return await SaveAsync(row, [], draft.DependsOn, ct);
    }, ct);

    /// <param name="version">The version the change was made from; null changes whatever is there.</param>
    /// <param name="change">Makes the new state from the present one; its result must be checked (<see cref="TaskDraft.Problems"/>).</param>
    public Task<TaskOutcome> ChangeAsync(Guid id, int? version, Func<TaskDraft, TaskDraft> change, CancellationToken ct) => db.WriteAsync<TaskOutcome>(async () =>
    {
        if (await db.Tasks.FirstOrDefaultAsync(t => t.Id == id, ct) is not { } row) return new TaskOutcome.NotThere();
        if (version is not null && row.Version != version) return new TaskOutcome.Stale();
        var present = (await ViewsAsync([row], ct))[0];
        var draft = change(TaskDraft.Of(present));
        if (await RefuseAsync(id, draft.DependsOn.Except(present.DependsOn).ToList(), ct) is { } refusal) return refusal;
        Write(row, draft, clock.Now());
        return await SaveAsync(row, present.DependsOn, draft.DependsOn, ct);
    }, ct);

    /// <summary>Removes it; tasks that waited for it no longer do.</summary>
    /// <returns>What was removed, and what would bring it back; null when it was not there.</returns>
    public Task<(TaskView Task, RemovedTask Record)?> RemoveAsync(Guid id, CancellationToken ct) => db.WriteAsync<(TaskView, RemovedTask)?>(async () =>
    {
        if (await FindAsync(id, ct) is not { } found) return null;
        var dependents = await db.TaskDependencies.Where(d => d.DependsOnTaskId == id).Select(d => d.TaskId).ToListAsync(ct);
        if (await db.Tasks.Where(t => t.Id == id).ExecuteDeleteAsync(ct) != 1) return null;
        var row = found.Row;
        return (found, new(id, TaskDraft.Of(found), dependents, new(row.Source, row.SourceEmailId, row.SourceTurnId, row.FromOutside), row.CreatedAt));
    }, ct);

    private static void Write(TaskRow row, TaskDraft draft, DateTimeOffset now)
    {
        row.Title = draft.Title.Trim();
        row.Description = draft.Description;
        row.Status = draft.Status;
        row.Priority = draft.Priority;
        row.Progress = draft.Status == TaskState.Completed ? 100 : draft.Progress;
        row.DueAt = draft.DueAt;
        row.RemindAt = draft.RemindAt;
        row.List = draft.List?.Trim();
        row.UpdatedAt = now;
    }

    private async Task<TaskOutcome> SaveAsync(TaskRow row, IReadOnlyList<Guid> before, IReadOnlyList<Guid> after, CancellationToken ct)
    {
        if (!await db.TrySaveAsync(ct))
        {
            db.Entry(row).State = EntityState.Detached;
            return new TaskOutcome.Stale();
        }
        var gone = before.Except(after).ToList();
        if (gone.Count > 0) await db.TaskDependencies.Where(d => d.TaskId == row.Id && gone.Contains(d.DependsOnTaskId)).ExecuteDeleteAsync(ct);
        db.TaskDependencies.AddRange(after.Except(before).Select(d => new TaskDependencyRow { TaskId = row.Id, DependsOnTaskId = d }));
        await db.SaveChangesAsync(ct);
        return new TaskOutcome.Saved((await ViewsAsync([row], ct))[0]);
    }

    private async Task<TaskOutcome?> RefuseAsync(Guid task, IReadOnlyList<Guid> added, CancellationToken ct)
    {
        if (added.Count == 0) return null;
        // Two changes that each add one half of a circle must see each other: dependencies change one at a time per user.
        await db.HoldOwnerAsync(ct);
        var known = await db.Tasks.Where(t => added.Contains(t.Id)).Select(t => t.Id).ToListAsync(ct);
        if (added.Except(known.Append(task)).Cast<Guid?>().FirstOrDefault() is { } unknown) return new TaskOutcome.UnknownDependency(unknown);
        var edges = await (from d in db.TaskDependencies join t in db.Tasks on d.TaskId equals t.Id select d).AsNoTracking().ToListAsync(ct);
        return TaskGraph.FindCycle(task, added, edges.ToLookup(d => d.TaskId, d => d.DependsOnTaskId)) is { } cycle ? new TaskOutcome.Cycle(cycle) : null;
    }

    private async Task<List<TaskView>> ViewsAsync(List<TaskRow> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r.Id).ToList();
        // One after the other, each by its key: joined, SQLite begins with all of the user's tasks.
        var found = await db.TaskDependencies.AsNoTracking().Where(d => ids.Contains(d.TaskId)).OrderBy(d => d.DependsOnTaskId).ToListAsync(ct);
        var others = found.Select(d => d.DependsOnTaskId).Distinct().ToList();
        var open = others.Count == 0 ? [] : await db.Tasks.Where(t => others.Contains(t.Id)).Select(t => new { t.Id, Open = t.Status != TaskState.Completed }).ToDictionaryAsync(t => t.Id, t => t.Open, ct);
        var edges = found.Where(d => open.ContainsKey(d.DependsOnTaskId)).Select(d => new { d.TaskId, On = d.DependsOnTaskId, Open = open[d.DependsOnTaskId] });
        var byTask = edges.ToLookup(e => e.TaskId);
        return [.. rows.Select(r => new TaskView(r, [.. byTask[r.Id].Select(e => e.On)], byTask[r.Id].Any(e => e.Open)))];
    }
}
