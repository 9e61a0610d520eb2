using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Martin.Hub.Http;

/// <summary>The web client from wwwroot; without one Martin works all the same.</summary>
internal static class StaticClient
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static IApplicationBuilder UseStaticClient(this WebApplication app)
    {
        if (Files(app.Environment) is not { } files) return app;
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, DefaultFileNames = ["index.html"] });
        return app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = Cache });
    }

    /// <summary>wwwroot of the working folder, or beside the program when it was started from elsewhere.</summary>
    private static IFileProvider? Files(IWebHostEnvironment environment)
    {
        if (Directory.Exists(environment.WebRootPath)) return environment.WebRootFileProvider;
        var beside = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        return Directory.Exists(beside) ? new PhysicalFileProvider(beside) : null;
    }

    // The build puts a hash of its content into the name of everything under /assets.
    private static void Cache(StaticFileResponseContext file) => file.Context.Response.Headers.CacheControl =
        file.Context.Request.Path.StartsWithSegments("/assets") ? $"public, max-age={(long)Year.TotalSeconds}, immutable" : "no-cache";
}
