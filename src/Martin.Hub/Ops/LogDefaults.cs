using Microsoft.Extensions.Configuration.Memory;

namespace Martin.Hub.Ops;

public static class LogDefaults
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",                // advises server GC, which a personal server does not want
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",            // takes the machine's uptime for a stalled check
        ["Logging:LogLevel:Orleans.Runtime.Scheduler"] = "Error",           // finds the first turn after a start, with all its compiling, long
        ["Logging:LogLevel:Microsoft.AspNetCore.Authentication"] = "None",  // logs clients that go away as failures; real ones reach ErrorEdge
        ["Logging:LogLevel:Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher"] = "None",  // HubErrors logs what deserves it
        ["Logging:LogLevel:ModelContextProtocol"] = "Error",                // tells of each call, and of wrong ones with a stack; the caller is answered
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss ",
    };

    /// <summary>A quiet console; whatever the environment says of logging goes before it.</summary>
    public static WebApplicationBuilder AddLogDefaults(this WebApplicationBuilder builder)
    {
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = Levels });
        return builder;
    }
}
