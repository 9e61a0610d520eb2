using Martin.Hub.Errors;
using Martin.Hub.Mcp;
using Martin.Hub.Ops;

namespace Martin.Hub.Auth;

/// <summary>Which web pages may open the hub and the MCP server: Martin's own, those at MARTIN_PUBLIC_URL, and MARTIN_ORIGINS. No Origin: not a page.</summary>
internal static class Origins
{
    public static bool IsAllowed(HttpRequest request, MartinSettings settings)
    {
        if (request.Headers.Origin is not [{ Length: > 0 } origin]) return request.Headers.Origin.Count == 0;
        if (settings.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)) return true;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https")) return false;
        return Same(page, settings.PublicUrl) || Own(page, request);
    }

    public static IApplicationBuilder UseHubOrigins(this IApplicationBuilder app) => app.Use((context, next) =>
        !(context.Request.Path.StartsWithSegments("/hub") || context.Request.Path.StartsWithSegments(McpSetup.Path)) || IsAllowed(context.Request, context.RequestServices.GetRequiredService<MartinSettings>())
            ? next(context) : throw CodedException.Of(ErrorCode.Forbidden, "Pages of this origin may not open this address (MARTIN_ORIGINS lists those that may)."));

    private static bool Same(Uri page, Uri? known) =>
        known is not null && page.GetLeftPart(UriPartial.Authority).Equals(known.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    // An https page with a plain request: a proxy in front ends TLS without saying so.
    private static bool Own(Uri page, HttpRequest request) =>
        page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase) && (page.Scheme == request.Scheme || page.Scheme == "https");
}
