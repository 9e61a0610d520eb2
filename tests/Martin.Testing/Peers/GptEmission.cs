namespace Martin.Testing.Peers;

/// <summary>An answer as chat.completion.chunk events.</summary>
internal static class GptEmission
{
    private const int ArgumentPieceChars = 12; // arguments come in several pieces, as from the real model

    /// <param name="blockedAfter">So many tokens, then OpenAI's content filter.</param>
    public static ModelEmission Of(ModelRequest request, ModelAnswer answer, string model, int? blockedAfter)
    {
        var chunks = new GptChunks($"chatcmpl-{request.Fingerprint}", model, 1_700_000_000, request.IncludeUsage);
        var tokens = new List<ReadOnlyMemory<byte>>();
        foreach (var word in ModelEmission.Words(answer.Text(request))) tokens.Add(chunks.Text(word));
        for (var i = 0; i < answer.Calls.Count; i++)
        {
            tokens.Add(chunks.CallStart(i, CallId(request, i), answer.Calls[i].Name));
            foreach (var piece in answer.Calls[i].Arguments.Chunk(ArgumentPieceChars)) tokens.Add(chunks.CallPiece(i, new string(piece)));
        }
        if (blockedAfter is { } shown) tokens = [.. tokens.Take(shown)];
        var tail = new List<ReadOnlyMemory<byte>> { chunks.Finish(blockedAfter is not null ? "content_filter" : answer.Calls.Count > 0 ? "tool_calls" : "stop") };
        if (request.IncludeUsage) tail.Add(chunks.Usage(UsageOf(request, tokens.Count)));
        tail.Add(GptChunks.Done);
        return new(tokens, chunks.Role(), tail);
    }

    /// <summary>Same request, same ids; another place in the conversation, another id.</summary>
    public static string CallId(ModelRequest request, int index) => $"call_{request.Fingerprint}{index:D2}";

    public static GptUsage UsageOf(ModelRequest request, int tokens) => new(Math.Max(1, request.Body.GetRawText().Length / 4), tokens);
}
