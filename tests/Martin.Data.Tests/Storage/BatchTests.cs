using System.Data.Common;
using Martin.Data.Actions;
using Martin.Data.Conversations;
using Martin.Data.Notifications;
using Martin.Data.Tasks;
using Martin.Data.Turns;
using Martin.Data.Usage;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Storage;

/// <summary>What is written by hand stands in the tables as EF would have written it.</summary>
public sealed class BatchTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-29T10:20:30.123456+02:00");

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_turn_from_beginning_to_end_reads_as_it_was_written(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var conversation = new ConversationRow { Id = Guid.CreateVersion7(), UserId = user, Title = "O'Brien \"ünïcode\" @p1 {0}", CreatedAt = Now, UpdatedAt = Now };
        var turn = NewTurn(user, conversation.Id, "m1");
        var message = Said(turn, ChatRole.User, "Hello; DROP TABLE turns; --");
        await db.WriteAsync(() => db.AddTurnAsync(conversation, turn, message, None), None);
        await AssertSameAsync(store, conversation, turn, message);

        (turn.StartedAt, turn.StartedSeq, turn.StartedEpoch, turn.Model) = (Now.AddSeconds(1), 2, 0, "gemini");
        await db.WriteAsync(() => db.StartTurnAsync(turn, None), None);
        turn.Status = TurnStatus.Running;
        await AssertSameAsync(store, turn);

        turn.Tainted = true;
        var step = new TurnStepRow { TurnId = turn.Id, Ordinal = 1, Epoch = 0, Kind = StepKind.Tool, LastSeq = 4, Content = "{\"a\":1}", CreatedAt = Now };
        ModelUseRow[] uses = [Used(turn, null), Used(turn, 12_345)];
        await db.WriteAsync(async () =>
        {
            await db.FenceTurnAsync(turn, None);
            await db.AddStepAsync(step, uses, None);
        }, None);
        await AssertSameAsync(store, turn, step, uses[0], uses[1]);

        var answer = Said(turn, ChatRole.Assistant, "");
        (turn.Status, turn.EndedAt, turn.LastSeq, turn.Outcome) = (TurnStatus.Failed, Now.AddSeconds(9), 7, "{}");
        await db.WriteAsync(async () =>
        {
            await db.EndTurnAsync(turn, None);
            await db.AddEndAsync(turn, answer, [], new(NotificationType.TurnCompleted, "Title", null, new { TurnId = turn.Id }), None);
        }, None);
        conversation.UpdatedAt = Now.AddSeconds(9);
        await AssertSameAsync(store, turn, answer, conversation);
        var told = Assert.Single(db.TakePendingNotifications());
        await AssertSameAsync(store, told);
        Assert.Equal((1, null, $$"""{"turnId":"{{turn.Id}}"}"""), (told.Seq, told.Body, told.Data));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_turn_of_another_owner_or_epoch_is_not_written(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var (ana, eve) = (await store.AddUserAsync(), await store.AddUserAsync("eve@example.org"));
        var conversation = new ConversationRow { Id = Guid.CreateVersion7(), UserId = ana, Title = "T", CreatedAt = Now, UpdatedAt = Now };
        var turn = NewTurn(ana, conversation.Id, "m1");
        await using var db = store.Factory.For(ana);
        await db.WriteAsync(() => db.AddTurnAsync(conversation, turn, Said(turn, ChatRole.User, "Hi"), None), None);
        await using var other = store.Factory.For(eve);
        await Assert.ThrowsAsync<StaleEpochException>(() => other.WriteAsync(() => other.StartTurnAsync(turn, None), None));
        turn.Epoch++;
        await Assert.ThrowsAsync<StaleEpochException>(() => db.WriteAsync(() => db.StartTurnAsync(turn, None), None));
        turn.Epoch--;
        await Assert.ThrowsAsync<StaleEpochException>(() => db.WriteAsync(() => db.FenceTurnAsync(turn, None), None));  // it does not run yet
        await db.WriteAsync(() => db.EndTurnAsync(turn, None), None);
        turn.Status = TurnStatus.Completed;
        await db.WriteAsync(async () => await Assert.ThrowsAsync<StaleEpochException>(async () => { await db.EndTurnAsync(turn, None); await db.EndTurnAsync(turn, None); }), None);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_message_sent_twice_leaves_nothing_of_the_second(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        foreach (var first in (bool[])[true, false])
        {
            var conversation = new ConversationRow { Id = Guid.CreateVersion7(), UserId = user, Title = "T", CreatedAt = Now, UpdatedAt = Now };
            var turn = NewTurn(user, conversation.Id, "the same");
            var added = db.WriteAsync(() => db.AddTurnAsync(conversation, turn, Said(turn, ChatRole.User, "Hi"), None), None);
            if (first) await added;
            else await Assert.ThrowsAnyAsync<DbException>(() => added);
        }
        Assert.Equal((1, 1, 1), (await db.Conversations.CountAsync(), await db.Turns.CountAsync(), await db.ChatMessages.CountAsync()));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_decision_holds_for_the_very_proposal(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var action = new ActionRow
        {
            Id = Guid.CreateVersion7(), UserId = user, ActionType = "create_event", Title = "T", Summary = "S", Payload = "{}", PayloadHash = "one", Effect = ActionEffect.Outward,
            Status = ActionStatus.Proposed, Confidence = 0.25m, RequestedAt = Now, ExpiresAt = Now.AddDays(1),
        };
        db.Actions.Add(action);
        await db.SaveAsync(None);
        db.ChangeTracker.Clear();
        (action.Status, action.DecidedAt, action.DecidedHash, action.DecidedBy, action.DecidedOn) = (ActionStatus.Approved, Now.AddDays(2), "one", user, "Phone");
        Assert.False(await db.WriteAsync(() => db.TryDecideAsync(action, None), None));  // past its time
        (action.DecidedAt, action.DecidedHash) = (Now.AddHours(1), "another");
        Assert.False(await db.WriteAsync(() => db.TryDecideAsync(action, None), None));
        (action.DecidedHash, action.PayloadHash, action.Payload, action.Card, action.HoldsOutside) = ("one", "two", "{\"edited\":true}", "{}", true);
        Assert.True(await db.WriteAsync(() => db.TryDecideAsync(action, None), None));
        await AssertSameAsync(store, action);
        Assert.False(await db.WriteAsync(() => db.TryDecideAsync(action, None), None));  // once
        (action.Status, action.ExecutedAt, action.Result, action.Undo, action.Summary) = (ActionStatus.Executed, Now.AddHours(1), "{\"ok\":true}", "{}", "Done");
        await db.WriteAsync(() => db.EndActionAsync(action, [new("a", "A", null, null), new("b", "B", "body", null)], Now, None), None);
        await AssertSameAsync(store, action);
        Assert.Equal([1L, 2L], db.TakePendingNotifications().Select(n => n.Seq));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Nothing_of_a_save_that_came_too_late_is_committed_with_the_rest(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        TaskRow[] tasks = [NewTask(user, "A"), NewTask(user, "B"), NewTask(user, "C")];
        await using (var db = store.Factory.For(user))
        {
            db.AddRange(tasks.Cast<object>());
            await db.SaveAsync(None);
        }
        await using var late = store.Factory.For(user);
        var read = await late.Tasks.OrderBy(t => t.Title).ToListAsync();
        await using (var fast = store.Factory.For(user))
            await fast.WriteAsync(() => fast.Tasks.Where(t => t.Title == "C").ExecuteUpdateAsync(s => s.SetProperty(t => t.Version, 9), None), None);
        await late.WriteAsync(async () =>
        {
            foreach (var row in read) row.Description = "late";
            Assert.False(await late.TrySaveAsync(None));
            late.ChangeTracker.Clear();
            await late.NotifyAsync(user, new("task_changed", "The rest goes on", null, null), Now, None);
        }, None);
        await using var after = store.Factory.For(user);
        Assert.All(await after.Tasks.ToListAsync(), t => Assert.Null(t.Description));
        Assert.Equal(1, await after.Notifications.CountAsync());
    }

    [Fact]
    public async Task The_owner_is_held_anew_in_each_transaction_and_no_longer()
    {
        await using var store = await TestStore.StartAsync(Database.Postgres);
        var user = await store.AddUserAsync();
        await using var first = store.Factory.For(user);
        await using var second = store.Factory.For(user);
        for (var time = 1; time <= 2; time++)
        {
            await first.WriteAsync(async () =>
            {
                await first.HoldOwnerAsync(None);
                await first.HoldOwnerAsync(None);
                var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => TakeAsync(second));
                Assert.Equal(Npgsql.PostgresErrorCodes.LockNotAvailable, refused.SqlState);
            }, None);
            await TakeAsync(second);
        }
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.HoldOwnerAsync(None));

        static Task TakeAsync(MartinDb db) => db.WriteAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SET LOCAL lock_timeout = '100ms'");
            await db.HoldOwnerAsync(None);
        }, None);
    }

    private static TurnRow NewTurn(Guid user, Guid conversation, string clientMessageId) => new()
    {
        Id = Guid.CreateVersion7(), UserId = user, ConversationId = conversation, ClientMessageId = clientMessageId, Origin = TurnOrigin.Message, Status = TurnStatus.Queued,
        RequestedModel = null, Model = "gpt", TimeZone = "Europe/Berlin", CreatedAt = Now,
    };

    private static ChatMessageRow Said(TurnRow turn, ChatRole role, string text) => new()
    {
        Id = Guid.CreateVersion7(), UserId = turn.UserId, ConversationId = turn.ConversationId, TurnId = turn.Id, Role = role, Content = text, IsVoice = true, CreatedAt = Now,
    };

    private static ModelUseRow Used(TurnRow turn, long? cost) => new()
    {
        Id = Guid.CreateVersion7(), UserId = turn.UserId, Day = new(2026, 11, 29), Purpose = "chat", Model = "gpt", ModelId = "gpt-5.4", InputTokens = 1, OutputTokens = long.MaxValue,
        Estimated = cost is null, CostMicros = cost, TurnId = cost is null ? null : turn.Id, CreatedAt = Now,
    };

    private static TaskRow NewTask(Guid user, string title) => new()
    {
        Id = Guid.CreateVersion7(), UserId = user, Title = title, Version = 1, Source = TaskSource.User, CreatedAt = Now, UpdatedAt = Now,
    };

    private static async Task AssertSameAsync(TestStore store, params object[] rows)
    {
        foreach (var row in rows)
        {
            await using var db = store.Factory.For((row as IOwned)?.UserId ?? Guid.Empty);
            var type = db.Model.FindEntityType(row.GetType())!;
            var key = type.FindPrimaryKey()!.Properties.Select(p => p.PropertyInfo!.GetValue(row)).ToArray();
            var stored = await db.FindAsync(row.GetType(), key);
            Assert.NotNull(stored);
            foreach (var property in type.GetProperties().Select(p => p.PropertyInfo!))
                Assert.True(Equals(property.GetValue(row), property.GetValue(stored)), $"{type.ClrType.Name}.{property.Name}: {property.GetValue(row)} was stored as {property.GetValue(stored)}");
        }
    }
}
