using Microsoft.Extensions.Options;

namespace Martin.Hub.Ops;

/// <summary>
/// Keeps what framework categories would tell of a request's query (access tokens of the hub) or of a message's content out of
/// every log, whatever levels are configured.
/// </summary>
internal sealed class QuietLogs : IPostConfigureOptions<LoggerFilterOptions>
{
    /// <summary>Category → the lowest level at which it tells neither.</summary>
    private static readonly Dictionary<string, LogLevel> Talkative = new()
    {
        ["Microsoft.AspNetCore.Hosting.Diagnostics"] = LogLevel.Error,                            // the URL with its query
        ["Microsoft.AspNetCore.HttpLogging.HttpLoggingMiddleware"] = LogLevel.Error,              // headers and query
        ["Microsoft.AspNetCore.Server.Kestrel.BadRequests"] = LogLevel.Error,                     // the request line
        ["Microsoft.AspNetCore.Server.Kestrel.Core.Internal.LoggingConnectionMiddleware"] = LogLevel.None,  // the bytes
        ["Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher"] = LogLevel.Information,    // arguments of invocations
        ["Microsoft.AspNetCore.Http.Connections"] = LogLevel.Information,                         // connection tokens
    };

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        var rules = options.Rules.ToList();
        options.Rules.Clear();
        foreach (var rule in rules) options.Rules.Add(new LoggerFilterRule(rule.ProviderName, rule.CategoryName, rule.LogLevel, Quiet(rule.Filter)));
        // Rules compete by the length of their category; these serve where no other does.
        if (!rules.Exists(r => r.ProviderName is null && r.CategoryName is null))
            options.Rules.Insert(0, new LoggerFilterRule(null, null, options.MinLevel, Quiet(null)));
    }

    private static Func<string?, string?, LogLevel, bool> Quiet(Func<string?, string?, LogLevel, bool>? wanted) =>
        (provider, category, level) => level >= Floor(category) && (wanted is null || wanted(provider, category, level));

    private static LogLevel Floor(string? category)
    {
        if (category is null) return LogLevel.Trace;
        foreach (var (prefix, floor) in Talkative)
            if (category.StartsWith(prefix, StringComparison.Ordinal)) return floor;
        return LogLevel.Trace;
    }
}
