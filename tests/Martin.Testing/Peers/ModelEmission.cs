namespace Martin.Testing.Peers;

/// <summary>The pieces of one answer in the order they are sent, each an event in UTF-8; each of <see cref="Tokens"/> is paced and counted.</summary>
public sealed record ModelEmission(IReadOnlyList<ReadOnlyMemory<byte>> Tokens, ReadOnlyMemory<byte> Head, IReadOnlyList<ReadOnlyMemory<byte>> Tail)
{
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
