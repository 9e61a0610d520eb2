using Martin.Hub.Tests.Support;
using Martin.Testing.Peers;
using Martin.Testing.Servers;

namespace Martin.Hub.Tests.Scenarios;

/// <summary>One Martin with both providers' models, for all scenarios; each brings a user of its own.</summary>
public class ScenarioStage : IAsyncLifetime
{
    protected virtual bool OnPostgres => false;

    public GptServer Gpt { get; private set; } = null!;
    public GeminiServer Gemini { get; private set; } = null!;
    public MartinHost Martin { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (Gpt, Gemini) = (await GptServer.StartAsync(), await GeminiServer.StartAsync());
        Gpt.Script.Mind = Gemini.Script.Mind = Silent;
        Gpt.AllowUnofferedTools = Gemini.AllowUnofferedTools = true;
        var settings = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = Gpt.BaseUrl, ["GEMINI_BASE_URL"] = Gemini.BaseUrl, ["GOOGLE_API_KEY"] = "key", ["Models:OfflineWhenDown"] = "false",
        };
        if (OnPostgres) settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        Martin = MartinHost.Start(settings);
    }

    /// <summary>What a model says of mails that are to be sorted or answered.</summary>
    private static ModelAnswer? Silent(ModelRequest request)
    {
        if (request.LastUser.Contains("=== Mail 1, ", StringComparison.Ordinal))
            return new() { Text = _ => """{"mails":[{"number":1,"category":"important","confidence":0.9,"reason":"It is from a person.","needsReply":true,"does":"nothing","title":"","when":""}]}""" };
        return request.LastUser.Contains("The thread, the oldest first", StringComparison.Ordinal) ? new() { Text = _ => """{"body":"Hello, gladly.","confidence":0.8}""" } : null;
    }

    public async Task DisposeAsync()
    {
        await Martin.DisposeAsync();
        await Gemini.DisposeAsync();
        await Gpt.DisposeAsync();
    }
}

/// <inheritdoc/>
public sealed class ScenarioStageOnPostgres : ScenarioStage
{
    protected override bool OnPostgres => true;
}
