using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Briefing;
using Martin.Hub.Cluster;
using Martin.Hub.Errors;
using Martin.Hub.Limits;
using Martin.Hub.Models;
using Martin.Hub.Notifications;
using Martin.Hub.Ops;
using Martin.Hub.Sync;
using Martin.Hub.Wire;
using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Turns;

public static class TurnSetup
{
    /// <summary>A frame beyond this closes the connection (contract, section 3).</summary>
    private const long MaxFrameBytes = 1024 * 1024;

    /// <summary>The hub and the turn engine behind it; pushes cross nodes through Redis when REDIS_URL is set.</summary>
    public static WebApplicationBuilder AddTurns(this WebApplicationBuilder builder, MartinSettings settings)
    {
        builder.Services.AddOptions<TurnOptions>().BindConfiguration(TurnOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TurnServices>();
        builder.Services.AddSingleton<LocalTurns>();
        builder.Services.AddSingleton<TurnFeed>();
        builder.Services.AddSingleton<TurnCalls>();
        builder.Services.AddSingleton<TurnDesk>();
        builder.Services.AddSingleton<ConversationSummaries>().AddHostedService(s => s.GetRequiredService<ConversationSummaries>());
        builder.Services.AddSingleton<SharedKeys>().AddHostedService(s => s.GetRequiredService<SharedKeys>());
        builder.Services.AddSingleton<Pusher>();
        builder.Services.AddSingleton<ActionEnding>();
        builder.Services.AddOptions<OutsideOptions>().BindConfiguration(OutsideOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.StaleAfter > o.Deadline, "Outside:StaleAfter should be longer than Outside:Deadline, or an attempt under way is taken for a lost one.").ValidateOnStart();
        builder.Services.AddSingleton<OutsideWork>().AddHostedService(s => s.GetRequiredService<OutsideWork>());
        builder.Services.AddSingleton<ActionDesk>();
        builder.Services.AddSingleton<SyncDesk>();
        builder.Services.AddHostedService<TurnSweep>();
        builder.Services.AddSingleton<Expiry>().AddHostedService(s => s.GetRequiredService<Expiry>());
        builder.Services.AddOptions<PushOptions>().BindConfiguration(PushOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.OverdueAfter > o.Every, "Pushes:OverdueAfter should be longer than Pushes:Every, by which it is noted what was pushed.").ValidateOnStart();
        builder.Services.AddHostedService<PushSweep>();
        builder.Services.AddOptions<ReminderOptions>().BindConfiguration(ReminderOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHostedService<Reminders>();
        builder.Services.AddOptions<BriefingOptions>().BindConfiguration(BriefingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHostedService<Briefings>();
        builder.Services.AddSessionWatch<MartinHub>();
        var signalR = builder.Services.AddSignalR(o =>
        {
            o.MaximumReceiveMessageSize = MaxFrameBytes;
            o.MaximumParallelInvocationsPerClient = 16;
            o.AddFilter<HubErrors>();
            o.AddFilter<HubLimits>();
        }).AddStrictProtocols<MartinHub>();
        builder.Services.AddSingleton<HubConnectionHandler<MartinHub>, DirectHubHandler<MartinHub>>();
        if (settings.RedisUrl is { } redis) SpreadByRedis(signalR, redis);
        return builder;
    }

    // A method of its own: without Redis its client is never loaded.
    private static void SpreadByRedis(ISignalRServerBuilder signalR, RedisUrl redis) => signalR.AddStackExchangeRedis(o => o.Configuration = redis.ToOptions());
}
