using System.Data.Common;
using Martin.Data;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Martin.Hub.Ops;

public static class Preparation
{
    /// <param name="demo">The owner gets sample data, once.</param>
    public static WebApplicationBuilder AddPreparation(this WebApplicationBuilder builder, bool demo)
    {
        builder.Services.AddSingleton(s => ActivatorUtilities.CreateInstance<OwnerPreparation>(s, demo)).AddHostedService(s => s.GetRequiredService<OwnerPreparation>());
        return builder;
    }

    /// <summary>What must stand before the first request is served: the schema, a place of its own, and an owner who can sign in.</summary>
    /// <exception cref="SettingException">The database cannot be reached, or another Martin is in the way.</exception>
    public static async Task PrepareAsync(this WebApplication app)
    {
        _ = Task.Run(() => app.Services.GetServices<IHostedService>().Count()); // built on another core meanwhile; what fails, fails again at the start
        var settings = app.Services.GetRequiredService<MartinSettings>();
        var factory = app.Services.GetRequiredService<MartinDbFactory>();
        try
        {
            await app.Services.GetRequiredService<SoleNode>().ClaimAsync(app.Lifetime.ApplicationStopping);
            await factory.MigrateAsync(app.Lifetime.ApplicationStopping);
        }
        catch (DbException e) when (factory.IsPostgres && (e.SqlState is null || e.SqlState[..2] is "08" or "28" or "3D" or "53" or "57"))
        {
            throw new SettingException("DATABASE_URL", "should name a database that answers and lets this user in");
        }
        catch (Microsoft.Data.Sqlite.SqliteException e) when (e.SqliteErrorCode is 8 or 14 or 26)  // READONLY, CANTOPEN, NOTADB
        {
            throw new SettingException("MARTIN_DATA", "should be a folder that Martin may write to, with Martin's own martin.db in it");
        }
        var owner = app.Services.GetRequiredService<OwnerPreparation>().Begin(app.Lifetime.ApplicationStopping);
        app.Lifetime.ApplicationStarted.Register(() => Greet(app, settings, owner.Result));  // awaited by OwnerPreparation before anything listened
    }

    private static void Greet(WebApplication app, MartinSettings settings, string? ownerKey)
    {
        var url = settings.PublicUrl?.ToString().TrimEnd('/') ?? ListeningAt(app);
        Console.Out.WriteLine(ownerKey is null
            ? $"Martin is at {url} (sign in with your owner key; MARTIN_OWNER_KEY sets a new one)"
            : $"{url}/#key={Uri.EscapeDataString(ownerKey)}");
    }

    private static string ListeningAt(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses?.FirstOrDefault()?.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .TrimEnd('/') ?? MartinSettings.DefaultUrls;
    }
}
