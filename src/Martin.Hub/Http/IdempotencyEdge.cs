using System.Text;
using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Auth;
using Martin.Hub.Chat;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Http;

/// <summary>
/// An unsafe request with an Idempotency-Key is carried out once: the same key with the same request gets the first answer again,
/// with another one 409. Sign-in routes don't take part: their answers are secrets, and refreshing has a grace of its own.
/// </summary>
internal sealed class IdempotencyEdge(RequestDelegate next, MartinDbFactory databases, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";
    public const int MaxKeyChars = 255;

    /// <summary>Answers beyond this are not kept; none of Martin's comes near.</summary>
    private const int MaxAnswerBytes = 1_000_000;

    /// <summary>The first request has this long; what is older was cut off by a crash, and is carried out anew.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!TakesPart(context))
        {
            await next(context);
            return;
        }
        var key = context.Request.Headers[Header].ToString();
        if (key.Length is 0 or > MaxKeyChars || key.Any(c => c is < '!' or > '~'))
            throw CodedException.Invalid(Header, $"must be 1 to {MaxKeyChars} visible ASCII characters, such as a UUID");
        await using var db = databases.For(context.User.UserId());
        var claim = new IdempotencyKeyRow { UserId = db.Owner, Key = key, RequestHash = await RequestHash.OfAsync(context), CreatedAt = clock.Now() };
        if (await ClaimAsync(db, claim, context.RequestAborted) is { } first) await ReplayAsync(context, claim, first);
        else await AnswerAsync(context, db, claim);
    }

    private static bool TakesPart(HttpContext context) =>
        context.Request.Headers.ContainsKey(Header) && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
        && context.Request.Path.StartsWithSegments("/api/v1", out var rest) && !rest.StartsWithSegments("/auth")
        && context.User.Identity?.IsAuthenticated == true && !Streams(context);

    // What is streamed is not kept; the message's own id makes it one.
    private static bool Streams(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<TurnStream>() is not null && ServerSentEvents.Wanted(context.Request);

    /// <returns>The row of the request that was first; null when this one is.</returns>
    private static async Task<IdempotencyKeyRow?> ClaimAsync(MartinDb db, IdempotencyKeyRow claim, CancellationToken ct)
    {
        var stale = claim.CreatedAt - Patience;
        try
        {
            return await db.WriteAsync(async () =>
            {
                await db.IdempotencyKeys.Where(k => k.Key == claim.Key && k.Status == null && k.CreatedAt < stale).ExecuteDeleteAsync(ct);
                if (await db.IdempotencyKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Key == claim.Key, ct) is { } found) return found;
                db.IdempotencyKeys.Add(claim);
                await db.SaveChangesAsync(ct);
                return null;
            }, ct);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();  // another node's request was first by a hair
            return await db.IdempotencyKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Key == claim.Key, ct) ?? throw StillAtWork();
        }
    }

    private static async Task ReplayAsync(HttpContext context, IdempotencyKeyRow claim, IdempotencyKeyRow first)
    {
        if (first.RequestHash != claim.RequestHash)
            throw CodedException.Conflict($"This {Header} was used for another request. Make a new one for each request.");
        if (first.Status is not { } status) throw StillAtWork();
        context.Response.StatusCode = status;
        context.Response.Headers[ReplayedHeader] = "true";
        if (first.Location is not null) context.Response.Headers.Location = first.Location;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(first.Answer ?? "", context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, MartinDb db, IdempotencyKeyRow claim)
    {
        var (caller, left) = (context.Response.Body, context.RequestAborted);
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        // To its end, also when the caller leaves: they will ask for the answer by its key. For no longer than the key is theirs.
        using var end = new CancellationTokenSource();
        using var leaving = left.Register(() => end.CancelAfter(claim.CreatedAt + Patience - clock.GetUtcNow() is { Ticks: > 0 } rest ? rest : TimeSpan.Zero));
        context.RequestAborted = end.Token;
        try
        {
            try
            {
                await next(context);
            }
            catch (Exception e) when (ErrorEdge.Coded(e, context) is { Status: < 500 } refusal)
            {
                await Envelope.WriteErrorAsync(context, refusal.Status, refusal.Error);  // a refusal is an answer too
            }
        }
        catch
        {
            await ForgetAsync(db, claim);
            throw;
        }
        finally
        {
            (context.Response.Body, context.RequestAborted) = (caller, left);
        }
        // A fault is no answer: the same key may try again. Nor is a bare status: its envelope is written further out, and nothing was done.
        if (context.Response.StatusCode is >= 500 or 429 || answer.Length is 0 or > MaxAnswerBytes) await ForgetAsync(db, claim);
        else await KeepAsync(db, claim, context.Response, answer);
        answer.Position = 0;
        await answer.CopyToAsync(caller, left);
    }

    // Without the request's token: the effect has happened, whether or not the caller is still there.
    private static Task<int> KeepAsync(MartinDb db, IdempotencyKeyRow claim, HttpResponse response, MemoryStream answer)
    {
        var (status, text, location) = (response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()), response.Headers.Location.ToString());
        return db.WriteAsync(() => db.IdempotencyKeys.Where(k => k.Key == claim.Key && k.CreatedAt == claim.CreatedAt).ExecuteUpdateAsync(s => s
            .SetProperty(k => k.Status, status).SetProperty(k => k.Answer, text).SetProperty(k => k.Location, location.Length == 0 ? null : location)), CancellationToken.None);
    }

    private static Task<int> ForgetAsync(MartinDb db, IdempotencyKeyRow claim) =>
        db.WriteAsync(() => db.IdempotencyKeys.Where(k => k.Key == claim.Key && k.CreatedAt == claim.CreatedAt).ExecuteDeleteAsync(), CancellationToken.None);

    private static CodedException StillAtWork() => CodedException.Conflict($"The first request with this {Header} is still being worked on; ask again in a moment.");
}
