using System.Text;

namespace Martin.Testing.Peers;

/// <summary>Encodes one answer as chat.completion.chunk events, each piece once and straight to UTF-8.</summary>
internal sealed class GptChunks(string id, string model, long created, bool usage)
{
    private readonly string head =
        $"data: {{\"id\":\"{id}\",\"object\":\"chat.completion.chunk\",\"created\":{created},\"model\":{Json(model)},\"service_tier\":\"default\",\"choices\":[";
    private readonly string tail = usage ? "],\"usage\":null}\n\n" : "]}\n\n";

    public static ReadOnlyMemory<byte> Done { get; } = "data: [DONE]\n\n"u8.ToArray();

    public byte[] Role() => Choice("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", null);
    public byte[] Text(string text) => Choice($"{{\"content\":{Json(text)}}}", null);
    public byte[] Finish(string reason) => Choice("{}", reason);

    /// <summary>The first delta of a call carries index, id and name; OpenAI sends the arguments after it.</summary>
    public byte[] CallStart(int index, string callId, string name) => Choice(
        $"{{\"tool_calls\":[{{\"index\":{index},\"id\":\"{callId}\",\"type\":\"function\",\"function\":{{\"name\":{Json(name)},\"arguments\":\"\"}}}}]}}", null);

    public byte[] CallPiece(int index, string arguments) => Choice(
        $"{{\"tool_calls\":[{{\"index\":{index},\"function\":{{\"arguments\":{Json(arguments)}}}}}]}}", null);

    public byte[] Usage(GptUsage used) => Encoding.UTF8.GetBytes($"{head}],\"usage\":{used.ToJson()}}}\n\n");

    private byte[] Choice(string delta, string? finish) => Encoding.UTF8.GetBytes(
        $"{head}{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{(finish is null ? "null" : Json(finish))}}}{tail}");

    public static string Json(string text) => PeerJson.Text(text);
}

/// <summary>Token counts as this fake counts them: a token is a piece it emits, a prompt token four characters of the body.</summary>
internal readonly record struct GptUsage(int Prompt, int Completion)
{
    public string ToJson() => $"{{\"prompt_tokens\":{Prompt},\"completion_tokens\":{Completion},\"total_tokens\":{Prompt + Completion}}}";
}
