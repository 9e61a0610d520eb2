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
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new Instants() },
    };

    /// <summary>
    /// Saves what is tracked, takes the user's next seq and writes the row; it also stands in <see cref="MartinDb.PendingNotifications"/>
    /// until the caller has handed it to the pusher. Call it last: from here to the commit the user's other writers wait.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no open transaction: seq order would not be commit order.</exception>
    public static async Task<NotificationRow> NotifyAsync(this MartinDb db, Guid userId, Notice notice, DateTimeOffset now, CancellationToken ct)
    {
        MustBeWriting(db);
        await db.SaveChangesAsync(ct);
        return await db.NotifyAsync(new Batch(db), userId, notice, now, ct);
    }

    /// <inheritdoc cref="NotifyAsync(MartinDb, Guid, Notice, DateTimeOffset, CancellationToken)"/>
    public static Task<NotificationRow> NotifyAsync(
        this MartinDb db, Guid userId, string type, string title, string? body, object? data, DateTimeOffset now, CancellationToken ct) =>
        db.NotifyAsync(userId, new(type, title, body, data), now, ct);

    /// <summary>Likewise, together with what stands in the batch; saves nothing that is tracked.</summary>
    internal static async Task<NotificationRow> NotifyAsync(this MartinDb db, Batch batch, Guid userId, Notice notice, DateTimeOffset now, CancellationToken ct)
    {
        MustBeWriting(db);
        var data = notice.Data is null ? null : JsonSerializer.Serialize(notice.Data, Json);
        var seq = await batch
            .Add($"""
                INSERT INTO notification_counters (user_id, last_seq) VALUES ({userId}, 1)
                ON CONFLICT (user_id) DO UPDATE SET last_seq = notification_counters.last_seq + 1
                """)
            .Add($"""
                INSERT INTO notifications (user_id, seq, type, title, body, data, created_at, is_pushed)
                SELECT user_id, last_seq, {notice.Type}, {notice.Title}, {notice.Body}, {data}, {now}, FALSE FROM notification_counters WHERE user_id = {userId}
                RETURNING seq
                """)
            .ReadAsync(ct);
        var row = new NotificationRow { UserId = userId, Seq = seq!.Value, Type = notice.Type, Title = notice.Title, Body = notice.Body, Data = data, CreatedAt = now };
        db.PendingNotifications.Add(row);
        return row;
    }

    private static void MustBeWriting(MartinDb db)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A notification is written inside WriteAsync.");
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

    /// <summary>In UTC with <c>Z</c>, as all instants on the wire.</summary>
    private sealed class Instants : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
    }
}

/// <summary>What a notification says.</summary>
/// <param name="Type">One of <see cref="NotificationType"/>, such as <c>task_changed</c>.</param>
/// <param name="Data">Serialised as a JSON object with camelCase members.</param>
public sealed record Notice(string Type, string Title, string? Body, object? Data);
