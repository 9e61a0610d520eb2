using Martin.Testing.Processes;

namespace Martin.Bench.Servers;

/// <summary>P: the real hub with everything on, a user of its own for every stream.</summary>
internal sealed class MartinSubject(HubProcess hub, Accounts accounts) : Subject
{
    /// <summary>Accounts made for a run; no row with streams has more.</summary>
    public const int MaxUsers = 200;

    public override string Name => "P";
    public override int Pid => hub.Pid;
    public override Uri Hub => new(hub.Url, "/hub");
    public override string Message(string text) => $"{{\"clientMessageId\":\"{Guid.CreateVersion7()}\",\"text\":\"{text}\"}}";
    public override string? Token(int user) => accounts.Token(user);

    public static async Task<MartinSubject> StartAsync(string modelUrl, int users = MaxUsers)
    {
        var settings = new HubSettings { OpenAiBaseUrl = modelUrl };
        settings.Environment["JWT_SECRET"] = Accounts.JwtSecret;
        var hub = await HubProcess.StartAsync(settings);
        try
        {
            return new(hub, await Accounts.CreateAsync(hub, users));
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await hub.DisposeAsync();
    }
}
