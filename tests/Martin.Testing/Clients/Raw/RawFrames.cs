using System.Buffers;
using System.Text;
using System.Text.Json;
using MessagePack;

namespace Martin.Testing.Clients.Raw;

/// <summary>Message types of the SignalR hub protocol.</summary>
public static class RawType
{
    public const int Invocation = 1;
    public const int StreamItem = 2;
    public const int Completion = 3;
    public const int StreamInvocation = 4;
    public const int CancelInvocation = 5;
    public const int Ping = 6;
    public const int Close = 7;
}

/// <summary>A message that the server sent. <see cref="Value"/> is a stream item, a result, or the arguments of a push, as JSON.</summary>
/// <param name="Bytes">Its length on the wire, the length prefix or record separator included.</param>
public sealed record RawMessage(int Type, string? Id, string? Target, string? Error, JsonElement? Value, int Bytes);

/// <summary>Writes and reads single frames of the SignalR hub protocol, with no opinion on what they say.</summary>
public static class RawFrames
{
    private const byte RecordSeparator = 0x1e;

    public static byte[] Handshake(WireProtocol protocol) =>
        Json($"{{\"protocol\":\"{(protocol == WireProtocol.Json ? "json" : "messagepack")}\",\"version\":1}}");

    /// <param name="id">Any value, for frames with bad ids; null leaves it out.</param>
    public static byte[] Call(WireProtocol protocol, int type, RawValue? id, RawValue target, RawValue arguments, IReadOnlyList<string>? streamIds = null)
    {
        if (protocol == WireProtocol.MessagePack)
            return Packed(RawValue.List(RawValue.Of(type), RawValue.Map(), id ?? RawValue.Null, target, arguments, RawValue.List([.. (streamIds ?? []).Select(RawValue.Of)])));
        var members = new List<(string, RawValue)> { ("type", RawValue.Of(type)), ("target", target), ("arguments", arguments) };
        if (id is not null) members.Insert(1, ("invocationId", id));
        if (streamIds is not null) members.Add(("streamIds", RawValue.List([.. streamIds.Select(RawValue.Of)])));
        return Json(RawValue.Map(members).Json);
    }

    public static byte[] Cancel(WireProtocol protocol, string id) => protocol == WireProtocol.Json
        ? Json(RawValue.Map(("type", RawValue.Of(RawType.CancelInvocation)), ("invocationId", RawValue.Of(id))).Json)
        : Packed(RawValue.List(RawValue.Of(RawType.CancelInvocation), RawValue.Map(), RawValue.Of(id)));

    /// <summary>An item of an uploaded stream.</summary>
    public static byte[] Item(WireProtocol protocol, string id, RawValue item) => protocol == WireProtocol.Json
        ? Json(RawValue.Map(("type", RawValue.Of(RawType.StreamItem)), ("invocationId", RawValue.Of(id)), ("item", item)).Json)
        : Packed(RawValue.List(RawValue.Of(RawType.StreamItem), RawValue.Map(), RawValue.Of(id), item));

    /// <summary>The end of an uploaded stream.</summary>
    public static byte[] Complete(WireProtocol protocol, string id) => protocol == WireProtocol.Json
        ? Json(RawValue.Map(("type", RawValue.Of(RawType.Completion)), ("invocationId", RawValue.Of(id))).Json)
        : Packed(RawValue.List(RawValue.Of(RawType.Completion), RawValue.Map(), RawValue.Of(id), RawValue.Of(2)));

    public static byte[] Json(string text) => [.. Encoding.UTF8.GetBytes(text), RecordSeparator];

    /// <summary>With the length before it, in groups of seven bits.</summary>
    public static byte[] Packed(RawValue message)
    {
        var body = message.Packed;
        var prefix = new List<byte>();
        for (var rest = (uint)body.Count; ; rest >>= 7)
        {
            prefix.Add((byte)((rest & 0x7f) | (rest > 0x7f ? 0x80u : 0)));
            if (rest <= 0x7f) return [.. prefix, .. body];
        }
    }

    /// <summary>Takes one whole message off the front, if there is one.</summary>
    public static RawMessage? TryTake(WireProtocol protocol, List<byte> received) =>
        protocol == WireProtocol.Json ? TakeJson(received) : TakePacked(received);

    /// <summary>Takes the answer to the handshake off the front.</summary>
    public static bool TryTakeHandshake(List<byte> received)
    {
        var end = received.IndexOf(RecordSeparator);
        if (end >= 0) received.RemoveRange(0, end + 1);
        return end >= 0;
    }

    private static RawMessage? TakeJson(List<byte> received)
    {
        var end = received.IndexOf(RecordSeparator);
        if (end < 0) return null;
        var json = JsonElement.Parse(received[..end].ToArray());
        received.RemoveRange(0, end + 1);
        return new(json.GetProperty("type").GetInt32(), Text("invocationId"), Text("target"), Text("error"), Member("item") ?? Member("result") ?? Member("arguments"), end + 1);

        JsonElement? Member(string name) => json.TryGetProperty(name, out var value) ? value : null;
        string? Text(string name) => Member(name)?.GetString();
    }

    private static RawMessage? TakePacked(List<byte> received)
    {
        int length = 0, prefix = 0;
        do
        {
            if (prefix == received.Count) return null;
            length |= (received[prefix] & 0x7f) << (7 * prefix);
        }
        while ((received[prefix++] & 0x80) != 0);
        if (received.Count < prefix + length) return null;
        var body = received[prefix..(prefix + length)].ToArray();
        received.RemoveRange(0, prefix + length);
        return Unpack(body, prefix + length);
    }

    private static RawMessage Unpack(byte[] body, int bytes)
    {
        var reader = new MessagePackReader(body);
        reader.ReadArrayHeader();
        var type = reader.ReadInt32();
        if (type is RawType.Ping) return new(type, null, null, null, null, bytes);
        if (type is RawType.Close) return new(type, null, null, reader.ReadString(), null, bytes);
        reader.Skip(); // headers
        var id = reader.ReadString();
        switch (type)
        {
            case RawType.Invocation:
                return new(type, id, reader.ReadString(), null, ToJson(ref reader), bytes);
            case RawType.StreamItem:
                return new(type, id, null, null, ToJson(ref reader), bytes);
            default:
                var kind = reader.ReadInt32();
                return new(type, id, null, kind == 1 ? reader.ReadString() : null, kind == 3 ? ToJson(ref reader) : null, bytes);
        }
    }

    private static JsonElement ToJson(ref MessagePackReader reader)
    {
        var text = new StringWriter();
        MessagePackSerializer.ConvertToJson(ref reader, text);
        return JsonElement.Parse(text.ToString());
    }
}
