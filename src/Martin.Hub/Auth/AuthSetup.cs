using System.Security.Claims;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Ops;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.IdentityModel.Tokens;

namespace Martin.Hub.Auth;

public static class AuthSetup
{
    public const string HubPath = "/hub";

    /// <summary>Sign-in, sessions, and the bearer scheme for REST and hub.</summary>
    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder, MartinSettings settings)
    {
        var services = builder.Services;
        services.AddOptions<AuthOptions>().BindConfiguration(AuthOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AccessTokens>().AddSingleton<OneTimeCodes>().AddSingleton<HubTickets>().AddSingleton<RefreshRotation>();
        services.AddSingleton<SessionStates>().AddSingleton<SessionDesk>().AddSingleton<ConnectionTable>();
        services.AddSingleton<IUserIdProvider, SubjectAsUserId>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        WithoutDataProtection(services);
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<AccessTokens>(Configure);
        services.AddAuthorization();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins([.. settings.Origins])
            .AllowAnyHeader().AllowAnyMethod().AllowCredentials().WithExposedHeaders(ExposedHeaders)));
        return builder;
    }

    /// <summary>What a page of another origin may read beside the body: all headers that the API's document names.</summary>
    private static string[] ExposedHeaders => [.. Docs.ApiDocument.HeaderNames, "Content-Disposition"];

    /// <summary>Closes the connections of <typeparamref name="THub"/> when their session is over.</summary>
    public static IServiceCollection AddSessionWatch<THub>(this IServiceCollection services) where THub : Microsoft.AspNetCore.SignalR.Hub =>
        services.AddSingleton<EndedSessions>().AddHostedService<SessionWatch<THub>>();

    // It comes with authentication, for cookies; nothing here uses it, and at each start it would read its keys, or write new ones into the user's home.
    private static void WithoutDataProtection(IServiceCollection services)
    {
        if (services.FirstOrDefault(s => s.ImplementationType?.Name == "DataProtectionHostedService") is { } loadsKeys) services.Remove(loadsKeys);
    }

    private static void Configure(JwtBearerOptions bearer, AccessTokens tokens)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = tokens.Validation;
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = FromQueryAsync,
            OnTokenValidated = CheckAsync,
            OnChallenge = ChallengeAsync,
        };
    }

    /// <summary>Browsers cannot set a header on a WebSocket: the hub also takes an access token, or for the upgrade itself a ticket, in the query.</summary>
    private static async Task FromQueryAsync(MessageReceivedContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments(HubPath) || request.Headers.Authorization.Count > 0) return;
        if (request.Query["access_token"] is not [{ Length: > 0 } token]) return;
        if (token.Contains('.'))
        {
            context.Token = token;
            return;
        }
        if (!IsUpgrade(context.HttpContext)) return;  // a negotiation must not use the ticket up
        var who = await Service<HubTickets>(context.HttpContext).RedeemAsync(token, context.HttpContext.RequestAborted);
        if (who is null || !await Service<SessionStates>(context.HttpContext).IsLiveAsync(who, context.HttpContext.RequestAborted))
        {
            context.Fail("ticket");
            return;
        }
        context.Principal = Principal(who, context.Scheme);
        context.Success();
    }

    private static ClaimsPrincipal Principal(SignedIn who, AuthenticationScheme scheme) => new(new ClaimsIdentity(
        [new(Claims.Subject, who.UserId.ToString()), new(Claims.Session, who.SessionId.ToString())], scheme.Name, Claims.Subject, null));

    private static async Task CheckAsync(TokenValidatedContext context)
    {
        var now = Service<TimeProvider>(context.HttpContext).GetUtcNow().UtcDateTime;
        var principal = context.Principal!;
        if (!Guid.TryParse(principal.FindFirst(Claims.Subject)?.Value, out var user) || !Guid.TryParse(principal.FindFirst(Claims.Session)?.Value, out var session))
            context.Fail("The token names no session.");
        else if (context.SecurityToken.ValidTo == DateTime.MinValue)
            context.Fail("The token has no end.");
        else if (context.SecurityToken.ValidTo <= now)
            context.Fail(new SecurityTokenExpiredException());
        else if (!await Service<SessionStates>(context.HttpContext).IsLiveAsync(new SignedIn(user, session), context.HttpContext.RequestAborted))
            context.Fail("The session has ended.");
        else
            context.Principal = Principal(new(user, session), context.Scheme);  // the handler's own holds on to the token, for as long as a connection lives
    }

    private static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        context.Response.Headers.WWWAuthenticate = "Bearer";
        var error = context.AuthenticateFailure is SecurityTokenExpiredException
            ? CodedException.Of(ErrorCode.TokenExpired, "The access token has expired; refresh it.")
            : CodedException.Unauthenticated(context.AuthenticateFailure is null ? "Sign in first." : "The access token is not valid, or its session has ended.");
        return Envelope.WriteErrorAsync(context.HttpContext, StatusCodes.Status401Unauthorized, error);
    }

    // The hub's own WebSocket middleware comes later. HTTP/1.1 upgrades (RFC 6455), HTTP/2 connects (RFC 8441).
    private static bool IsUpgrade(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;

    private static T Service<T>(HttpContext context) where T : notnull => context.RequestServices.GetRequiredService<T>();

    private sealed class SubjectAsUserId : IUserIdProvider
    {
        public string? GetUserId(HubConnectionContext connection) => connection.User.FindFirst(Claims.Subject)?.Value;
    }
}
