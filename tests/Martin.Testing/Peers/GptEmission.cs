namespace Martin.Testing.Peers;

/// <summary>The pieces of one answer in the order they are sent; each <see cref="Token"/> is paced and counted.</summary>
internal sealed record GptEmission(IReadOnlyList<ReadOnlyMemory<byte>> Tokens, ReadOnlyMemory<byte> Head, IReadOnlyList<ReadOnlyMemory<byte>> Tail)
{
    private const int ArgumentPieceChars = 12; // arguments come in several pieces, as from the real model

    public static GptEmission Of(GptRequest request, GptAnswer answer, string model)
    {
        var fingerprint = request.Fingerprint;
        var chunks = new GptChunks($"chatcmpl-{fingerprint}", model, 1_700_000_000, request.IncludeUsage);
        var tokens = new List<ReadOnlyMemory<byte>>();
        foreach (var word in Words(answer.Text(request))) tokens.Add(chunks.Text(word));
        for (var i = 0; i < answer.Calls.Count; i++)
        {
            tokens.Add(chunks.CallStart(i, CallId(request, i), answer.Calls[i].Name));
            foreach (var piece in answer.Calls[i].Arguments.Chunk(ArgumentPieceChars)) tokens.Add(chunks.CallPiece(i, new string(piece)));
        }
        var tail = new List<ReadOnlyMemory<byte>> { chunks.Finish(answer.Calls.Count > 0 ? "tool_calls" : "stop") };
        if (request.IncludeUsage) tail.Add(chunks.Usage(UsageOf(request, tokens.Count)));
        tail.Add(GptChunks.Done);
        return new(tokens, chunks.Role(), tail);
    }

    /// <summary>Same request, same ids; another place in the conversation, another id.</summary>
    public static string CallId(GptRequest request, int index) => $"call_{request.Fingerprint}{index:D2}";

    public static GptUsage UsageOf(GptRequest request, int tokens) => new(Math.Max(1, request.Body.GetRawText().Length / 4), tokens);

    /// <summary>Splits text into words that keep the blank before them, so that the pieces joined are the text.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] != ' ' || text[i - 1] == ' ') continue;
            yield return text[start..i];
            start = i;
        }
        if (start < text.Length) yield return text[start..];
    }
}
