using System.Text.Json;

namespace Martin.Testing.Peers;

/// <summary>
/// What OpenAI asks of a schema in strict mode ("Structured model outputs", supported schemas): the root is an object, every object names all of
/// its members as required and allows no others, and of JSON Schema only a part is known.
/// </summary>
public static class GptSchemaCheck
{
    private const int MaxLevels = 10;

    private static readonly HashSet<string> Unknown = ["allOf", "not", "dependentRequired", "dependentSchemas", "if", "then", "else", "oneOf", "patternProperties", "unevaluatedProperties", "prefixItems"];

    /// <exception cref="PeerRefusedException">It breaks a rule; answer 400.</exception>
    public static void Read(JsonElement format)
    {
        if (GptRequestCheck.Text(format, "type", "response_format") != "json_schema") return;
        if (!format.TryGetProperty("json_schema", out var named)) throw new PeerRefusedException("Missing required parameter: 'response_format.json_schema'.", "response_format.json_schema", "missing_required_parameter");
        GptRequestCheck.Only(named, "response_format.json_schema", "name", "description", "schema", "strict");
        var name = GptRequestCheck.Text(named, "name", "response_format.json_schema");
        if (!named.TryGetProperty("strict", out var strict) || strict.ValueKind != JsonValueKind.True) return;
        if (!named.TryGetProperty("schema", out var schema)) throw Refused(name, "()", "a schema is needed");
        if (!IsObject(schema)) throw Refused(name, "()", "schema must be a JSON Schema of 'type: \"object\"'");
        Walk(schema, name, "()", 0);
    }

    private static void Walk(JsonElement schema, string name, string at, int level)
    {
        if (level > MaxLevels) throw Refused(name, at, $"more than {MaxLevels} levels of nesting");
        if (schema.ValueKind != JsonValueKind.Object) throw Refused(name, at, "every schema must be an object");
        foreach (var member in schema.EnumerateObject())
            if (Unknown.Contains(member.Name)) throw Refused(name, at, $"'{member.Name}' is not permitted");
        if (!schema.TryGetProperty("type", out _) && !schema.TryGetProperty("anyOf", out _) && !schema.TryGetProperty("$ref", out _) && !schema.TryGetProperty("enum", out _) && !schema.TryGetProperty("const", out _))
            throw Refused(name, at, "schema must have a 'type' key");
        if (IsObject(schema)) Members(schema, name, at, level);
        if (schema.TryGetProperty("items", out var items)) Walk(items, name, at + ".items", level + 1);
        if (schema.TryGetProperty("anyOf", out var any))
            foreach (var one in any.EnumerateArray()) Walk(one, name, at + ".anyOf", level + 1);
        if (schema.TryGetProperty("$defs", out var defs))
            foreach (var one in defs.EnumerateObject()) Walk(one.Value, name, $"$defs.{one.Name}", level);
    }

    private static void Members(JsonElement schema, string name, string at, int level)
    {
        if (!schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind != JsonValueKind.False)
            throw Refused(name, at, "'additionalProperties' is required to be supplied and to be false");
        if (!schema.TryGetProperty("properties", out var properties)) throw Refused(name, at, "'properties' is required");
        var required = schema.TryGetProperty("required", out var all) ? all.EnumerateArray().Select(r => r.GetString()!).ToHashSet() : [];
        if (!required.SetEquals(properties.EnumerateObject().Select(p => p.Name)))
            throw Refused(name, at, "'required' is required to be supplied and to be an array including every key in properties");
        foreach (var property in properties.EnumerateObject()) Walk(property.Value, name, $"{at}.{property.Name}", level + 1);
    }

    private static bool IsObject(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.String ? type.GetString() == "object" : type.EnumerateArray().Any(t => t.GetString() == "object"));

    private static PeerRefusedException Refused(string name, string at, string problem) =>
        new($"Invalid schema for response_format '{name}': In context={at}, {problem}.", "response_format", "invalid_json_schema");
}
