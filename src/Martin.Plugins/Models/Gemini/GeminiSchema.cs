using System.Text.Json;
using System.Text.Json.Nodes;

namespace Martin.Plugins.Models.Gemini;

/// <summary>Writes a JSON schema in the words that Gemini's Schema has: single types in capitals, nullable beside them, and few formats.</summary>
internal static class GeminiSchema
{
    private const int MaxDepth = 32;

    /// <returns>null for an object without members: Gemini refuses such, and takes a function without parameters.</returns>
    /// <exception cref="InvalidOperationException">The schema says what Gemini has no word for.</exception>
    public static JsonObject? Of(JsonElement schema) => Convert(schema, schema, 0) is { } converted && converted["properties"] is not null ? converted : null;

    private static JsonObject Convert(JsonElement schema, JsonElement root, int depth)
    {
        if (depth > MaxDepth) throw new InvalidOperationException("The schema refers to itself without end.");
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference)) schema = Resolve(root, reference.GetString()!);
        if (schema.ValueKind != JsonValueKind.Object) return new() { ["type"] = "STRING" };  // anything goes; a text says it all
        var converted = new JsonObject();
        var type = TypeOf(schema, out var nullable);
        converted["type"] = type.ToUpperInvariant();
        if (nullable) converted["nullable"] = true;
        if (schema.TryGetProperty("description", out var description)) converted["description"] = description.GetString();
        switch (type)
        {
            case "object":
                Members(schema, root, converted, depth);
                break;
            case "array":
                converted["items"] = schema.TryGetProperty("items", out var items) ? Convert(items, root, depth + 1) : new JsonObject { ["type"] = "STRING" };
                foreach (var bound in (string[])["minItems", "maxItems"])
                    if (schema.TryGetProperty(bound, out var count)) converted[bound] = count.GetRawText();  // int64, which its JSON writes as a string
                break;
            case "string" when schema.TryGetProperty("enum", out var names):
                converted["format"] = "enum";
                converted["enum"] = new JsonArray([.. names.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String).Select(n => (JsonNode)n.GetString()!)]);
                break;
            case "string" when schema.TryGetProperty("format", out var format) && format.GetString() == "date-time":
                converted["format"] = "date-time";
                break;
        }
        return converted;
    }

    private static void Members(JsonElement schema, JsonElement root, JsonObject converted, int depth)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return;
        var members = new JsonObject();
        foreach (var property in properties.EnumerateObject()) members[property.Name] = Convert(property.Value, root, depth + 1);
        if (members.Count == 0) return;
        converted["properties"] = members;
        if (schema.TryGetProperty("required", out var required) && required.GetArrayLength() > 0)
            converted["required"] = new JsonArray([.. required.EnumerateArray().Select(r => (JsonNode)r.GetString()!)]);
    }

    private static string TypeOf(JsonElement schema, out bool nullable)
    {
        nullable = false;
        if (!schema.TryGetProperty("type", out var type)) return schema.TryGetProperty("properties", out _) ? "object" : "string";
        if (type.ValueKind == JsonValueKind.String) return type.GetString()!;
        var types = type.EnumerateArray().Select(t => t.GetString()!).ToList();
        nullable = types.Remove("null");
        // "integer or string" is how numbers that may be quoted are described
        return types.Count == 1 ? types[0] : types.Find(t => t != "string") ?? "string";
    }

    private static JsonElement Resolve(JsonElement root, string reference)
    {
        var found = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            found = found.ValueKind == JsonValueKind.Array ? found[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : found.GetProperty(step.Replace("~1", "/").Replace("~0", "~"));
        return found;
    }
}
