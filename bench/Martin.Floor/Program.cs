using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.AI;
using OpenAI;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["PORT"]}");
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR();
builder.Services.AddSingleton(_ => new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions
{
    Endpoint = new Uri(builder.Configuration["OPENAI_BASE_URL"]!),
    RetryPolicy = new ClientRetryPolicy(0),
    NetworkTimeout = Timeout.InfiniteTimeSpan,
}).GetChatClient("gpt-5.4").AsIChatClient());
var app = builder.Build();
app.MapHub<FloorHub>("/hub");
app.Run();

/// <summary>Relays the model's stream to the caller and keeps nothing.</summary>
internal sealed class FloorHub(IChatClient model) : Hub
{
    public async IAsyncEnumerable<string> SendMessage(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var update in model.GetStreamingResponseAsync(text, cancellationToken: ct))
            if (update.Text is { Length: > 0 } token) yield return token;
    }
}
