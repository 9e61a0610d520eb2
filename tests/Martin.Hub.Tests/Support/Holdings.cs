using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Support;

/// <summary>Every row of one user, in all tables that have any: what nobody else may change.</summary>
internal static class Holdings
{
    private static readonly MethodInfo Rows = typeof(Holdings).GetMethod(nameof(RowsAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <returns>Table → its rows as JSON, in order.</returns>
    public static async Task<SortedDictionary<string, List<string>>> OfAsync(MartinHost martin, Guid user)
    {
        await using var db = martin.Databases.For(user);
        var all = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var type in db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IOwned))))
            all[type.GetTableName()!] = await (Task<List<string>>)Rows.MakeGenericMethod(type.ClrType).Invoke(null, [db])!;
        // Tables that belong to somebody through another table.
        all["users"] = Texts(await db.Users.AsNoTracking().Where(u => u.Id == user).ToListAsync());
        all["task_dependencies"] = Texts(await db.TaskDependencies.AsNoTracking().Where(d => db.Tasks.Any(t => t.Id == d.TaskId)).ToListAsync());
        all["turn_steps"] = Texts(await db.TurnSteps.AsNoTracking().Where(s => db.Turns.Any(t => t.Id == s.TurnId)).ToListAsync());
        all["refresh_tokens"] = Texts(await db.RefreshTokens.AsNoTracking().Where(r => db.Sessions.Any(s => s.Id == r.SessionId)).ToListAsync());
        return all;
    }

    /// <summary>As <see cref="OfAsync"/>, once what goes on behind an answer (the index of memories) has come to rest.</summary>
    public static async Task<string> SettledAsync(MartinHost martin, Guid user)
    {
        var last = "";
        for (var tries = 0; tries < 200; tries++)
        {
            var now = JsonSerializer.Serialize(await OfAsync(martin, user));
            if (now == last) return now;
            last = now;
            await Task.Delay(30);
        }
        throw new TimeoutException("The user's rows do not come to rest.");
    }

    private static async Task<List<string>> RowsAsync<T>(MartinDb db) where T : class => Texts(await db.Set<T>().AsNoTracking().ToListAsync());

    private static List<string> Texts<T>(IEnumerable<T> rows) => [.. rows.Select(Text).Order(StringComparer.Ordinal)];

    private static string Text<T>(T row)
    {
        var json = JsonSerializer.SerializeToNode(row)!.AsObject();
        json.Remove(nameof(NotificationRow.IsPushed));  // noted after the answer
        return json.ToJsonString();
    }
}
