using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Martin.Hub.Auth;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Mcp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Limits;

/// <summary>Keeps one user, or before sign-in one address, from using Martin up for the others.</summary>
public sealed class RateLimits(IRateCounter counter, IOptions<LimitOptions> options)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Counts a request and says in its answer's headers how many are left.</summary>
    /// <exception cref="CodedException">RATE_LIMITED.</exception>
    public async ValueTask CheckAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || !(context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments(McpSetup.Path))) return;
        var anonymous = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (!anonymous && context.User.Identity?.IsAuthenticated != true) return;  // refused already
        var most = anonymous ? options.Value.SignInsPerMinute
            : endpoint.RoutePattern.RawText?.EndsWith("/chat/message", StringComparison.Ordinal) == true ? options.Value.MessagesPerMinute
            : HttpMethods.IsGet(context.Request.Method) ? options.Value.ReadsPerMinute : options.Value.WritesPerMinute;
        if (most == 0) return;
        var who = anonymous ? Network(context.Connection.RemoteIpAddress) : context.User.UserId().ToString();
        var (count, resetsIn) = await counter.CountAsync($"ratelimit:{who}:{context.Request.Method} {endpoint.RoutePattern.RawText}");
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = most.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = Math.Max(0, most - count).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Seconds(resetsIn);
        if (count > most) throw CodedException.RateLimited(resetsIn);
    }

    /// <summary>Counts a call of a hub method.</summary>
    /// <exception cref="CodedException">RATE_LIMITED.</exception>
    public async ValueTask CheckAsync(Guid userId, string hubMethod)
    {
        var most = hubMethod == nameof(MartinHub.SendMessage) ? options.Value.MessagesPerMinute : options.Value.HubCallsPerMinute;
        if (most == 0) return;
        var (count, resetsIn) = await counter.CountAsync($"ratelimit:{userId}:hub {hubMethod}");
        if (count > most) throw CodedException.RateLimited(resetsIn);
    }

    /// <summary>An address as it is counted: IPv4 whole, of IPv6 the /64 that one customer has.</summary>
    internal static string Network(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    internal static string Seconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}

/// <summary>The limits at the door of the hub's methods; within <see cref="HubErrors"/>, which puts their refusals into the contract's words.</summary>
internal sealed class HubLimits(RateLimits limits) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        await limits.CheckAsync(invocationContext.Context.User!.UserId(), invocationContext.HubMethodName);
        return await next(invocationContext);
    }
}

internal static class LimitSetup
{
    public static IServiceCollection AddLimits(this IServiceCollection services, Ops.MartinSettings settings)
    {
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LocalRateCounter>().AddSingleton<RateLimits>();
        if (settings.RedisUrl is null) services.AddSingleton<IRateCounter>(s => s.GetRequiredService<LocalRateCounter>());
        else services.AddSingleton<IRateCounter, RedisRateCounter>();
        return services;
    }
}
