using System.Buffers.Binary;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Martin.Testing.Peers;

/// <summary>OpenAI's <c>/v1/embeddings</c>: texts that share words lie near each other. It refuses what OpenAI refuses.</summary>
public sealed partial class GptEmbeddings
{
    private const int Dimensions = 1536;
    private const int MaxInputs = 2_048;

    private int requests;

    /// <summary>Answered with this status instead, until it is 0 again.</summary>
    public int FailWith { get; set; }

    /// <summary>Pause before an answer.</summary>
    public TimeSpan Wait { get; set; }

    public int Requests => Volatile.Read(ref requests);

    internal async Task AnswerAsync(HttpContext http, Func<HttpContext, int, string, string?, string?, Task> failAsync)
    {
        Interlocked.Increment(ref requests);
        if (Wait > TimeSpan.Zero) await Task.Delay(Wait, http.RequestAborted);
        if (FailWith != 0)
        {
            await failAsync(http, FailWith, "The server had an error while processing your request.", null, "server_error");
            return;
        }
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (Problem(body.RootElement) is { } problem)
        {
            await failAsync(http, 400, problem, "input", null);
            return;
        }
        var input = body.RootElement.GetProperty("input");
        List<string> texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(i => i.GetString()!)] : [input.GetString()!];
        var base64 = body.RootElement.TryGetProperty("encoding_format", out var format) && format.GetString() == "base64";
        var tokens = texts.Sum(t => Words().Count(t));
        await http.Response.WriteAsJsonAsync(new
        {
            @object = "list", model = body.RootElement.GetProperty("model").GetString(), usage = new { prompt_tokens = tokens, total_tokens = tokens },
            data = texts.Select((t, i) => new { @object = "embedding", index = i, embedding = base64 ? (object)Convert.ToBase64String(Bytes(VectorOf(t))) : VectorOf(t) }),
        });
    }

    private static string? Problem(JsonElement body)
    {
        if (GptDescription.Value?.Problem("CreateEmbeddingRequest", body) is { } problem) return problem;
        var input = body.GetProperty("input");
        if (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() is 0 or > MaxInputs) return "'$.input' is invalid.";
        if (body.TryGetProperty("dimensions", out var dimensions) && dimensions.GetInt32() != Dimensions) return "This model does not support that number of dimensions.";
        return input.ValueKind == JsonValueKind.String || input.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String && i.GetString()!.Length > 0) ? null : "'$.input' is invalid.";
    }

    private static float[] VectorOf(string text)
    {
        var vector = new float[Dimensions];
        vector[0] = 0.1f;
        foreach (Match word in Words().Matches(text.ToLowerInvariant()))
        {
            var hash = word.Value.Aggregate(2_166_136_261u, (h, c) => (h ^ c) * 16_777_619);
            vector[1 + (int)(hash % (Dimensions - 1))] += 1;
        }
        var length = MathF.Sqrt(vector.Sum(v => v * v));
        return [.. vector.Select(v => v / length)];
    }

    private static byte[] Bytes(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        return bytes;
    }

    [GeneratedRegex(@"\w{3,}")]
    private static partial Regex Words();
}
