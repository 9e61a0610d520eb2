using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Martin.Testing.Peers;

/// <summary>OpenAI, or a compatible server: <c>/v1/chat/completions</c> (streaming and not) and <c>/v1/models</c>. The key is a bearer.</summary>
public sealed class GptServer : ModelPeer
{
    private GptServer() { }

    public GptEmbeddings Embeddings { get; } = new();

    /// <param name="port">A fixed port, for a test that restarts the provider; 0 takes a free one.</param>
    public static async Task<GptServer> StartAsync(int port = 0)
    {
        var server = new GptServer();
        await server.ListenAsync(port, "/v1");
        return server;
    }

    protected override Task HandleAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        _ when ApiKey is not null && http.Request.Headers.Authorization != $"Bearer {ApiKey}" =>
            FailAsync(http, 401, "Incorrect API key provided.", null, "invalid_api_key"),
        ("POST", "/v1/chat/completions") => ChatAsync(http),
        ("POST", "/v1/embeddings") => Embeddings.AnswerAsync(http, FailAsync),
        ("GET", "/v1/models") => http.Response.WriteAsync(
            "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-5.4\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"test\"}]}"),
        _ => FailAsync(http, 404, $"Unknown request URL: {http.Request.Method} {http.Request.Path}.", null, "unknown_url"),
    };

    private async Task ChatAsync(HttpContext http)
    {
        ModelRequest request;
        ModelAnswer answer;
        try
        {
            if (!http.Request.HasJsonContentType()) throw new PeerRefusedException("The content type must be application/json.");
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            request = GptRequestCheck.Read(body.RootElement);
            CheckDescription(GptDescription.Value, "CreateChatCompletionRequest", body.RootElement);
            answer = AnswerFor(request);
        }
        catch (PeerRefusedException refusal)
        {
            Journal.Refuse(refusal.Message);
            await FailAsync(http, 400, refusal.Message, refusal.Param, refusal.Code);
            return;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException) // no JSON, or a member of another type
        {
            Journal.Refuse(broken.Message);
            await FailAsync(http, 400, "We could not parse the JSON body of your request: " + broken.Message, null, null);
            return;
        }
        await ExchangeAsync(http, request, (exchange, fault) => AnswerAsync(http, exchange, fault, answer));
    }

    private async Task<bool> AnswerAsync(HttpContext http, ModelExchange exchange, ModelFault? fault, ModelAnswer answer)
    {
        var request = exchange.Request;
        if (fault is ModelFault.Status status)
        {
            if (status.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", null);
            await FailAsync(http, status.Code, status.Message, null, status.ErrorCode);
            return false;
        }
        var blockedAfter = (fault as ModelFault.Blocked)?.AfterTokens;
        return request.Stream
            ? await StreamAsync(http, exchange, fault, answer, GptEmission.Of(request, answer, request.Model, blockedAfter))
            : await WholeAsync(http, exchange, fault, GptWhole.Of(request, answer, blockedAfter));
    }

    private static Task FailAsync(HttpContext http, int code, string message, string? param, string? errorCode)
    {
        http.Response.StatusCode = code;
        var type = code switch { 401 or 400 or 404 => "invalid_request_error", 429 => "requests", _ => "server_error" };
        return http.Response.WriteAsJsonAsync(new { error = new { message, type, param, code = errorCode } });
    }
}
