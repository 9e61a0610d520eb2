using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Martin.Testing.Peers;

/// <summary>
/// Gemini's native API: <c>streamGenerateContent?alt=sse</c>, <c>generateContent</c>, <c>embedContent</c>, <c>batchEmbedContents</c> and the list of models.
/// The key is a header.
/// </summary>
public sealed class GeminiServer : ModelPeer
{
    private const int FullDimensions = 3072;
    private const int MaxBatch = 100;

    private static readonly (string Name, string[] Methods)[] Models =
        [("gemini-3.8-flash", ["generateContent", "streamGenerateContent"]), ("gemini-embedding-001", ["embedContent", "batchEmbedContents"])];

    private int foreignSignatures;

    private GeminiServer() { }

    /// <summary>Calls that came with the mark of another model's in place of a signature.</summary>
    public int ForeignSignatures => Volatile.Read(ref foreignSignatures);

    /// <summary>Gives each call an id, as newer models do, and wants it back with the result.</summary>
    public bool GivesCallIds { get; set; }

    /// <summary>Signs texts too, in an empty part after the last word.</summary>
    public bool SignsText { get; set; }

    /// <param name="port">A fixed port, for a test that restarts the provider; 0 takes a free one.</param>
    public static async Task<GeminiServer> StartAsync(int port = 0)
    {
        var server = new GeminiServer();
        await server.ListenAsync(port, "/v1beta");
        return server;
    }

