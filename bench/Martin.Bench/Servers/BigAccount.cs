using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Calendar;
using Martin.Data.Conversations;
using Martin.Data.Mail;
using Martin.Data.Memory;
using Martin.Data.Notifications;
using Martin.Data.Runs;
using Martin.Data.Tasks;
using Martin.Data.Turns;
using Martin.Data.Usage;
using Martin.Data.Users;
using Martin.Plugins.Memory;
using Martin.Plugins.Memory.Embedding;
using Microsoft.EntityFrameworkCore;

namespace Martin.Bench.Servers;

/// <summary>
/// Years of one user's life, written as the product would have left them, with the hub stopped: mails of ten years in threads, single events,
/// series and changed occurrences, tasks that wait for each other, and long lists of all else. The same every time, but for its end: today.
/// </summary>
/// <param name="scale">1 for the whole; 0.1 for a tenth of everything.</param>
internal sealed class BigAccount(MartinDbFactory databases, Guid user, double scale)
{
    /// <summary>In nearly every second mail.</summary>
    public const string CommonWord = "project";

    /// <summary>In one mail of 33.</summary>
    public const string MiddlingWord = "contract";

    /// <summary>In one mail of 5,000.</summary>
    public const string RareWord = "zanzibar";

    /// <summary>A thread with one mail of a hundred.</summary>
    public const string LongThread = "the-long-thread";

    /// <summary>A word in one task of 50.</summary>
    public const string TaskWord = "roof";

    private const int Years = 10;
    private const int RowsPerSave = 2_000;

    private readonly Random dice = new(20261122);
    private readonly DateTimeOffset now = Whole(DateTimeOffset.UtcNow);
    private readonly string[] vocabulary = Vocabulary(new Random(7));

    public int Mails => Scaled(100_000);
    public int Events => Scaled(20_000);
    public int Tasks => Scaled(5_000);

    /// <summary>Messages are spread over the conversations; this one has the most.</summary>
    public Guid LongConversation { get; } = new("019c0000-0000-7000-8000-00000000001c");

    /// <summary>Does nothing when the user has such an account already.</summary>
    public async Task FillAsync()
    {
        await using var db = databases.For(user);
        if (await db.Emails.AnyAsync()) return;
        await SaveAsync(MailRows());
        await SaveAsync(DraftRows());
        var series = SeriesRows().ToList();
        await SaveAsync(series);
        await SaveAsync(ChangedRows(series));
        var single = SingleRows().ToList();
        await SaveAsync(single);
        await SaveAsync(ConflictRows(single));
        var tasks = TaskRows().ToList();
        await SaveAsync(tasks);
        await SaveAsync(DependencyRows(tasks));
        await SaveAsync(ConversationRows());
        await SaveAsync(MessageRows());
        await SaveAsync(TurnRows());
        await SaveAsync(ActionRows());
        await SaveAsync(NotificationRows());
        await SaveAsync([new NotificationCounterRow { UserId = user, LastSeq = Scaled(20_000) }]);
        await SaveAsync(SessionRows());
        await SaveAsync(RunRows());
        var memories = MemoryRows().ToList();
        await SaveAsync(memories);
        await SaveAsync(VectorRows(memories));
        await db.WriteAsync(() => db.Users.Where(u => u.Id == user).ExecuteUpdateAsync(s => s.SetProperty(u => u.MemoryRevision, memories.Count)), default);
        await SaveAsync(UseRows());
        // What autovacuum does by itself within a minute or two of so many rows; SQLite plans without statistics, as it does in the product.
        if (databases.IsPostgres) await db.Database.ExecuteSqlRawAsync("VACUUM ANALYZE");
    }

    private async Task SaveAsync(IEnumerable<object> rows)
    {
        foreach (var some in rows.Chunk(RowsPerSave))
        {
            await using var db = databases.For(user);
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            db.AddRange(some);
            await db.SaveAsync(CancellationToken.None);
        }
    }

