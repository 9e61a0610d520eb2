using Martin.Testing.Clients;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Support;

/// <summary>For each test a Martin whose model is scripted, with the owner on a device and over REST.</summary>
public abstract class WithModel : IAsyncLifetime
{
    protected GptServer Gpt { get; private set; } = null!;
    protected MartinHost Martin { get; private set; } = null!;
    protected WireClient Device { get; private set; } = null!;
    protected Api Owner { get; private set; } = null!;

    /// <summary>Beside the model's address.</summary>
    protected virtual Dictionary<string, string> Settings => [];

    public async Task InitializeAsync()
    {
        Gpt = await GptServer.StartAsync();
        Martin = MartinHost.Start(new(Settings) { ["OPENAI_BASE_URL"] = Gpt.BaseUrl });
        Device = await WireClient.ConnectAsync(Martin.Address, MartinHost.OwnerKey);
        Owner = await Martin.OwnerAsync();
    }

    public async Task DisposeAsync()
    {
        Owner.Dispose();
        await Device.DisposeAsync();
        await Martin.DisposeAsync();
        await Gpt.DisposeAsync();
    }
}
