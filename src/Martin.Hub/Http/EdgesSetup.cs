using Martin.Hub.Auth;
using Martin.Hub.Cluster;
using Martin.Hub.Limits;
using Martin.Hub.Ops;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Http;

public static class EdgesSetup
{
    /// <summary>Bodies beyond this are refused with 413; uploads raise it for themselves.</summary>
    public const long MaxBodyBytes = 1_000_000;

    public static WebApplicationBuilder AddEdges(this WebApplicationBuilder builder, MartinSettings settings)
    {
        builder.Services.AddSingleton(settings);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, QuietLogs>();
        builder.Services.AddHealth();
        if (settings.RedisUrl is { } redis)
        {
            builder.Services.AddSingleton(redis).AddSingleton<RedisLink>().AddSingleton<RedisCheck>();
            builder.Services.AddHealthChecks().AddCheck<RedisCheck>("redis", tags: [Health.Ready], timeout: TimeSpan.FromSeconds(2));
        }
        builder.AddSignIn(settings);
        builder.Services.AddLimits(settings);
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls(settings.Urls.Split(';', StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        // A hop between threads less for each way through Kestrel, a tenth of what a streamed token costs. Code that blocks holds up nobody's
        // socket for it: .NET's own event loop has handed the work to the thread pool before Kestrel sees it.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = settings.TrustedProxies.Count == 0 ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.ForwardLimit = null;  // as far as the proxies are trusted ones
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies) forwarded.KnownIPNetworks.Add(network);
        });
        return builder;
    }

    /// <summary>The routes of version 1; all want a signed-in user but those that say otherwise.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app) => app.MapGroup("/api/v1").RequireAuthorization().AddEndpointFilterFactory(NoQuery.Filter);

    /// <summary>The way in, outermost first.</summary>
    public static WebApplication UseEdges(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use((context, next) =>
        {
            SecurityHeaders.Apply(context);
            return next(context);
        });
        app.UseMiddleware<ErrorEdge>();
        app.UseHubOrigins();
        app.UseStaticClient();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(async (context, next) =>
        {
            await context.RequestServices.GetRequiredService<RateLimits>().CheckAsync(context);
            await next(context);
        });
        app.UseMiddleware<IdempotencyEdge>();
        app.MapHealth();
        return app;
    }
}
