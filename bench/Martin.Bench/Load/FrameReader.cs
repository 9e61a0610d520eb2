using System.Text;
using System.Text.Json;

namespace Martin.Bench.Load;

/// <summary>Reads SignalR's JSON records just far enough: which stream, which seq, which text. About a microsecond each.</summary>
internal static class FrameReader
{
    public enum Kind
    {
        Other = 0,
        Invocation = 1,
        StreamItem = 2,
        Completion = 3,
        Close = 7,
    }

    /// <summary>The head of a record; <see cref="Error"/> is a completion's.</summary>
    public readonly record struct Head(Kind Kind, int Stream, string? Error);

    /// <summary>Reads one record; a stream item goes into the log that <paramref name="find"/> gives for its stream.</summary>
    public static Head Read(ReadOnlySpan<byte> record, Func<int, StreamLog?> find, long nowUs)
    {
        var json = new Utf8JsonReader(record);
        var kind = Kind.Other;
        var stream = -1;
        string? error = null;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) kind = (Kind)Number(ref json);
            else if (json.ValueTextEquals("invocationId"u8)) stream = Id(ref json);
            else if (json.ValueTextEquals("item"u8) && find(stream) is { } log) Item(ref json, log, nowUs);
            else if (json.ValueTextEquals("error"u8)) error = Text(ref json);
            else
            {
                json.Read();
                json.Skip();
            }
        }
        return new(kind, stream, error);
    }

    private static void Item(ref Utf8JsonReader json, StreamLog log, long nowUs)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) // the floor: the token's text and nothing else
        {
            log.Text(json.ValueSpan, nowUs);
            return;
        }
        long seq = 0, toSeq = 0;
        ReadOnlySpan<byte> type = default, text = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("seq"u8)) seq = Number(ref json);
            else if (json.ValueTextEquals("toSeq"u8)) toSeq = Number(ref json);
            else if (json.ValueTextEquals("type"u8))
            {
                json.Read();
                type = json.ValueSpan;
            }
            else if (json.ValueTextEquals("text"u8))
            {
                json.Read();
                text = json.ValueSpan;
            }
            else if (log.LastSeq == 0 && json.ValueTextEquals("turnId"u8)) log.Turn(Text(ref json)!);
            else
            {
                json.Read();
                json.Skip();
            }
        }
        log.At(seq, type.SequenceEqual("turn_reset"u8), toSeq);
        if (type.SequenceEqual("text_delta"u8)) log.Text(text, nowUs);
        log.Added();
        if (type.SequenceEqual("turn_completed"u8)) log.Over();
        if (type.SequenceEqual("turn_failed"u8) || type.SequenceEqual("turn_cancelled"u8)) log.Fail(Encoding.UTF8.GetString(type));
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }

    private static long Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }

    private static int Id(ref Utf8JsonReader json)
    {
        json.Read();
        return System.Buffers.Text.Utf8Parser.TryParse(json.ValueSpan, out int id, out _) ? id : -1;
    }
}
