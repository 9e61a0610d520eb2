using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Notifications;

/// <summary>Writes notifications in the transaction of the change they tell of.</summary>
public static class Outbox
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>
    /// Takes the user's next seq and saves the row together with all else that is tracked; it also stands in <see cref="MartinDb.PendingNotifications"/>
    /// until the caller has handed it to the pusher. Call it last: from here to the commit the user's other writers wait.
    /// </summary>
    /// <param name="data">Serialised as a JSON object with camelCase members.</param>
    /// <exception cref="InvalidOperationException">There is no open transaction: seq order would not be commit order.</exception>
    public static async Task<NotificationRow> NotifyAsync(
        this MartinDb db, Guid userId, string type, string title, string? body, object? data, DateTimeOffset now, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A notification is written inside WriteAsync.");
        var row = new NotificationRow
        {
            UserId = userId, Seq = await NextSeqAsync(db, userId, ct), Type = type, Title = title, Body = body,
            Data = data is null ? null : JsonSerializer.Serialize(data, Json), CreatedAt = now,
        };
        db.Notifications.Add(row);
        await db.SaveChangesAsync(ct);
        db.PendingNotifications.Add(row);
        return row;
    }

    /// <summary>
    /// Takes the turn of several users at once, in one order for all, so that two who write to each other don't wait in a circle.
    /// Needed before a transaction notifies more than one user.
    /// </summary>
    public static async Task HoldTurnsAsync(this MartinDb db, IEnumerable<Guid> userIds, CancellationToken ct)
    {
        foreach (var userId in userIds.Distinct().Order())
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO notification_counters (user_id, last_seq) VALUES ({userId}, 0)
                ON CONFLICT (user_id) DO UPDATE SET last_seq = notification_counters.last_seq
                """, ct);
    }

    /// <summary>Hands out what was written since the last call, for pushing after the commit.</summary>
    public static IReadOnlyList<NotificationRow> TakePendingNotifications(this MartinDb db)
    {
        NotificationRow[] taken = [.. db.PendingNotifications];
        db.PendingNotifications.Clear();
        return taken;
    }

    /// <summary>Claims a reminder of the context's owner, in the transaction that tells of it.</summary>
    /// <returns>false when it was given before.</returns>
    public static async Task<bool> TryGiveReminderAsync(
        this MartinDb db, Guid subjectId, DateTimeOffset occurrenceAt, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken ct)
    {
        var row = new GivenReminderRow { UserId = db.Owner, SubjectId = subjectId, OccurrenceAt = occurrenceAt, DueAt = dueAt, GivenAt = now };
        var taken = await db.GivenReminders.AnyAsync(g => g.SubjectId == subjectId && g.OccurrenceAt == occurrenceAt && g.DueAt == dueAt, ct);
        if (!taken) db.GivenReminders.Add(row);  // two nodes at once: the key refuses the later one's whole batch, which the next look sorts out
        return !taken;
    }

    private static async Task<long> NextSeqAsync(MartinDb db, Guid userId, CancellationToken ct)
    {
        var seq = await db.Database.SqlQuery<long>($"""
            INSERT INTO notification_counters (user_id, last_seq) VALUES ({userId}, 1)
            ON CONFLICT (user_id) DO UPDATE SET last_seq = notification_counters.last_seq + 1
            RETURNING last_seq AS "Value"
            """).ToListAsync(ct);
        return seq[0];
    }
}
