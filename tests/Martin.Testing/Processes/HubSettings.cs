using Martin.Testing.Servers;

namespace Martin.Testing.Processes;

/// <summary>What a <see cref="HubProcess"/> is started with; kept over its restarts.</summary>
public sealed class HubSettings
{
    public int Port { get; init; } = FreePorts.Take();
    public int SiloPort { get; init; } = FreePorts.Take();
    public int GatewayPort { get; init; } = FreePorts.Take();
    /// <summary>MARTIN_DATA; a fresh temp folder unless given.</summary>
    public string Data { get; init; } = RepoPaths.NewTempFolder("data");
    /// <summary>MARTIN_OWNER_KEY.</summary>
    public string OwnerKey { get; init; } = "owner-key-of-a-test-0123456789abcdef";
    public string? DatabaseUrl { get; init; }
    public string? RedisUrl { get; init; }
    /// <summary>OPENAI_BASE_URL, e.g. <c>GptServer.BaseUrl</c>; null = the offline model.</summary>
    public string? OpenAiBaseUrl { get; init; }
    /// <summary>"TurnStored", "StepStored:2" …: the process kills itself at that (n-th) event of Martin.Turns or Martin.Actions, once.</summary>
    public string? KillAt { get; set; }
    /// <summary>Further assemblies with a startup hook, by their paths.</summary>
    public List<string> StartupHooks { get; } = [];
    /// <summary>Anything else; wins over the above.</summary>
    public Dictionary<string, string> Environment { get; } = [];
    public List<string> Arguments { get; } = [];

    /// <summary>Says that the kill switch has fired; while it exists the switch stays quiet.</summary>
    public string KillMarker => Path.Combine(Data, "killed");

    internal Dictionary<string, string> ToEnvironment()
    {
        // A clean environment: a key or URL of the developer's own must not reach a test.
        var env = new Dictionary<string, string>();
        foreach (System.Collections.DictionaryEntry own in System.Environment.GetEnvironmentVariables())
            if (own is { Key: string name, Value: string value }
                && (name is "PATH" or "HOME" or "TMPDIR" or "LANG" or "TZ" || name.StartsWith("DOTNET_", StringComparison.Ordinal))) env[name] = value; // DOTNET_PerfMapEnabled and the like
        env["PORT"] = $"{Port}";
        env["MARTIN_SILO_PORT"] = $"{SiloPort}";
        env["MARTIN_GATEWAY_PORT"] = $"{GatewayPort}";
        env["MARTIN_DATA"] = Data;
        env["MARTIN_OWNER_KEY"] = OwnerKey;
        env["Memory__LearnFacts"] = "false";  // a silent request after each turn, which most scripts know nothing of
        env["Triage__OnArrival"] = "false";   // likewise
        if (DatabaseUrl is not null) env["DATABASE_URL"] = DatabaseUrl;
        if (RedisUrl is not null) env["REDIS_URL"] = RedisUrl;
        if (OpenAiBaseUrl is not null) env["OPENAI_BASE_URL"] = OpenAiBaseUrl;
        if (KillAt is not null)
        {
            env["MARTIN_KILL_AT"] = KillAt;
            env["MARTIN_KILL_MARKER"] = KillMarker;
        }
        IEnumerable<string> hooks = KillAt is null ? StartupHooks : [.. StartupHooks, RepoPaths.Built("tests", "Martin.KillSwitch")];
        if (hooks.Any()) env["DOTNET_STARTUP_HOOKS"] = string.Join(Path.PathSeparator, hooks);
        foreach (var (name, value) in Environment) env[name] = value;
        return env;
    }
}
