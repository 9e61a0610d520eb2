using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Martin.Plugins.Models.Gpt;

/// <summary>GPT through OpenAI's client: OpenAI itself, or any compatible server (Ollama, vLLM, LM Studio, Azure).</summary>
/// <param name="baseUrl">With <c>/v1</c>; null is OpenAI's own.</param>
public sealed class GptChatClient(string? apiKey, string model, Uri? baseUrl) : ProviderChatClient("gpt")
{
    // Sent where the server asks for no key; the client insists on one.
    private const string NoKey = "none";

    // A 429 that waiting does not mend.
    private const string OutOfQuota = "insufficient_quota";

    // A declaration never changes, and writing its schema anew for every request costs as much as the rest of the request.
    private static readonly ConditionalWeakTable<AIFunctionDeclaration, ChatTool> KnownTools = [];

    private readonly IChatClient inner = Create(apiKey, model, baseUrl);

    private static IChatClient Create(string? apiKey, string model, Uri? baseUrl)
    {
        var options = new OpenAIClientOptions
        {
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),  // what is tried again, and when, is the turn's decision
            NetworkTimeout = Timeout.InfiniteTimeSpan,           // the turn's own deadlines apply
        };
        if (baseUrl is not null) options.Endpoint = baseUrl;
        return new OpenAIClient(new ApiKeyCredential(apiKey ?? NoKey), options).GetChatClient(model).AsIChatClient();
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
            foreach (var tool in tools) request.Tools.Add(KnownTools.GetValue((AIFunctionDeclaration)tool, t => t.AsOpenAIChatTool()));
            return request;
        };
        return known;
    }

    protected override ProviderException? Translate(Exception e) => e switch
    {
        ClientResultException { Status: 429 } quota when CodeOf(quota) == OutOfQuota =>
            Fault(ProviderFault.Refused, "The quota at the model's provider is used up; check its plan and billing.", inner: e),
        ClientResultException { Status: 429 } limited => Busy(RetryAfter(limited), e),
        ClientResultException { Status: 401 or 403 } => Fault(ProviderFault.Refused, "The model's provider refused the key; check OPENAI_API_KEY.", inner: e),
        ClientResultException { Status: 404 } => Fault(ProviderFault.Refused, "The model's provider does not know the model; check OPENAI_MODEL.", inner: e),
        ClientResultException { Status: >= 400 and < 500 } => Fault(ProviderFault.Refused, "The model's provider refused the request.", inner: e),
        ClientResultException => Fault(ProviderFault.Unavailable, "The model cannot be reached. Try again in a moment.", inner: e),
        _ => null,
    };

    private static TimeSpan? RetryAfter(ClientResultException e) =>
        e.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) == true && double.TryParse(value, out var seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds)) : null;

    private static string? CodeOf(ClientResultException e)
    {
        try
        {
            using var body = JsonDocument.Parse(e.GetRawResponse()?.Content ?? BinaryData.FromString("null"));
            return body.RootElement.GetProperty("error").GetProperty("code").GetString();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
