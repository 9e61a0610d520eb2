using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Martin.Plugins.Models.Gpt;

/// <summary>GPT through OpenAI's client: OpenAI itself, or any compatible server (Ollama, vLLM, LM Studio, Azure). Its failures become <see cref="ProviderException"/>.</summary>
public sealed class GptChatClient : DelegatingChatClient
{
    private const string Provider = "gpt";

    // Sent where the server asks for no key; the client insists on one.
    private const string NoKey = "none";

    // A declaration never changes, and writing its schema anew for every request costs as much as the rest of the request.
    private static readonly ConditionalWeakTable<AIFunctionDeclaration, ChatTool> KnownTools = [];

    /// <param name="baseUrl">With <c>/v1</c>; null is OpenAI's own.</param>
    public GptChatClient(string? apiKey, string model, Uri? baseUrl) : base(Create(apiKey, model, baseUrl))
    {
    }

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

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, WithKnownTools(options), cancellationToken);
        }
        catch (Exception e) when (Translate(e, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var finished = false;
        await using var updates = base.GetStreamingResponseAsync(messages, WithKnownTools(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync()) break;
            }
            catch (Exception e) when (Translate(e, cancellationToken) is { } translated)
            {
                throw translated;
            }
            finished |= updates.Current.FinishReason is not null;
            yield return updates.Current;
        }
        // A connection that closes in mid-answer looks like an end; only a finish reason is one.
        if (!finished) throw new ProviderException(Provider, ProviderFault.Unavailable, "The model's answer broke off.");
    }

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

    private static ProviderException? Translate(Exception e, CancellationToken ct) => e switch
    {
        _ when ct.IsCancellationRequested => null,
        ClientResultException { Status: 429 } limited => new(Provider, ProviderFault.RateLimited, "The model is busy. Try again in a moment.", RetryAfter(limited), e),
        ClientResultException { Status: 401 or 403 } => new(Provider, ProviderFault.Refused, "The model's provider refused the key; check OPENAI_API_KEY.", inner: e),
        ClientResultException { Status: 404 } => new(Provider, ProviderFault.Refused, "The model's provider does not know the model; check OPENAI_MODEL.", inner: e),
        ClientResultException { Status: >= 400 and < 500 } => new(Provider, ProviderFault.Refused, "The model's provider refused the request.", inner: e),
        ClientResultException or HttpRequestException or IOException or OperationCanceledException =>
            new(Provider, ProviderFault.Unavailable, "The model cannot be reached. Try again in a moment.", inner: e),
        JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException =>
            new(Provider, ProviderFault.BadAnswer, "The model gave an answer that could not be read.", inner: e),
        _ => null,
    };

    private static TimeSpan? RetryAfter(ClientResultException e) =>
        e.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) == true && int.TryParse(value, out var seconds)
            ? TimeSpan.FromSeconds(seconds) : null;
}
