using System.Buffers.Text;
using System.Text;

namespace Martin.Bench.Upstream;

/// <summary>
/// Builds chat.completion.chunk events, or Gemini's GenerateContentResponse ones, as HTTP chunks without allocation. A token's text is <c>index:µs </c>, the time being the moment of
/// its emission on <see cref="Clock"/>; or a word of English with its blank.
/// </summary>
internal sealed class TokenWriter(bool gemini, bool words)
{
    private static readonly byte[][] Words = [.. "I moved your lunch with Ana to one o'clock on Thursday, and the dentist is at nine. Nobody has been told yet: shall I invite her, or would you rather call? "
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => Encoding.UTF8.GetBytes($"{w} "))];

    private const string Head = "data: {\"id\":\"chatcmpl-bench0000000000000000\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-5.4\",\"service_tier\":\"default\",\"choices\":[";
    private static readonly byte[] TokenHead = Encoding.UTF8.GetBytes(Head + "{\"index\":0,\"delta\":{\"content\":\"");
    private static readonly byte[] TokenTail = "\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"u8.ToArray();

    private const string GeminiHead = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"";
    private const string GeminiTail = "\"}],\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":100,\"candidatesTokenCount\":1,\"totalTokenCount\":101},\"modelVersion\":\"gemini-3.8-flash\",\"responseId\":\"bench0000000000000000\"}\r\n\r\n";
    private const string ResponseHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n";
    private readonly byte[] tokenHead = gemini ? Encoding.UTF8.GetBytes(GeminiHead) : TokenHead;
    private readonly byte[] tokenTail = gemini ? Encoding.UTF8.GetBytes(GeminiTail) : TokenTail;

    /// <summary>Response head and, from OpenAI, the chunk that names the role.</summary>
    public ReadOnlyMemory<byte> Opening => gemini ? GeminiOpening : GptOpening;

    private static readonly byte[] GeminiOpening = Encoding.UTF8.GetBytes(ResponseHead);

    private static readonly byte[] GptOpening = Encoding.UTF8.GetBytes(
        ResponseHead + Chunk(Head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"));

    private byte[] buffer = new byte[64 * 1024];
    private int length;

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    public void Clear() => length = 0;

    public void Token(int index)
    {
        if (buffer.Length - length < 512) Array.Resize(ref buffer, buffer.Length * 2);
        var start = length;
        length += 6; // four hex digits and CRLF, filled in when the size is known
        Put(tokenHead);
        if (words) Put(Words[index % Words.Length]);
        else Stamp(index);
        Put(tokenTail);
        Utf8Formatter.TryFormat(length - start - 6, buffer.AsSpan(start), out _, new('x', 4));
        buffer[start + 4] = (byte)'\r';
        buffer[start + 5] = (byte)'\n';
        Put("\r\n"u8);
    }

    private void Stamp(int index)
    {
        Number(index);
        buffer[length++] = (byte)':';
        Number(Clock.Us);
        buffer[length++] = (byte)' ';
    }

    /// <summary>Finish reason, usage, [DONE] and the end of the response.</summary>
    public void End(int tokens)
    {
        var end = gemini ? Chunk(GeminiHead + GeminiTail.Replace("\"index\":0", "\"finishReason\":\"STOP\",\"index\":0", StringComparison.Ordinal)) + "0\r\n\r\n" : Chunk(Head + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}\n\n")
            + Chunk(Head + $"],\"usage\":{{\"prompt_tokens\":100,\"completion_tokens\":{tokens},\"total_tokens\":{tokens + 100}}}}}\n\n")
            + Chunk("data: [DONE]\n\n") + "0\r\n\r\n";
        if (buffer.Length - length < end.Length) Array.Resize(ref buffer, buffer.Length * 2);
        Put(Encoding.UTF8.GetBytes(end));
    }

    private static string Chunk(string data) => $"{data.Length:x4}\r\n{data}\r\n";

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written);
        length += written;
    }
}
