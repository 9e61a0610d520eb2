using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Runs;
using Martin.Data.Turns;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Turns;

/// <summary>How turns come to an owner: a message becomes a row, and a row that lost its owner becomes a run again.</summary>
internal static class TurnIntake
{
    /// <summary>Characters of the first message that name a conversation.</summary>
    private const int TitleChars = 80;

    public sealed record Accepted(StartedTurn Answer, TurnRow? Turn = null, ChatMessageRow? Message = null);

    /// <param name="busy">Another turn of the conversation runs.</param>
    /// <param name="full">No more can be taken now, neither to run nor to wait; one that is known is attached to all the same.</param>
    public static async Task<Accepted> AcceptAsync(TurnServices services, StartTurn start, bool busy, bool full)
    {
        var now = services.Clock.Now();
        await using var db = services.Databases.For(start.UserId);
        var conversation = start.NewConversation ? null : await db.Conversations.Where(c => c.Id == start.ConversationId)
            .Select(c => new { Waiting = db.Runs.FirstOrDefault(r => r.ConversationId == c.Id && r.Status == RunStatus.Waiting && r.WaitsForAnswer) }).SingleOrDefaultAsync();
        var answered = start.Run is null ? conversation?.Waiting : null;  // what the user says where a task waits for their answer belongs to it
        var zone = start.TimeZone ?? (await services.Preferences.ForAsync(start.UserId, CancellationToken.None)).TimeZone ?? Zones.Utc;
        var turn = new TurnRow
        {
            Id = Guid.CreateVersion7(now), UserId = start.UserId, ConversationId = start.ConversationId, RunId = start.Run?.Id ?? answered?.Id, ClientMessageId = start.ClientMessageId,
            Origin = start.Origin, Status = busy ? TurnStatus.Queued : TurnStatus.Running, RequestedModel = start.Model,
            Model = services.Models.Choose(start.Model).Name, TimeZone = zone, CreatedAt = now,
            StartedAt = busy ? null : now, StartedSeq = busy ? 0 : 1,
        };
        var message = new ChatMessageRow
        {
            Id = Guid.CreateVersion7(now), UserId = start.UserId, ConversationId = start.ConversationId, TurnId = turn.Id,
            Role = ChatRole.User, Content = start.Text, IsVoice = start.Origin == TurnOrigin.Voice, CreatedAt = now,
        };
        if (!start.NewConversation && conversation is null)
            return await KnownAsync(db, start) ?? new(new(StartOutcome.NoSuchConversation));
        if (full)
            return await KnownAsync(db, start) ?? new(new(StartOutcome.QueueFull));
        var opened = !start.NewConversation ? null : new ConversationRow { Id = start.ConversationId, UserId = start.UserId, Title = Title(start.Text), CreatedAt = now, UpdatedAt = now };
        var run = start.Run is not { } wish ? null : new RunRow
        {
            Id = wish.Id, UserId = start.UserId, ConversationId = start.ConversationId, Task = start.Text, Status = RunStatus.Running, RequestedModel = start.Model, TimeZone = zone,
            MaxTurns = wish.MaxTurns, MaxTokens = wish.MaxTokens, MaxWorkedMs = wish.MaxWorkedMs, CreatedAt = now, UpdatedAt = now,
        };
        if (answered is not null) (answered.Status, answered.WaitsForAnswer, answered.UpdatedAt) = (RunStatus.Running, false, now);
        try
        {
            await db.WriteAsync(async () =>
            {
                if (run is not null) db.Runs.Add(run);
                if (run is not null && opened is not null) db.Conversations.Add(opened);  // the task stands in it
                await db.SaveChangesAsync();
                await db.AddTurnAsync(run is null ? opened : null, turn, message, CancellationToken.None);
            }, CancellationToken.None);
        }
        catch (DbUpdateConcurrencyException) when (answered is not null)
        {
            return await AcceptAsync(services, start, busy, full);  // the task was called off just now: it is a message like any other
        }
        catch (Exception e)
        {
            db.ChangeTracker.Clear();
            if (!await db.Turns.AnyAsync(t => t.Id == turn.Id))  // it stands where only the answer to its commit was lost
            {
                // The unique (user, client message id) let an earlier one win, or the conversation was deleted just now.
                if (await KnownAsync(db, start) is { } known) return known;
                if (!start.NewConversation && !await db.Conversations.AnyAsync(c => c.Id == start.ConversationId)) return new(new(StartOutcome.NoSuchConversation));
                throw new InvalidOperationException("A turn could not be stored.", e);
            }
        }
        TurnDiagnostics.At(TurnDiagnostics.TurnStored, turn.Id);
        return new(new(StartOutcome.Started, turn.Id, turn.ConversationId), turn, message);
    }

    /// <returns>null when another owner was faster or the turn has ended.</returns>
    public static async Task<TurnRun?> TakeOverAsync(TurnServices services, TurnRow stored)
    {
        await using var db = services.Databases.For(stored.UserId);
        if (await db.ClaimTurnAsync(stored.Id, CancellationToken.None) is not { } turn) return null;
        var (history, message, steps) = await TurnReading.HistoryAsync(db, turn, CancellationToken.None);
        if (turn.Epoch == 0) return new(services, turn, message, past: null, steps);  // nobody has said anything for it yet
        services.Log.TakenOver(turn.Id, turn.Epoch);
        return new(services, turn, message, history, steps);
    }

    private static async Task<Accepted?> KnownAsync(MartinDb db, StartTurn start)
    {
        var known = await db.Turns.AsNoTracking().Where(t => t.ClientMessageId == start.ClientMessageId)
            .Select(t => new { t.Id, t.ConversationId, Text = db.ChatMessages.Where(m => m.TurnId == t.Id && m.Role == ChatRole.User).Select(m => m.Content).First() })
            .SingleOrDefaultAsync();
        if (known is null) return null;
        return new(known.Text == start.Text ? new(StartOutcome.Attached, known.Id, known.ConversationId) : new(StartOutcome.OtherText));
    }

    private static string Title(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        if (line.Length <= TitleChars) return line;
        return ModelText.Cut(line, TitleChars).TrimEnd() + "…";
    }
}
