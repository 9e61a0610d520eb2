using Martin.Data;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Martin.Hub.Ops;

/// <summary>GET /health/live and /health/ready. A check that belongs to readiness carries the tag <see cref="Ready"/>.</summary>
public static class Health
{
    public const string Ready = "ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck("process", () => HealthCheckResult.Healthy(), tags: ["live"])
            .AddCheck<DatabaseCheck>("database", tags: [Ready], timeout: Patience)
            .AddCheck<MigrationsCheck>("migrations", tags: [Ready], timeout: Patience);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", Options("live")).AllowAnonymous();
        app.MapHealthChecks("/health/ready", Options(Ready)).AllowAnonymous();
    }

    private static HealthCheckOptions Options(string tag) => new()
    {
        Predicate = check => check.Tags.Contains(tag),
        ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(Report.From(report), WireJson.Options),
        AllowCachingResponses = false,
    };

    private sealed record Report(string Status, IReadOnlyDictionary<string, string> Checks)
    {
        // Names and states only: what a check's failure says may name hosts.
        public static Report From(HealthReport report) =>
            new(Word(report.Status), report.Entries.ToDictionary(e => e.Key, e => Word(e.Value.Status)));

        private static string Word(HealthStatus status) => status == HealthStatus.Unhealthy ? "unavailable" : "ok";
    }

    private sealed class DatabaseCheck(MartinDbFactory factory) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = factory.ForMaintenance();
            return await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
        }
    }

    /// <summary>The schema is this version's.</summary>
    private sealed class MigrationsCheck(MartinDbFactory factory) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = factory.ForMaintenance();
            var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
            return pending.Any() ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy();
        }
    }
}
