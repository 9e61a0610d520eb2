using Martin.Hub.Http;
using Martin.Hub.Wire;
using Scalar.AspNetCore;

namespace Martin.Hub.Docs;

/// <summary>The API as a document (/openapi/v1.json) and to browse (/docs), and the hub's reference (/docs/hub); nothing is loaded from another host.</summary>
public static class DocsSetup
{
    public const string DocumentPath = "/openapi/v1.json";
    public const string BrowsePath = "/docs";
    public const string HubPath = "/docs/hub";

    // The browser of the document writes styles and one script into its page; it holds no session and shows no one's data.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

    public static WebApplicationBuilder AddDocs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HubReference>();
        builder.Services.ConfigureHttpJsonOptions(o => WireJson.Configure(o.SerializerOptions));
        builder.Services.AddOpenApi("v1", o =>
        {
            o.CreateSchemaReferenceId = ApiSchemas.NameOf;
            o.AddDocumentTransformer<ApiDocument>().AddOperationTransformer<ApiOperations>().AddOperationTransformer<ApiAnswers>().AddSchemaTransformer<ApiSchemas>();
        });
        return builder;
    }

    public static WebApplication MapDocs(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var pages = app.MapGroup("").AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            return await next(context);
        });
        pages.MapGet(HubPath, (HubReference hub) => hub.Page()).ExcludeFromDescription().AllowAnonymous();
        pages.MapScalarApiReference(BrowsePath, o =>
        {
            o.Title = "Martin";
            o.Favicon = "/icon.svg";
            o.OpenApiRoutePattern = "/openapi/{documentName}.json";
            o.DefaultFonts = false;  // they would come from another host
            o.Telemetry = false;
            o.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            o.Agent = new() { Disabled = true };
            o.Mcp = new() { Disabled = true };
            o.HideClientButton = true;
            o.AddPreferredSecuritySchemes(ApiDocument.Bearer);
        }).AllowAnonymous();
        return app;
    }
}
