using System.Globalization;
using Martin.Data;
using Martin.Data.Tasks;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Tasks;

/// <summary>What a change makes of a task, line by line, as the user decides on it.</summary>
internal static class TaskLines
{
    /// <summary>The label of what it waits for, which a payload names by ids.</summary>
    public const string After = "after";

    /// <param name="before">null for a new task: then what it has beyond a title.</param>
    public static async Task<IReadOnlyList<CardLine>> BetweenAsync(TaskDraft? before, TaskDraft after, ToolContext context, CancellationToken ct)
    {
        var old = before ?? new TaskDraft { Title = after.Title };
        var ids = old.DependsOn.Concat(after.DependsOn).Distinct().ToList();
        var titles = ids.Count == 0 ? [] : await context.Db.Tasks.AsNoTracking().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, t => t.Title, ct);
        return
        [
            .. new[]
            {
                CardLine.Of("title", old.Title, after.Title),
                CardLine.Of("status", old.Status.Name().Replace('_', ' '), after.Status.Name().Replace('_', ' ')),
                CardLine.Of("priority", old.Priority.Name(), after.Priority.Name()),
                after.Status == TaskState.Completed ? null : CardLine.Of("progress", Percent(old), Percent(after)),
                CardLine.Of("due", Time(old.DueAt), Time(after.DueAt)),
                CardLine.Of("reminder", Time(old.RemindAt), Time(after.RemindAt)),
                CardLine.Of("list", old.List, after.List),
                old.DependsOn.ToHashSet().SetEquals(after.DependsOn) ? null : new(After, Names(after.DependsOn) ?? CardLine.Removed, Names(old.DependsOn)),
                CardLine.Of("description", old.Description, after.Description),
            }.OfType<CardLine>(),
        ];

        string? Time(DateTimeOffset? at) => at is { } moment ? ToolTimes.InWords(moment, context) : null;
        string? Names(IReadOnlyList<Guid> waits) => waits.Count == 0 ? null : string.Join(", ", waits.Select(id => titles.TryGetValue(id, out var title) ? $"“{title}”" : "a task that is not there"));
    }

    private static string Percent(TaskDraft task) => task.Progress.ToString(CultureInfo.InvariantCulture) + " %";
}
