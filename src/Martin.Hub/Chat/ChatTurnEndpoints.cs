using System.Security.Claims;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Turns;
using Martin.Hub.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Chat;

public static class ChatTurnEndpoints
{
    public static RouteGroupBuilder MapChatTurns(this RouteGroupBuilder api)
    {
        var chat = api.MapGroup("/chat");
        chat.MapPost("/message", SendAsync)
            .WithName("sendMessage").WithSummary("Sends a message and answers when its turn has ended, or streams it.")
            .Answers<TurnAnswer>().Answers<TurnAnswer>(StatusCodes.Status202Accepted, "It still goes on after 25 seconds: read the turn by its id.").StreamsTurn()
            .Refuses(ErrorCode.NotFound, ErrorCode.Unavailable);
        chat.MapGet("/turns/{id:guid}", async (Guid id, Query<TurnQuery> query, HttpContext context, TurnFeed feed, CancellationToken ct) =>
        {
            var user = context.User.UserId();
            var afterSeq = query.Value.AfterSeq ?? 0;
            if (ServerSentEvents.Wanted(context.Request))
                return (IResult)new ServerSentEvents(feed.ReadAsync(user, id, ServerSentEvents.LastEventId(context.Request) ?? afterSeq, ct));
            var events = await feed.ReadSoFarAsync(user, id, afterSeq, ct);
            return Reply.Ok(new TurnEventsSoFar(events, events.Count > 0 ? events[^1].IsTerminal : await EndedAsync(context, id, afterSeq, ct)));
        })
            .WithName("readTurn").WithSummary("The events of a turn so far, or as a stream to its end.")
            .Answers<TurnEventsSoFar>().StreamsTurn().Refuses(ErrorCode.Unavailable);
        chat.MapPost("/turns/{id:guid}/cancel", async (Guid id, ClaimsPrincipal user, TurnDesk turns, CancellationToken ct) =>
        {
            await turns.CancelAsync(user.UserId(), id, ct);
            return Reply.Done();
        })
            .WithName("cancelTurn").WithSummary("Stops a turn; what was said so far is kept.")
            .Refuses(ErrorCode.Unavailable);
        return api;
    }

    private static async Task<IResult> SendAsync(Body<SendMessage> body, HttpContext context, TurnDesk turns, TurnFeed feed, IOptions<TurnOptions> options, CancellationToken ct)
    {
        var user = context.User.UserId();
        var streams = ServerSentEvents.Wanted(context.Request);
        var seen = streams ? ServerSentEvents.LastEventId(context.Request) ?? 0 : 0;  // refused before anything is begun
        var started = await turns.StartAsync(user, body.Value, null, ct);
        if (streams) return new ServerSentEvents(feed.ReadAsync(user, started.TurnId, seen, ct));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(options.Value.AnswerWithin);
        try
        {
            await foreach (var e in feed.ReadAsync(user, started.TurnId, 0, patience.Token))
                if (e.IsTerminal)
                    return Reply.Ok(new TurnAnswer(started.TurnId, started.ConversationId)
                    {
                        Message = e.Message, Actions = e.Actions ?? await ProposedAsync(context, started.TurnId, ct), Error = e.Error,
                    });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // it goes on; the answer below says where
        }
        return Reply.Accepted(new TurnAnswer(started.TurnId, started.ConversationId));
    }

    // Nothing new: has it ended with what the caller has seen? Its end is stored a moment before it is shown.
    private static Task<bool> EndedAsync(HttpContext context, Guid turnId, long afterSeq, CancellationToken ct) =>
        context.RequestServices.GetRequiredService<MartinDb>().Turns.AnyAsync(t => t.Id == turnId && t.EndedAt != null && t.LastSeq <= afterSeq, ct);

    /// <summary>What a turn that failed or was cancelled has proposed waits all the same.</summary>
    private static async Task<IReadOnlyList<ActionView>> ProposedAsync(HttpContext context, Guid turnId, CancellationToken ct)
    {
        var rows = await context.RequestServices.GetRequiredService<MartinDb>().Actions.AsNoTracking()
            .Where(a => a.TurnId == turnId && a.Status == ActionStatus.Proposed).OrderBy(a => a.RequestedAt).ToListAsync(ct);
        return [.. rows.Select(ActionView.From)];
    }
}

public sealed record TurnQuery : IChecked
{
    public long? AfterSeq { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (AfterSeq is < 0 or > TurnSeq.Max) yield return ("afterSeq", "must be 0 or the seq of an event of the turn");
    }
}

/// <param name="Ended">Nothing more will come.</param>
public sealed record TurnEventsSoFar(IReadOnlyList<TurnEvent> Events, bool Ended);

/// <summary>The end of a turn, or only its ids while it goes on.</summary>
public sealed record TurnAnswer(Guid TurnId, Guid ConversationId)
{
    public ChatMessage? Message { get; init; }
    public IReadOnlyList<ActionView>? Actions { get; init; }
    public TurnError? Error { get; init; }
}
