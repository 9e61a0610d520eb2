using Martin.Data;
using Martin.Data.Secrets;
using Martin.Hub.Auth;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Martin.Hub.Ops;

public static class DataSetup
{
    /// <summary>The database, the clock and the box for secrets; in endpoints a <see cref="MartinDb"/> of the signed-in user.</summary>
    public static WebApplicationBuilder AddMartinData(this WebApplicationBuilder builder, MartinSettings settings)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        var factory = settings.DatabaseUrl is { } url ? MartinDbFactory.Postgres(url) : MartinDbFactory.Sqlite(settings.SqlitePath);
        _ = Task.Run(factory.Warm);                      // on another core, while the rest of the host is put together
        builder.Services.AddSingleton(_ => factory);     // by a delegate, so that the container disposes it
        builder.Services.AddSingleton<SoleNode>();
        builder.Services.AddOptions<HousekeepingOptions>().BindConfiguration(HousekeepingOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<Housekeeping>().AddHostedService(s => s.GetRequiredService<Housekeeping>());
        builder.Services.AddHostedService<Settling>();
        builder.Services.AddSingleton(new SecretBox(settings.EncryptionKey));
        builder.Services.AddScoped(services => services.GetRequiredService<MartinDbFactory>().For(SignedIn(services)));
        return builder;
    }

    private static Guid SignedIn(IServiceProvider services) =>
        services.GetRequiredService<IHttpContextAccessor>().HttpContext?.User.UserId()
        ?? throw new InvalidOperationException("Only endpoints have a signed-in user's context; elsewhere take MartinDbFactory.For(user).");
}