    private IEnumerable<EmailRow> MailRows()
    {
        var threads = new Queue<string>();
        for (var i = 0; i < Mails; i++)
        {
            var at = Past(i, Mails);
            if (threads.Count < 40 || dice.Next(3) == 0) threads.Enqueue(Guid.CreateVersion7(at).ToString());
            if (threads.Count > 40) threads.Dequeue();
            var thread = dice.Next(100) == 0 ? LongThread : threads.ElementAt(dice.Next(threads.Count));
            var outgoing = dice.Next(5) == 0;
            var subject = Words(6);
            var body = Words(dice.Next(20, 250));
            if (dice.Next(100) < 47) body += $" {CommonWord}";
            if (dice.Next(33) == 0) body += $" {MiddlingWord}";
            if (i % 5_000 == 2_500) body += $" {RareWord}";
            var person = dice.Next(800);
            var (name, email) = ($"{vocabulary[person]} {vocabulary[person + 800]}", $"{vocabulary[person]}.{vocabulary[person + 800]}@example.org");
            var status = outgoing ? EmailStatus.Read : dice.Next(100) switch { < 60 => EmailStatus.Archived, < 96 => EmailStatus.Read, _ => EmailStatus.Unread };
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, ThreadId = thread, Subject = subject, Sender = name, SenderEmail = email, Body = body,
                Preview = body[..Math.Min(200, body.Length)], Status = status, IsRead = status != EmailStatus.Unread, ReceivedAt = at, HasAttachments = dice.Next(8) == 0,
                Category = dice.Next(100) switch { < 10 => EmailCategory.Important, < 25 => EmailCategory.Actionable, < 80 => EmailCategory.Fyi, _ => null },
                CategorySource = CategorySource.Rule, Confidence = 0.8m, Reason = "a known sender", MessageId = $"{i}.{at.UtcTicks}@example.org",
                InReplyTo = dice.Next(2) == 0 ? $"{i - 1}.0@example.org" : null, ThreadSubject = subject, To = [new() { Email = "owner@localhost", Name = "Owner" }],
                Html = dice.Next(2) == 0 ? $"<p>{body}</p>" : null, IsOutgoing = outgoing, IsBulk = dice.Next(4) == 0,
                SearchText = string.Join(' ', $"{subject} {name} {email.Replace('@', ' ').Replace('.', ' ')} {body}".Split(' ').Distinct()), CreatedAt = at,
            };
        }
    }

    /// <summary>Ten sent for each that is still being written.</summary>
    private IEnumerable<DraftRow> DraftRows()
    {
        var count = Scaled(22_000);
        for (var i = 0; i < count; i++)
        {
            var at = Past(i, count);
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, To = [new() { Email = "someone@example.org", Name = Words(2) }], Subject = Words(5), Content = Words(120),
                Persona = "friendly", Version = 1, SentAt = i % 11 == 0 ? null : at, CreatedAt = at,
            };
        }
    }

    /// <summary>One event row of ten: weekly ones for the most part, of some months each, and a few without an end.</summary>
    private IEnumerable<EventRow> SeriesRows()
    {
        var count = Events / 10;
        for (var i = 0; i < count; i++)
        {
            var start = Meeting(i, count);
            var days = dice.Next(60, 330);
            var endless = i % 40 == 0;
            var allDay = i % 20 == 7;
            if (allDay) start = new(start.Date, TimeSpan.Zero);
            var end = start + (allDay ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(30 * dice.Next(1, 4)));
            var until = start.AddDays(days);
            var rule = (i % 10) switch { < 6 => "FREQ=WEEKLY", < 8 => "FREQ=WEEKLY;INTERVAL=2", 8 => "FREQ=MONTHLY", _ => "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" };
            if (!endless) rule += allDay ? $";UNTIL={until:yyyyMMdd}" : $";UNTIL={until:yyyyMMdd'T'HHmmss'Z'}";
            yield return Event(start, end, allDay, e =>
            {
                e.Recurrence = "RRULE:" + rule;
                e.RecursUntil = endless ? null : until.AddDays(allDay ? 2 : 1) + (end - start);
            });
        }
    }

    /// <summary>Of each series the third week was moved.</summary>
    private IEnumerable<EventRow> ChangedRows(List<EventRow> series)
    {
        foreach (var s in series.Where(s => !s.IsAllDay && s.Recurrence!.StartsWith("RRULE:FREQ=WEEKLY;U", StringComparison.Ordinal)))
        {
            var original = s.StartTime.AddDays(14);
            yield return Event(original.AddHours(1), original.AddHours(2), false, e => e.Title = s.Title, s.Id, original);
        }
    }

    private IEnumerable<EventRow> SingleRows()
    {
        var count = (int)(Events * 0.87);
        DateTimeOffset? meeting = null;
        for (var i = 0; i < count; i++)
        {
            var allDay = i % 25 == 0;
            // Each seventh begins within the one before: a conflict.
            var start = i % 7 == 1 && meeting is { } clash ? clash.AddMinutes(10) : Meeting(i, count);
            if (allDay) start = new(start.Date, TimeSpan.Zero);
            else meeting = start;
            var end = allDay ? start.AddDays(i % 250 == 0 ? 14 : 1) : start.AddMinutes(30 * dice.Next(1, 4));
            yield return Event(start, end, allDay, static _ => { });
        }
    }

    private IEnumerable<ConflictRow> ConflictRows(List<EventRow> single)
    {
        for (var i = 1; i < single.Count; i++)
        {
            if (i % 7 != 1 || single[i].IsAllDay || single[i - 1].IsAllDay || single[i].StartTime != single[i - 1].StartTime.AddMinutes(10)) continue;
            yield return new() { Id = Guid.CreateVersion7(single[i].CreatedAt), UserId = user, EventId1 = single[i - 1].Id, EventId2 = single[i].Id };
        }
    }

    private EventRow Event(DateTimeOffset start, DateTimeOffset end, bool allDay, Action<EventRow> change, Guid? series = null, DateTimeOffset? original = null)
    {
        var created = start.AddDays(-dice.Next(1, 30)) is var before && before < now ? before : now;
        var row = new EventRow
        {
            Id = Guid.CreateVersion7(created), UserId = user, Title = Words(4), Description = Words(25), StartTime = start, EndTime = end, TimeZone = "Europe/Berlin",
            IsAllDay = allDay, Location = Words(2), Reminders = [10], Version = 1, CreatedAt = created, UpdatedAt = created, SeriesId = series, OriginalStart = original,
            Attendees = [.. Enumerable.Range(0, dice.Next(0, 6)).Select(n => new Attendee { Email = $"{vocabulary[dice.Next(800)]}@example.org", Name = Words(2), Response = "accepted" })],
        };
        change(row);
        return row;
    }

    private IEnumerable<TaskRow> TaskRows()
    {
        for (var i = 0; i < Tasks; i++)
        {
            var at = Past(i, Tasks);
            var state = dice.Next(100) switch { < 80 => TaskState.Completed, < 90 => TaskState.InProgress, _ => TaskState.Pending };
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, Title = i % 50 == 0 ? Words(4) + " " + TaskWord : Words(5), Description = Words(30), Status = state,
                Priority = (TaskPriority)dice.Next(4), Progress = state == TaskState.Completed ? 100 : 10, DueAt = dice.Next(2) == 0 ? at.AddDays(14) : null,
                Version = 1, CreatedAt = at, UpdatedAt = at,
            };
        }
    }

    /// <summary>Every second task waits for two others.</summary>
    private static IEnumerable<TaskDependencyRow> DependencyRows(List<TaskRow> tasks)
    {
        for (var i = 4; i < tasks.Count; i += 2)
        {
            yield return new() { TaskId = tasks[i].Id, DependsOnTaskId = tasks[i - 1].Id };
            yield return new() { TaskId = tasks[i].Id, DependsOnTaskId = tasks[i - 3].Id };
        }
    }

    private readonly List<Guid> conversations = [];

    private IEnumerable<ConversationRow> ConversationRows()
    {
        var count = Scaled(5_000);
        for (var i = 0; i < count; i++)
        {
            var at = Past(i, count);
            conversations.Add(i == count - 1 ? LongConversation : Guid.CreateVersion7(at));
            yield return new() { Id = conversations[^1], UserId = user, Title = Words(6), CreatedAt = at, UpdatedAt = at };
        }
    }

    private IEnumerable<ChatMessageRow> MessageRows()
    {
        var count = Scaled(40_000);
        for (var i = 0; i < count; i++)
        {
            var at = Past(i, count);
            var turn = new Guid(i / 2, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8);
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, TurnId = turn, Role = i % 2 == 0 ? ChatRole.User : ChatRole.Assistant, Content = Words(i % 2 == 0 ? 15 : 80),
                ConversationId = i % 4 < 2 ? LongConversation : conversations[(int)((long)i * conversations.Count / count)], CreatedAt = at,
            };
        }
    }

    private IEnumerable<TurnRow> TurnRows()
    {
        var count = Scaled(20_000);
        for (var i = 0; i < count; i++)
        {
            var at = Past(i, count);
            yield return new()
            {
                Id = new Guid(i, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8), UserId = user, ConversationId = conversations[(int)((long)i * conversations.Count / count)],
                ClientMessageId = $"message-{i}", Origin = TurnOrigin.Message, Status = TurnStatus.Completed, TimeZone = "Europe/Berlin", LastSeq = 10, CreatedAt = at,
                StartedAt = at, EndedAt = at,
            };
        }
    }

    private IEnumerable<ActionRow> ActionRows()
    {
        var count = Scaled(10_000);
        for (var i = 0; i < count; i++)
        {
            var at = Past(i, count);
            // What waits for the user is rare and recent or, as here, rare and anywhere.
            var status = i % 500 == 3 ? ActionStatus.Proposed : i % 3 == 0 ? ActionStatus.Rejected : ActionStatus.Executed;
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, ActionType = "send_mail", Title = Words(4), Summary = Words(12), Payload = $$"""{"body":"{{Words(60)}}","to":"bob@example.org"}""",
                PayloadHash = new string('a', 64), Effect = ActionEffect.Outward, Status = status, TurnId = Guid.CreateVersion7(at), CallId = $"call-{i}",
                RequestedAt = at, ExpiresAt = at.AddYears(20), ExecutedAt = at,
            };
        }
    }

    private IEnumerable<NotificationRow> NotificationRows()
    {
        var count = Scaled(20_000);
        for (var i = 0; i < count; i++)
            yield return new() { UserId = user, Seq = i + 1, Type = "task_changed", Title = Words(4), Data = $$"""{"taskId":"{{Guid.Empty}}"}""", CreatedAt = now.AddDays(-25 + 25.0 * i / count) };
    }

    private IEnumerable<SessionRow> SessionRows()
    {
        var count = Scaled(2_000);
        for (var i = 0; i < count; i++)
        {
            var at = now.AddDays(-29 + 29.0 * i / count);
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, Token = $"no-token-{i}", Device = "A browser", RotatedAt = at, ExpiresAt = now.AddDays(20), LastSeenAt = at,
                RevokedAt = i % 2 == 0 ? at.AddHours(1) : null, RevokedReason = i % 2 == 0 ? "logged_out" : null, CreatedAt = at,
            };
        }
    }

    private IEnumerable<RunRow> RunRows()
    {
        var count = Scaled(2_000);
        for (var i = 0; i < count; i++)
        {
            var at = Past(i, count);
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, ConversationId = conversations[(int)((long)i * conversations.Count / count)], Task = Words(12),
                Status = i % 100 == 3 ? RunStatus.Waiting : i % 20 == 0 ? RunStatus.Failed : RunStatus.Completed, TimeZone = "Europe/Berlin", Turns = 2, Tokens = 5_000, WorkedMs = 9_000,
                MaxTurns = 20, MaxTokens = 200_000, MaxWorkedMs = 3_600_000, CreatedAt = at, UpdatedAt = at, EndedAt = i % 100 == 3 ? null : at.AddMinutes(1),
            };
        }
    }

    private IEnumerable<MemoryRow> MemoryRows()
    {
        var count = Scaled(5_000);
        for (var i = 0; i < count; i++)
        {
            var at = Past(i, count);
            var id = Guid.CreateVersion7(at);
            yield return new()
            {
                Id = id, UserId = user, Content = Words(12), Context = MemoryDraft.Fact, EmbeddingId = id.ToString(), EmbeddingModel = LocalEmbedder.ModelName, Origin = MemoryOrigin.User,
                SupersededAt = i % 10 == 0 ? at.AddDays(1) : null, Version = 1, CreatedAt = at,
            };
        }
    }

    private IEnumerable<MemoryVectorRow> VectorRows(List<MemoryRow> memories) =>
        memories.Select((m, i) => new MemoryVectorRow { MemoryId = m.Id, UserId = user, Model = LocalEmbedder.ModelName, Vector = Vectors.ToBytes(LocalEmbedder.Embed(m.Content)), Revision = i + 1 });

    /// <summary>A year of a busy user: what is older is thrown away.</summary>
    private IEnumerable<ModelUseRow> UseRows()
    {
        var count = Scaled(30_000);
        string[] purposes = ["chat", "chat", "triage", "draft", "extract"];
        for (var i = 0; i < count; i++)
        {
            var at = now.AddDays(-365.0 * (count - i) / count);
            yield return new()
            {
                Id = Guid.CreateVersion7(at), UserId = user, Day = DateOnly.FromDateTime(at.UtcDateTime), Purpose = purposes[i % purposes.Length], Model = i % 3 == 0 ? "gemini" : "gpt",
                ModelId = "a-model", InputTokens = 2_000, OutputTokens = 100, Estimated = false, CostMicros = 900, CreatedAt = at,
            };
        }
    }

    private int Scaled(int whole) => (int)(whole * scale);

    /// <summary>The i-th of so many moments of the years until now.</summary>
    private DateTimeOffset Past(int i, int count) => Whole(now.AddDays(-365.0 * Years * (count - i) / count).AddSeconds(dice.Next(60)));

    /// <summary>The i-th of so many beginnings of a meeting, on a working day's full or half hour; the last year of them lies ahead.</summary>
    private DateTimeOffset Meeting(int i, int count)
    {
        var day = now.AddDays(365.0 * (1 - Years * (1 - (double)i / count)));
        return new DateTimeOffset(day.Date, TimeSpan.Zero).AddMinutes(30 * dice.Next(14, 36));
    }

    private string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => vocabulary[(int)(vocabulary.Length * Math.Pow(dice.NextDouble(), 2.5))]));

    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>20,000 made-up words; those in front are drawn more often, as in a language.</summary>
    private static string[] Vocabulary(Random random)
    {
        string[] beginnings = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "wu", "sha", "gre", "plo"];
        string[] ends = ["n", "r", "st", "l", "m", "nd", "ck", ""];
        var words = new HashSet<string>();
        while (words.Count < 20_000)
            words.Add(string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => beginnings[random.Next(beginnings.Length)])) + ends[random.Next(ends.Length)]);
        return [.. words];
    }
}
