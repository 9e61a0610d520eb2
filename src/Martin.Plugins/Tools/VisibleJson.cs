using System.Buffers;
using System.Text.Json;
using Martin.Plugins.Mail;

namespace Martin.Plugins.Tools;

/// <summary>JSON whose texts hold nothing but what a reader sees (<see cref="CleanText"/>).</summary>
internal static class VisibleJson
{
    /// <returns>A value of its own, whatever becomes of the document.</returns>
    /// <exception cref="InvalidOperationException">A text is no Unicode.</exception>
    public static JsonElement Of(JsonElement value)
    {
        if (IsVisible(value)) return value.Clone();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, value);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static bool IsVisible(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is var text && CleanText.Of(text) == text,
        JsonValueKind.Object => value.EnumerateObject().All(m => IsVisible(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsVisible),
        _ => true,
    };

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(CleanText.Of(value.GetString()));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
