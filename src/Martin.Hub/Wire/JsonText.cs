using System.Text.Json;
using System.Text.Json.Serialization;

namespace Martin.Hub.Wire;

/// <summary>Free-form JSON carried as its text: written into a message as it stands, never parsed on the way.</summary>
[GenerateSerializer, Immutable, Alias("json")]
[JsonConverter(typeof(JsonTextConverter))]
public readonly record struct JsonText([property: Id(0)] string Value)
{
    public static JsonText? From(string? json) => json is null ? null : new JsonText(json);
}

internal sealed class JsonTextConverter : JsonConverter<JsonText>
{
    public override JsonText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new JsonText(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, JsonText value, JsonSerializerOptions options) => writer.WriteRawValue(value.Value);
}
