using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Martin.Hub.Wire;

public static class WireSetup
{
    /// <summary>JSON and MessagePack with the same names, shapes and strictness.</summary>
    public static ISignalRServerBuilder AddStrictProtocols<THub>(this ISignalRServerBuilder signalR)
    {
        signalR.AddJsonProtocol(o => o.PayloadSerializerOptions = WireJson.Options);
        signalR.AddMessagePackProtocol(o => o.SerializerOptions = WireResolver.Options);
        var services = signalR.Services;
        services.AddSingleton(new HubMethods(typeof(THub)));
        foreach (var registered in services.Where(d => d.ServiceType == typeof(IHubProtocol)).ToList())
        {
            services.Remove(registered);
            services.AddSingleton<IHubProtocol>(p => new StrictHubProtocol(
                (IHubProtocol)ActivatorUtilities.CreateInstance(p, registered.ImplementationType!), p.GetRequiredService<HubMethods>()));
        }
        return signalR;
    }
}
