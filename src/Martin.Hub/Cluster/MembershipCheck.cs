using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace Martin.Hub.Cluster;

/// <summary>This node is an active member of its cluster, also where it is the only one: neither still joining nor voted dead.</summary>
internal sealed class MembershipCheck(IClusterMembershipService membership, ILocalSiloDetails self) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        membership.CurrentSnapshot.Members.TryGetValue(self.SiloAddress, out var member) && member.Status == SiloStatus.Active
            ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
