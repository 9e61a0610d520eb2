using Martin.Data;
using Martin.Hub.Demo;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Ops;

/// <summary>Sees to the owner's account while the silo starts; nothing listens before it is there.</summary>
/// <remarks>The first query of a process takes nearly half a second to compile, as long as the silo takes to start.</remarks>
internal sealed class OwnerPreparation(MartinDbFactory databases, MartinSettings settings, TimeProvider clock, bool demo) : IHostedService
{
    private Task<string?>? owner;

    /// <summary>To be called once, when the schema stands.</summary>
    /// <returns>The key to print; null when only its hash is known here.</returns>
    public Task<string?> Begin(CancellationToken ct) => owner = Task.Run(() => PrepareAsync(ct), ct);

    private async Task<string?> PrepareAsync(CancellationToken ct)
    {
        var key = await OwnerAccount.EnsureAsync(databases, settings, clock, ct);
        if (!demo) return key;
        await using var all = databases.ForMaintenance();
        var owner = await all.Users.Where(u => u.Email == OwnerAccount.Email).Select(u => u.Id).SingleAsync(ct);
        await using var db = databases.For(owner);
        await new DemoSeed(db, clock).PlantAsync(ct);
        return key;
    }

    // The web server is the last hosted service of all.
    public Task StartAsync(CancellationToken cancellationToken) => owner ?? throw new InvalidOperationException("The owner's account was not begun.");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
