using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Chat;

/// <summary>What was said: conversations, their history, and forgetting one.</summary>
public static class ConversationEndpoints
{
    public static RouteGroupBuilder MapConversations(this RouteGroupBuilder api)
    {
        var chat = api.MapGroup("/chat");
        chat.MapGet("/conversations", async (Query<PageQuery> query, MartinDb db, CancellationToken ct) =>
            Reply.Page(await ListAsync(db, query.Value.Page(), ct), ConversationInfo.From))
            .WithName("listConversations").WithSummary("Lists conversations; the one last spoken in comes first.");
        chat.MapGet("/history", async (Query<HistoryQuery> query, MartinDb db, CancellationToken ct) =>
            Reply.Page(await HistoryAsync(db, query.Value.ConversationId, query.Value.Page(), ct), ChatMessage.From))
            .WithName("listMessages").WithSummary("What was said, newest first, in one conversation or in all.")
            .Refuses(ErrorCode.NotFound);
        chat.MapDelete("/conversations/{id:guid}", async (Guid id, MartinDb db, CancellationToken ct) =>
        {
            await ForgetAsync(db, id, ct);
            return Reply.Done();
        })
            .WithName("deleteConversation").WithSummary("Forgets a conversation with its messages.");
        return api;
    }

    /// <summary>The one that was spoken in last comes first.</summary>
    private static async Task<Listing<ConversationRow>> ListAsync(MartinDb db, Page page, CancellationToken ct)
    {
        var rows = db.Conversations.AsNoTracking();
        if (page.After is { } after) rows = rows.Where(c => c.UpdatedAt <= after.At && (c.UpdatedAt < after.At || c.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(c => c.UpdatedAt).ThenByDescending(c => c.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, c => new Keyset(c.UpdatedAt, c.Id));
    }

    /// <summary>Newest first; of one conversation, or of all.</summary>
    private static async Task<Listing<ChatMessageRow>> HistoryAsync(MartinDb db, Guid? conversation, Page page, CancellationToken ct)
    {
        if (conversation is { } named && !await db.Conversations.AnyAsync(c => c.Id == named, ct)) throw CodedException.NotFound("conversation");
        var rows = db.ChatMessages.AsNoTracking();
        if (conversation is { } id) rows = rows.Where(m => m.ConversationId == id);
        if (page.After is { } after) rows = rows.Where(m => m.CreatedAt <= after.At && (m.CreatedAt < after.At || m.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, m => new Keyset(m.CreatedAt, m.Id));
    }

    /// <summary>Its turns and messages go with it, by the schema's cascades; what was done because of it stays.</summary>
    private static Task ForgetAsync(MartinDb db, Guid id, CancellationToken ct) => db.WriteAsync(async () =>
    {
        await db.HoldOwnerAsync(ct);  // a decision may be about to go on in it
        // A turn in progress would write into nothing.
        if (await db.Turns.AnyAsync(t => t.ConversationId == id && (t.Status == TurnStatus.Queued || t.Status == TurnStatus.Running), ct))
            throw CodedException.Conflict("Martin is still answering in this conversation; cancel that first.");
        if (await db.Conversations.Where(c => c.Id == id).ExecuteDeleteAsync(ct) == 0) throw CodedException.NotFound("conversation");
    }, ct);
}

public sealed record HistoryQuery : PageQuery
{
    public Guid? ConversationId { get; init; }
}

/// <param name="Title">The beginning of its first message.</param>
public sealed record ConversationInfo(Guid Id, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ConversationInfo From(ConversationRow row) => new(row.Id, row.Title, row.CreatedAt, row.UpdatedAt);
}
