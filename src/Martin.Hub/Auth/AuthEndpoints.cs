using System.Security.Claims;
using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Ops;
using Martin.Hub.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Auth;

public static class AuthEndpoints
{
    public static RouteGroupBuilder MapAuth(this RouteGroupBuilder api)
    {
        var auth = api.MapGroup("/auth");
        auth.MapPost("/login", async (Body<LoginRequest> body, HttpRequest request, SessionDesk desk, CancellationToken ct) =>
            Reply.Ok(await desk.LoginAsync(body.Value, Device(request), ct))).AllowAnonymous()
            .WithName("login").WithSummary("Signs a device in by the owner key or a one-time code.");
        auth.MapPost("/refresh", async (Body<RefreshRequest> body, SessionDesk desk, CancellationToken ct) =>
            Reply.Ok(await desk.RefreshAsync(body.Value.RefreshToken, ct))).AllowAnonymous()
            .WithName("refreshSession").WithSummary("Gives a new pair of tokens for a refresh token.")
            .Refuses(ErrorCode.TokenExpired, ErrorCode.TokenReused);
        auth.MapDelete("/logout", async (ClaimsPrincipal user, SessionDesk desk, CancellationToken ct) =>
        {
            await desk.EndAsync(user.UserId(), user.SessionId(), SessionEndReason.LoggedOut, ct);
            return Reply.Done();
        })
            .WithName("logout").WithSummary("Ends this session; its connections close.");
        auth.MapGet("/sessions", async (Query<PageQuery> query, ClaimsPrincipal user, MartinDb db, TimeProvider clock, CancellationToken ct) =>
            Reply.Page(await LivingAsync(db, query.Value.Page(), clock.Now(), ct), s => SessionInfo.From(s, user.SessionId())))
            .WithName("listSessions").WithSummary("The signed-in devices, newest first.");
        auth.MapDelete("/sessions/{id:guid}", async (Guid id, ClaimsPrincipal user, SessionDesk desk, CancellationToken ct) =>
            await desk.EndAsync(user.UserId(), id, SessionEndReason.Revoked, ct) ? Reply.Done() : throw CodedException.NotFound("session"))
            .WithName("endSession").WithSummary("Signs a device out.");
        auth.MapPost("/hub-ticket", async (ClaimsPrincipal user, HubTickets tickets, CancellationToken ct) =>
            Reply.Ok(await tickets.IssueAsync(new SignedIn(user.UserId(), user.SessionId()), ct)))
            .WithName("createHubTicket").WithSummary("A ticket for one connection to the hub, good for 30 seconds.");
        auth.MapPost("/pair", async (ClaimsPrincipal user, HttpRequest request, OneTimeCodes codes, MartinSettings settings, IOptions<AuthOptions> options, CancellationToken ct) =>
        {
            var (code, expiresAt) = await codes.IssueAsync(CodeKind.Pairing, user.UserId(), null, options.Value.PairingCodeLifetime, ct);
            return Reply.Ok(new PairingCode(code, $"{settings.PublicAddress(request)}/#code={code}", expiresAt));
        })
            .WithName("createPairingCode").WithSummary("A code to sign a phone in, good for one use within two minutes.");
        return api;
    }

    private static async Task<Listing<SessionRow>> LivingAsync(MartinDb db, Page page, DateTimeOffset now, CancellationToken ct)
    {
        var rows = db.Sessions.AsNoTracking().Where(s => s.RevokedAt == null && s.ExpiresAt > now);
        if (page.After is { } after) rows = rows.Where(s => s.CreatedAt <= after.At && (s.CreatedAt < after.At || s.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, s => new Keyset(s.CreatedAt, s.Id));
    }

    /// <summary>What the device calls itself, for the list of sessions.</summary>
    private static string? Device(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        if (agent.Length == 0 || PlainText.Problem(agent) is not null) return null;
        return agent.Length <= 255 ? agent : agent[..255];
    }

    private static string PublicAddress(this MartinSettings settings, HttpRequest request) =>
        settings.PublicUrl?.ToString().TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
}
