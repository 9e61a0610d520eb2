using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Martin.Plugins.Tools;

/// <summary>The arguments of a call as a JSON object.</summary>
public sealed class ToolArguments
{
    /// <summary>How tools read and write JSON: camelCase members, snake_case enums, nothing unknown.</summary>
    public static JsonSerializerOptions Json { get; } = Frozen(new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    });

    // Whoever makes schemas from open options changes them on first use, which two at once can't.
    private static JsonSerializerOptions Frozen(JsonSerializerOptions options)
    {
        options.MakeReadOnly();
        return options;
    }

    private ToolArguments(JsonElement value) => Value = value;

    public JsonElement Value { get; }

    /// <summary>Reads them without what a reader would not see in them: what a card shows, a hash stands for and a tool gets is one text.</summary>
    /// <exception cref="ToolRefusedException">The text is no JSON object.</exception>
    public static ToolArguments Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Length == 0 ? "{}" : json);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new(VisibleJson.Of(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)  // the latter: half a surrogate pair, escaped
        {
            // said below, in the words that a model can act on
        }
        throw new ToolRefusedException("The arguments are not a JSON object.");
    }

    public T? Get<T>(string name)
    {
        if (!Value.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null) return default;
        try
        {
            return member.Deserialize<T>(Json);
        }
        catch (JsonException e)
        {
            throw new ToolRefusedException($"{name}{e.Path?.TrimStart('$')} has a value of the wrong kind.");
        }
    }
}
