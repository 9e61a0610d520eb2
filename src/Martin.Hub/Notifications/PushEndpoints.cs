using System.Security.Claims;
using Martin.Hub.Auth;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications.WebPush;

namespace Martin.Hub.Notifications;

public static class PushEndpoints
{
    public static RouteGroupBuilder MapPush(this RouteGroupBuilder api)
    {
        var push = api.MapGroup("/push");
        push.MapGet("/key", (VapidKey key) => Reply.Ok(new PushKey(key.PublicKey)))
            .WithName("getPushKey").WithSummary("The key that a browser subscribes with.");
        var subscriptions = push.MapGroup("/subscriptions");
        subscriptions.MapGet("", async (Query<PageQuery> query, ClaimsPrincipal user, PushDesk desk, CancellationToken ct) =>
            Reply.Page(await desk.ListAsync(query.Value.Page(), ct), p => PushSubscription.From(p, user.SessionId())))
            .WithName("listPushSubscriptions").WithSummary("The devices that are called while Martin is closed on them, newest first.");
        subscriptions.MapPost("", async (Body<PushSubscriptionInput> body, ClaimsPrincipal user, PushDesk desk, CancellationToken ct) =>
        {
            var (row, isNew) = await desk.SubscribeAsync(user.SessionId(), body.Value, ct);
            var subscription = PushSubscription.From(row, user.SessionId());
            return isNew ? Reply.Created(subscription, $"/api/v1/push/subscriptions/{row.Id}") : Reply.Ok(subscription);
        })
            .WithName("createPushSubscription").WithSummary("Has this device called while Martin is closed on it; the same endpoint again renews its keys.")
            .Answers<PushSubscription>(StatusCodes.Status201Created).Refuses(ErrorCode.Unprocessable);
        subscriptions.MapDelete("", async (Query<PushRemoval> query, ClaimsPrincipal user, PushDesk desk, CancellationToken ct) =>
            await desk.RemoveAsync(user.SessionId(), query.Value, ct) ? Reply.Done() : throw CodedException.NotFound("subscription"))
            .WithName("deletePushSubscriptions").WithSummary("Ends the subscription with this id or endpoint; without either, those of this device.")
            .Refuses(ErrorCode.NotFound);
        subscriptions.MapDelete("/{id:guid}", async (Guid id, ClaimsPrincipal user, PushDesk desk, CancellationToken ct) =>
            await desk.RemoveAsync(user.SessionId(), new() { Id = id }, ct) ? Reply.Done() : throw CodedException.NotFound("subscription"))
            .WithName("deletePushSubscription").WithSummary("Ends one subscription.");
        return api;
    }

    /// <summary>Web Push to devices on which Martin is closed.</summary>
    public static WebApplicationBuilder AddClosedPushes(this WebApplicationBuilder builder, Ops.MartinSettings settings)
    {
        builder.Services.AddPublicHttp();
        builder.Services.AddSingleton(s => new VapidKey(settings.EncryptionKey, Subject(settings), s.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<WebPushSender>();
        builder.Services.AddSingleton<ClosedPushes>().AddHostedService(s => s.GetRequiredService<ClosedPushes>());
        builder.Services.AddScoped<PushDesk>();
        return builder;
    }

    // Push services ask for a way to reach who runs the server; an address of one's own network they refuse.
    private static string Subject(Ops.MartinSettings settings) =>
        settings.PublicUrl is { Scheme: "https" } url ? url.GetLeftPart(UriPartial.Authority) : "mailto:owner@localhost.localdomain";
}
