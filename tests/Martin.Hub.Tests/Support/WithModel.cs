using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Servers;

namespace Martin.Hub.Tests.Support;

/// <summary>For each test a Martin whose model is scripted, with the owner on a device and over REST.</summary>
public abstract class WithModel : IAsyncLifetime
{
    private GptServer? gpt;

    protected GptServer Gpt => gpt ?? throw new InvalidOperationException("These tests run over gemini.");

    /// <summary>The model that answers, whichever it is.</summary>
    protected ModelPeer Peer { get; private set; } = null!;

    protected MartinHost Martin { get; private set; } = null!;
    protected WireClient Device { get; private set; } = null!;
    protected Api Owner { get; private set; } = null!;

    /// <summary>Beside the model's address.</summary>
    protected virtual Dictionary<string, string> Settings => [];

    /// <summary>The same tests once more with the other provider, on the other database.</summary>
    protected virtual bool OverGeminiOnPostgres => false;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string>(Settings);
        if (OverGeminiOnPostgres)
        {
            Peer = await GeminiServer.StartAsync();
            (settings["GEMINI_BASE_URL"], settings["GOOGLE_API_KEY"]) = (Peer.BaseUrl, "key");
            settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        }
        else
        {
            Peer = gpt = await GptServer.StartAsync();
            settings["OPENAI_BASE_URL"] = Peer.BaseUrl;
        }
        Martin = MartinHost.Start(settings);
        Device = await WireClient.ConnectAsync(Martin.Address, MartinHost.OwnerKey);
        Owner = await Martin.OwnerAsync();
    }

    public async Task DisposeAsync()
    {
        Owner.Dispose();
        await Device.DisposeAsync();
        await Martin.DisposeAsync();
        await Peer.DisposeAsync();
    }
}
