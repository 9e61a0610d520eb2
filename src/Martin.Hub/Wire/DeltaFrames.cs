using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Martin.Hub.Turns;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Martin.Hub.Wire;

/// <summary>
/// Writes a text_delta as SignalR's JSON protocol would, without asking the serializer for each of the members that only other
/// events have: of all frames nearly every one is a delta.
/// </summary>
internal static class DeltaFrames
{
    private const byte RecordSeparator = 0x1e;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly ArrayBufferWriter<byte> Nowhere = new();

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <returns>false: it is another message, and nothing was written.</returns>
    public static bool TryWrite(HubMessage message, IBufferWriter<byte> output)
    {
        if (message is not StreamItemMessage { Headers: null or { Count: 0 }, Item: TurnEvent { Type: TurnEventType.TextDelta, Text: { } text } delta } item) return false;
        var json = writer ??= new(Nowhere, Options);
        json.Reset(output);
        try
        {
            json.WriteStartObject();
            json.WriteNumber("type"u8, HubProtocolConstants.StreamItemMessageType);
            json.WriteString("invocationId"u8, item.InvocationId);
            json.WriteStartObject("item"u8);
            json.WriteString("turnId"u8, delta.TurnId);
            json.WriteNumber("seq"u8, delta.Seq);
            json.WriteString("type"u8, "text_delta"u8);
            Span<byte> at = stackalloc byte[Instants.MaxChars];
            json.WriteString("at"u8, at[..Instants.Format(delta.At, at)]);
            json.WriteString("text"u8, text);
            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
        }
        finally
        {
            json.Reset(Nowhere);  // a thread must not hold on to a connection
        }
        output.GetSpan(1)[0] = RecordSeparator;
        output.Advance(1);
        return true;
    }
}
