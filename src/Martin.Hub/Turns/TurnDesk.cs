using Martin.Data;
using Martin.Data.Turns;
using Martin.Hub.Errors;
using Martin.Hub.Notifications;
using Martin.Plugins.Models;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Turns;

/// <summary>Where messages come in, from the hub, from REST or from Martin itself.</summary>
public sealed class TurnDesk(MartinDbFactory databases, Pusher pusher, ModelRouter models, TurnCalls calls)
{
    /// <param name="exceptConnectionId">The connection that will stream the turn itself and needs no TurnStarted.</param>
    /// <exception cref="CodedException">CONFLICT, NOT_FOUND, RATE_LIMITED or INVALID_REQUEST.</exception>
    public Task<StartedTurn> StartAsync(Guid userId, SendMessage message, string? exceptConnectionId, CancellationToken ct) =>
        StartAsync(new()
        {
            UserId = userId, ConversationId = message.ConversationId ?? Guid.CreateVersion7(), NewConversation = message.ConversationId is null,
            ClientMessageId = message.ClientMessageId, Text = message.Text, Model = message.Model,
            TimeZone = message.TimeZone, Origin = TurnOrigin.Message,
        }, exceptConnectionId, ct);

    /// <inheritdoc cref="StartAsync(Guid, SendMessage, string?, CancellationToken)"/>
    public async Task<StartedTurn> StartAsync(StartTurn start, string? exceptConnectionId, CancellationToken ct)
    {
        if (start.Model is { } wish && !models.Knows(wish))
            throw CodedException.Invalid("model", $"is not here; this Martin has {string.Join(", ", models.Names)}");
        var started = await calls.OwnerAsync(start.ConversationId, g => g.StartAsync(start), ct);
        if (started.Outcome == StartOutcome.Started)
            pusher.TurnStarted(start.UserId, new(started.TurnId, started.ConversationId, start.Origin.Name()), exceptConnectionId);
        return started.Outcome switch
        {
            StartOutcome.OtherText => throw CodedException.Conflict("This clientMessageId was used for another text. Make a new one for each message."),
            StartOutcome.NoSuchConversation => throw CodedException.NotFound("conversation"),
            StartOutcome.QueueFull => throw CodedException.RateLimited(QueueRetry),
            _ => started,
        };
    }

    /// <summary>Stops a turn; one that has ended stays as it is.</summary>
    /// <exception cref="CodedException">NOT_FOUND.</exception>
    public async Task CancelAsync(Guid userId, Guid turnId, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var conversationId = await db.Turns.Where(t => t.Id == turnId).Select(t => (Guid?)t.ConversationId).SingleOrDefaultAsync(ct)
            ?? throw CodedException.NotFound("turn");
        if (await db.RequestCancelAsync(turnId, ct))
            await calls.OwnerAsync(conversationId, async g => { await g.CancelAsync(turnId); return true; }, ct);
    }

    private static readonly TimeSpan QueueRetry = TimeSpan.FromSeconds(5);
}
