using System.Net.Http.Headers;
using Martin.Data;
using Martin.Testing;
using Martin.Testing.Servers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Martin.Hub.Tests.Support;

/// <summary>A whole Martin on a real Kestrel with a data folder of its own.</summary>
public sealed class MartinHost : WebApplicationFactory<Program>
{
    public const string OwnerKey = "owner-key-of-this-test-host";
    private readonly string folder = RepoPaths.NewTempFolder("hub");
    private readonly Dictionary<string, string> settings;
    private readonly Action<IServiceCollection>? services;

    private MartinHost(Dictionary<string, string>? settings, Action<IServiceCollection>? services)
    {
        this.settings = settings ?? [];
        this.services = services;
        UseKestrel(0);
    }

    public string DataFolder => folder;
    public Uri Address => ClientOptions.BaseAddress;
    public MartinDbFactory Databases => Services.GetRequiredService<MartinDbFactory>();

    /// <param name="settings">By the names of the environment variables.</param>
    /// <param name="services">Replacements, such as a clock.</param>
    public static MartinHost Start(Dictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var host = new MartinHost(settings, services);
        host.StartServer();
        return host;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("MARTIN_DATA", folder);
        builder.UseSetting("MARTIN_OWNER_KEY", OwnerKey);
        builder.UseSetting("MARTIN_SILO_PORT", FreePorts.Take().ToString());
        builder.UseSetting("MARTIN_GATEWAY_PORT", FreePorts.Take().ToString());
        builder.UseSetting("Memory:LearnFacts", "false");  // a silent request after each turn, which most scripts know nothing of
        builder.UseSetting("Triage:OnArrival", "false");   // likewise, and it changes mails behind the test
        builder.UseSetting("Briefings:Every", "00:10:00");  // likewise: the tests brief by clocks of their own
        builder.UseSetting("Housekeeping:SettleAfter", "00:00:00");  // many share this process
        builder.UseSetting("Logging:LogLevel:Default", nameof(LogLevel.Warning));
        foreach (var limit in (string[])["Reads", "Writes", "Messages", "HubCalls", "SignIns"]) builder.UseSetting($"Limits:{limit}PerMinute", "0");  // tests are faster than people
        foreach (var (name, value) in settings) builder.UseSetting(name, value);
        if (services is not null) builder.ConfigureServices(services);
        // A clock of a test's own is not the cluster's: Orleans compares it with when the silo really started, and ends the
        // process if the silo seems to have been joining for days.
        builder.ConfigureServices(s => s.AddKeyedSingleton("Orleans.Membership", TimeProvider.System));
    }

    /// <summary>A client without a token.</summary>
    public Api Anonymous() => new(NewHttp());

    /// <summary>A device of the owner, signed in by the owner key.</summary>
    public async Task<Api> OwnerAsync() => await SignInAsync(new { ownerKey = OwnerKey });

    public async Task<Api> SignInAsync(object login)
    {
        var session = (await Anonymous().PostAsync("auth/login", login)).Data();
        return As(session);
    }

    /// <summary>A client with the tokens of this session.</summary>
    public Api As(System.Text.Json.JsonElement session)
    {
        var http = NewHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
        return new Api(http) { Session = session };
    }

    /// <summary>Another person on this Martin, signed in.</summary>
    /// <param name="key">What it signs in with; one nobody knows without it.</param>
    public async Task<Api> AddUserAsync(string email, string? key = null)
    {
        key ??= Guid.NewGuid().ToString();
        await using var db = Databases.ForMaintenance();
        db.Users.Add(new() { Id = Guid.CreateVersion7(), Email = email, OwnerKeyHash = Martin.Hub.Ops.Secrets.Hash(key), Version = 1, CreatedAt = DateTimeOffset.UtcNow });
        await db.SaveAsync(CancellationToken.None);
        return await SignInAsync(new { ownerKey = key });
    }

    // A busy server may take longer than a second to refuse a body, and longer than 100 s over a hundred megabytes.
    public HttpClient NewHttp() => new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