    protected override async Task HandleAsync(HttpContext http)
    {
        var key = http.Request.Headers["x-goog-api-key"].ToString();
        var inAddress = http.Request.Query.ContainsKey("key");
        if (key.Length == 0 || inAddress)
        {
            if (inAddress) Journal.Refuse("The key stands in the address, where logs keep it.");
            await RefuseAsync(http, 403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers. Please use API Key in the x-goog-api-key header.");
            return;
        }
        if (ApiKey is not null && key != ApiKey)
        {
            await RefuseAsync(http, 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                new { reason = "API_KEY_INVALID", domain = "googleapis.com" }, "google.rpc.ErrorInfo");
            return;
        }
        var path = http.Request.Path.Value!;
        if (http.Request.Method == "GET" && path == "/v1beta/models")
        {
            await http.Response.WriteAsJsonAsync(new { models = Models.Select(m => new { name = "models/" + m.Name, supportedGenerationMethods = m.Methods }) });
            return;
        }
        var at = path.LastIndexOf(':');
        if (http.Request.Method != "POST" || at < 0 || !path.StartsWith("/v1beta/models/", StringComparison.Ordinal))
        {
            await RefuseAsync(http, 404, "NOT_FOUND", "Requested entity was not found.");
            return;
        }
        var (model, method) = (path["/v1beta/models/".Length..at], path[(at + 1)..]);
        try
        {
            if (!http.Request.HasJsonContentType()) throw new PeerRefusedException("The content type must be application/json.");
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            switch (method)
            {
                case "streamGenerateContent" when http.Request.Query["alt"] != "sse": throw new PeerRefusedException("Streams are served here with alt=sse only.");
                case "streamGenerateContent": await GenerateAsync(http, model, body.RootElement, stream: true); break;
                case "generateContent": await GenerateAsync(http, model, body.RootElement, stream: false); break;
                case "embedContent": await EmbedAsync(http, model, body.RootElement); break;
                case "batchEmbedContents": await EmbedBatchAsync(http, model, body.RootElement); break;
                default: await RefuseAsync(http, 404, "NOT_FOUND", $"{method} is not served here."); break;
            }
        }
        catch (PeerRefusedException refusal)
        {
            await BadAsync(http, refusal.Message);
        }
        catch (Exception broken) when (!http.Response.HasStarted && broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            await BadAsync(http, "Invalid JSON payload received. " + broken.Message);
        }
    }

    private Task BadAsync(HttpContext http, string message)
    {
        Journal.Refuse(message);
        return RefuseAsync(http, 400, "INVALID_ARGUMENT", message);
    }

    private async Task GenerateAsync(HttpContext http, string model, JsonElement body, bool stream)
    {
        var (request, foreign) = GeminiRequestCheck.Read(model, stream, body);
        CheckDescription(GeminiDescription.Value, "GenerateContentRequest", body);
        var answer = AnswerFor(request);
        Interlocked.Add(ref foreignSignatures, foreign);
        await ExchangeAsync(http, request, async (exchange, fault) =>
        {
            if (fault is ModelFault.Status status)
            {
                var name = status.Code switch { 429 => "RESOURCE_EXHAUSTED", 401 => "UNAUTHENTICATED", 403 => "PERMISSION_DENIED", 404 => "NOT_FOUND", 503 => "UNAVAILABLE", _ => "INTERNAL" };
                if (status.RetryAfter is { } wait) await RefuseAsync(http, status.Code, name, status.Message, new { retryDelay = $"{wait.TotalSeconds:0}s" }, "google.rpc.RetryInfo");
                else await RefuseAsync(http, status.Code, name, status.Message);
                return false;
            }
            var emission = new GeminiEmission(request, answer, GivesCallIds, SignsText, (fault as ModelFault.Blocked)?.AfterTokens);
            return stream ? await StreamAsync(http, exchange, fault, answer, emission.Stream()) : await WholeAsync(http, exchange, fault, emission.Whole());
        });
    }

    private Task EmbedAsync(HttpContext http, string model, JsonElement body)
    {
        CheckDescription(GeminiDescription.Value, "EmbedContentRequest", body);
        if (body.TryGetProperty("model", out var named) && named.GetString() != $"models/{model}") throw new PeerRefusedException("The model of the request must be that of the address.");
        return http.Response.WriteAsJsonAsync(new { embedding = new { values = Vector(body) } });
    }

    private Task EmbedBatchAsync(HttpContext http, string model, JsonElement body)
    {
        CheckDescription(GeminiDescription.Value, "BatchEmbedContentsRequest", body);
        GeminiRequestCheck.Only(body, "", "requests");
        var requests = body.GetProperty("requests").EnumerateArray().ToList();
        if (requests.Count is 0 or > MaxBatch) throw new PeerRefusedException($"* BatchEmbedContentsRequest.requests: at most {MaxBatch} requests can be in one batch");
        if (requests.Exists(r => r.GetProperty("model").GetString() != $"models/{model}")) throw new PeerRefusedException("The model of each request must be that of the address.");
        return http.Response.WriteAsJsonAsync(new { embeddings = requests.Select(r => new { values = Vector(r) }) });
    }

    /// <summary>Numbers made from the text; of length 1 only at full size, as Gemini's are, and else around 7.</summary>
    private static float[] Vector(JsonElement request)
    {
        GeminiRequestCheck.Only(request, "requests", "model", "content", "taskType", "title", "outputDimensionality");
        var text = GeminiRequestCheck.TextOf(request.GetProperty("content"), "content");
        if (text.Length == 0) throw new PeerRefusedException("* EmbedContentRequest.content: contents is empty");
        var size = request.TryGetProperty("outputDimensionality", out var asked) ? asked.GetInt32() : FullDimensions;
        if (size is < 1 or > FullDimensions) throw new PeerRefusedException("* EmbedContentRequest.output_dimensionality: out of range");
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        var vector = Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var scale = (size == FullDimensions ? 1 : 6.5f + random.NextSingle()) / MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x * scale)];
    }

    private static Task RefuseAsync(HttpContext http, int code, string status, string message, object? detail = null, string? type = null)
    {
        http.Response.StatusCode = code;
        var details = new List<Dictionary<string, object?>>();
        if (detail is not null)
        {
            var fields = JsonSerializer.SerializeToElement(detail).EnumerateObject().ToDictionary(m => m.Name, m => (object?)m.Value);
            fields["@type"] = "type.googleapis.com/" + type;
            details.Add(fields);
        }
        return http.Response.WriteAsJsonAsync(new { error = new { code, message, status, details } });
    }
}
