using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Martin.Plugins.Models.Gpt;

/// <summary>GPT through OpenAI's client: OpenAI itself, or any compatible server (Ollama, vLLM, LM Studio, Azure).</summary>
/// <param name="baseUrl">With <c>/v1</c>; null is OpenAI's own.</param>
/// <param name="http">Without a deadline of its own; null is the client's own.</param>
public sealed class GptChatClient(string? apiKey, string model, Uri? baseUrl, HttpClient? http = null) : ProviderChatClient(GptFaults.Provider)
{
    // Sent where the server asks for no key; the client insists on one.
    private const string NoKey = "none";

    // A declaration never changes, and writing its schema anew for every request costs as much as the rest of the request.
    private static readonly ConditionalWeakTable<AIFunctionDeclaration, ChatTool> KnownTools = [];

    private readonly IChatClient inner = NewClient(apiKey, baseUrl, http).GetChatClient(model).AsIChatClient();

    internal static OpenAIClient NewClient(string? apiKey, Uri? baseUrl, HttpClient? http = null)
    {
        var options = new OpenAIClientOptions
        {
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),  // what is tried again, and when, is the turn's decision
            NetworkTimeout = Timeout.InfiniteTimeSpan,           // the turn's own deadlines apply
        };
        if (baseUrl is not null) options.Endpoint = baseUrl;
        if (http is not null) options.Transport = new HttpClientPipelineTransport(http);
        return new OpenAIClient(new ApiKeyCredential(apiKey ?? NoKey), options);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) => base.GetService(serviceType, serviceKey) ?? inner.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    protected override IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IEnumerable<AIMessage> messages, ChatOptions? options, CancellationToken ct) =>
        inner.GetStreamingResponseAsync(messages, WithKnownTools(options), ct);

    private static ChatOptions? WithKnownTools(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools || !tools.All(t => t is AIFunctionDeclaration)) return options;
        var known = options.Clone();
        known.Tools = null;
        known.RawRepresentationFactory = _ =>
        {
            var request = new ChatCompletionOptions();
            foreach (var tool in tools) request.Tools.Add(KnownTools.GetValue((AIFunctionDeclaration)tool, Declared));
            return request;
        };
        return known;
    }

    // The client's own way writes schemas with line breaks and the description twice, and every request pays for it.
    private static ChatTool Declared(AIFunctionDeclaration tool) =>
        ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(GptSchema.Of(tool.JsonSchema).ToJsonString(GptSchema.Json)));

    protected override ProviderException? Translate(Exception e) => GptFaults.Of(e, "OPENAI_MODEL");
}
