using Martin.Hub.Ops;
using Microsoft.AspNetCore.HttpOverrides;

namespace Martin.Hub.Http;

public static class EdgesSetup
{
    /// <summary>Bodies beyond this are refused with 413; uploads raise it for themselves.</summary>
    public const long MaxBodyBytes = 1_000_000;

    public static WebApplicationBuilder AddEdges(this WebApplicationBuilder builder, MartinSettings settings)
    {
        builder.Services.AddSingleton(settings);
        builder.Services.AddHttpContextAccessor();
        if (builder.Configuration["urls"] is null) builder.WebHost.UseUrls(settings.Urls.Split(';', StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
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
        app.UseRouting();
        return app;
    }
}
