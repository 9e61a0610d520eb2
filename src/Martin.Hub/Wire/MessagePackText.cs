using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MessagePack;

namespace Martin.Hub.Wire;

/// <summary>Translates between MessagePack and JSON, so that both protocols have the same names, shapes and checks.</summary>
internal static class MessagePackText
{
    /// <summary>Reads one value. Nothing a client sends makes it throw, short of a broken frame.</summary>
    public static RawArgument Read(ref MessagePackReader reader)
    {
        var start = reader.Position;
        var buffer = new ArrayBufferWriter<byte>();
        string? problem = null;
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            if (!Copy(ref reader, json, 0, ref problem)) return RawArgument.Broken("is nested too deep", tooDeep: true);
        }
        return problem is null ? RawArgument.Of(buffer.WrittenMemory) : RawArgument.Broken(problem);
    }

    /// <summary>Writes JSON text as MessagePack.</summary>
    public static void Write(ref MessagePackWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.GetPropertyCount());
                foreach (var member in value.EnumerateObject())
                {
                    writer.Write(member.Name);
                    Write(ref writer, member.Value);
                }
                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray()) Write(ref writer, item);
                break;
            case JsonValueKind.String:
                writer.Write(value.GetString());
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var integer):
                writer.Write(integer);
                break;
            case JsonValueKind.Number:
                writer.Write(value.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(value.GetBoolean());
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    /// <returns>false when it is nested too deep; the rest is not read then.</returns>
    private static bool Copy(ref MessagePackReader reader, Utf8JsonWriter json, int depth, ref string? problem)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                return depth < WireJson.MaxDepth && CopyMap(ref reader, json, depth, ref problem);
            case MessagePackType.Array:
                return depth < WireJson.MaxDepth && CopyArray(ref reader, json, depth, ref problem);
            case MessagePackType.String:
                WriteText(ref reader, json, asName: false, ref problem);
                return true;
            case MessagePackType.Integer:
                if (reader.NextCode == MessagePackCode.UInt64) json.WriteNumberValue(reader.ReadUInt64());
                else json.WriteNumberValue(reader.ReadInt64());
                return true;
            case MessagePackType.Float:
                var number = reader.ReadDouble();
                if (double.IsFinite(number)) json.WriteNumberValue(number);
                else Refuse(json, ref problem, "holds a number that is not finite");
                return true;
            case MessagePackType.Boolean:
                json.WriteBooleanValue(reader.ReadBoolean());
                return true;
            case MessagePackType.Binary:
                json.WriteBase64StringValue((reader.ReadBytes() ?? default).ToArray());
                return true;
            case MessagePackType.Nil:
                reader.ReadNil();
                json.WriteNullValue();
                return true;
            default:
                reader.Skip();
                Refuse(json, ref problem, "holds a MessagePack extension; send times and ids as strings");
                return true;
        }
    }

    private static bool CopyMap(ref MessagePackReader reader, Utf8JsonWriter json, int depth, ref string? problem)
    {
        json.WriteStartObject();
        var count = reader.ReadMapHeader();
        for (var i = 0; i < count; i++)
        {
            if (reader.NextMessagePackType == MessagePackType.String) WriteText(ref reader, json, asName: true, ref problem);
            else
            {
                reader.Skip();
                problem ??= "has a key that is not a string";
                json.WritePropertyName("?");
            }
            if (!Copy(ref reader, json, depth + 1, ref problem)) return false;
        }
        json.WriteEndObject();
        return true;
    }

    private static bool CopyArray(ref MessagePackReader reader, Utf8JsonWriter json, int depth, ref string? problem)
    {
        json.WriteStartArray();
        var count = reader.ReadArrayHeader();
        for (var i = 0; i < count; i++)
            if (!Copy(ref reader, json, depth + 1, ref problem)) return false;
        json.WriteEndArray();
        return true;
    }

    private static void WriteText(ref MessagePackReader reader, Utf8JsonWriter json, bool asName, ref string? problem)
    {
        var bytes = (reader.ReadStringSequence() ?? default).ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            problem ??= "holds text that is not UTF-8";
            bytes = [];
        }
        if (asName) json.WritePropertyName(bytes);
        else json.WriteStringValue(bytes);
    }

    private static void Refuse(Utf8JsonWriter json, ref string? problem, string reason)
    {
        problem ??= reason;
        json.WriteNullValue();
    }
}
