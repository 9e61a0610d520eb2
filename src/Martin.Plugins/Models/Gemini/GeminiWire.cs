using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Martin.Plugins.Models.Gemini;

// The members of Gemini's API that Martin uses (generativelanguage v1beta: GenerateContentRequest and -Response, EmbedContentRequest).

internal sealed record GeminiRequest(
    IReadOnlyList<GeminiContent> Contents, GeminiContent? SystemInstruction, IReadOnlyList<GeminiTools>? Tools, GeminiGeneration? GenerationConfig);

internal sealed record GeminiContent(string? Role, IReadOnlyList<GeminiPart> Parts);

/// <summary>One of text, call or result; a signature may stand beside it and goes back exactly as it came.</summary>
internal sealed record GeminiPart
{
    public string? Text { get; init; }
    public GeminiCall? FunctionCall { get; init; }
    public GeminiResult? FunctionResponse { get; init; }
    public string? ThoughtSignature { get; init; }

    /// <summary>The text is a summary of what the model thought, not a part of its answer.</summary>
    public bool? Thought { get; init; }
}

internal sealed record GeminiCall(string Name, JsonElement? Args, string? Id);

internal sealed record GeminiResult(string Name, JsonElement Response, string? Id);

internal sealed record GeminiTools(IReadOnlyList<GeminiDeclaration> FunctionDeclarations);

internal sealed record GeminiDeclaration(string Name, string Description, JsonObject? Parameters);

internal sealed record GeminiGeneration
{
    public float? Temperature { get; init; }
    public int? MaxOutputTokens { get; init; }
    public string? ResponseMimeType { get; init; }
    public JsonObject? ResponseSchema { get; init; }
}

internal sealed record GeminiAnswer
{
    public IReadOnlyList<GeminiCandidate>? Candidates { get; init; }
    public GeminiFeedback? PromptFeedback { get; init; }
    public GeminiUsage? UsageMetadata { get; init; }

    /// <summary>Stands alone where a stream breaks down in its middle.</summary>
    public GeminiError? Error { get; init; }
}

internal sealed record GeminiCandidate
{
    public GeminiContent? Content { get; init; }
    public string? FinishReason { get; init; }
}

internal sealed record GeminiFeedback
{
    public string? BlockReason { get; init; }
}

/// <summary>What was thought is billed as output but not counted among the candidates' tokens.</summary>
internal sealed record GeminiUsage
{
    public long PromptTokenCount { get; init; }
    public long CandidatesTokenCount { get; init; }
    public long ThoughtsTokenCount { get; init; }
    public long CachedContentTokenCount { get; init; }

    /// <summary>What has come since: each answer of a stream tells the sum so far, and a member that one leaves out has not shrunk.</summary>
    public GeminiUsage Since(GeminiUsage told) => new()
    {
        PromptTokenCount = Math.Max(0, PromptTokenCount - told.PromptTokenCount), CandidatesTokenCount = Math.Max(0, CandidatesTokenCount - told.CandidatesTokenCount),
        ThoughtsTokenCount = Math.Max(0, ThoughtsTokenCount - told.ThoughtsTokenCount),
        CachedContentTokenCount = Math.Max(0, CachedContentTokenCount - told.CachedContentTokenCount),
    };

    public static GeminiUsage operator +(GeminiUsage a, GeminiUsage b) => new()
    {
        PromptTokenCount = a.PromptTokenCount + b.PromptTokenCount, CandidatesTokenCount = a.CandidatesTokenCount + b.CandidatesTokenCount,
        ThoughtsTokenCount = a.ThoughtsTokenCount + b.ThoughtsTokenCount, CachedContentTokenCount = a.CachedContentTokenCount + b.CachedContentTokenCount,
    };
}

internal sealed record GeminiErrorBody(GeminiError? Error);

internal sealed record GeminiError
{
    public int Code { get; init; }
    public string? Status { get; init; }
    public IReadOnlyList<GeminiErrorDetail>? Details { get; init; }
}

internal sealed record GeminiErrorDetail
{
    /// <summary>Of google.rpc.ErrorInfo, such as API_KEY_INVALID.</summary>
    public string? Reason { get; init; }

    /// <summary>Of google.rpc.RetryInfo: seconds with an s behind them.</summary>
    public string? RetryDelay { get; init; }
}

internal sealed record GeminiEmbedRequests(IReadOnlyList<GeminiEmbedRequest> Requests);

internal sealed record GeminiEmbedRequest(string Model, GeminiContent Content, string TaskType, int OutputDimensionality);

internal sealed record GeminiEmbeddings(IReadOnlyList<GeminiEmbedding>? Embeddings);

internal sealed record GeminiEmbedding(IReadOnlyList<float>? Values);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GeminiRequest))]
[JsonSerializable(typeof(GeminiAnswer))]
[JsonSerializable(typeof(GeminiErrorBody))]
[JsonSerializable(typeof(GeminiErrorBody[]))]
[JsonSerializable(typeof(GeminiEmbedRequests))]
[JsonSerializable(typeof(GeminiEmbeddings))]
internal sealed partial class GeminiJson : JsonSerializerContext;
