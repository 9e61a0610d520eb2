using System.Text.Json;
using System.Text.RegularExpressions;
using static Martin.Testing.Peers.GeminiRequestCheck;

namespace Martin.Testing.Peers;

/// <summary>The rules for <c>tools</c>, <c>toolConfig</c> and the few words that Gemini has for schemas.</summary>
internal static partial class GeminiToolCheck
{
    private static readonly HashSet<string> Types = ["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT"];

    /// <returns>The names of the functions, in the request's order.</returns>
    public static List<string> Read(JsonElement body)
    {
        var names = new List<string>();
        if (body.TryGetProperty("tools", out var tools))
            foreach (var tool in tools.EnumerateArray())
            {
                Only(tool, "tools", "functionDeclarations");
                foreach (var declaration in tool.GetProperty("functionDeclarations").EnumerateArray()) names.Add(Declared(declaration, names));
            }
        if (!body.TryGetProperty("toolConfig", out var config)) return names;
        Only(config, "toolConfig", "functionCallingConfig");
        if (!config.TryGetProperty("functionCallingConfig", out var calling)) return names;
        Only(calling, "toolConfig.functionCallingConfig", "mode", "allowedFunctionNames");
        if (calling.TryGetProperty("mode", out var mode) && mode.GetString() is not ("AUTO" or "ANY" or "NONE"))
            throw new PeerRefusedException($"Invalid value at 'toolConfig.functionCallingConfig.mode': {mode}");
        if (calling.TryGetProperty("allowedFunctionNames", out var allowed) && allowed.EnumerateArray().FirstOrDefault(a => !names.Contains(a.GetString()!)) is { ValueKind: not JsonValueKind.Undefined } unknown)
            throw new PeerRefusedException($"allowed_function_names: '{unknown}' is not declared.");
        return names;
    }

    private static string Declared(JsonElement declaration, List<string> before)
    {
        Only(declaration, "functionDeclarations", "name", "description", "parameters");
        var name = declaration.GetProperty("name").GetString()!;
        if (!FunctionName().IsMatch(name)) throw new PeerRefusedException($"Invalid function name '{name}'.");
        if (before.Contains(name)) throw new PeerRefusedException($"Duplicate function declaration found: {name}");
        if (declaration.TryGetProperty("parameters", out var parameters)) Schema(parameters, name);
        return name;
    }

    public static void Schema(JsonElement schema, string path)
    {
        Only(schema, path, "type", "format", "description", "nullable", "enum", "properties", "required", "items", "minItems", "maxItems", "anyOf");
        if (schema.TryGetProperty("anyOf", out var choices))
        {
            if (choices.GetArrayLength() == 0) throw new PeerRefusedException($"{path}.any_of: must not be empty");
            foreach (var choice in choices.EnumerateArray()) Schema(choice, $"{path}.any_of");
            if (!schema.TryGetProperty("type", out _)) return;
        }
        var type = schema.TryGetProperty("type", out var given) ? given.GetString()! : "";
        if (!Types.Contains(type)) throw new PeerRefusedException($"Invalid value at '{path}.type': {type}");
        foreach (var (member, of) in ((string, string)[])[("properties", "OBJECT"), ("required", "OBJECT"), ("items", "ARRAY"), ("minItems", "ARRAY"), ("maxItems", "ARRAY"), ("enum", "STRING")])
            if (type != of && schema.TryGetProperty(member, out _)) throw new PeerRefusedException($"{path}.{member}: only allowed for {of} type");
        switch (type)
        {
            case "ARRAY": Items(schema, path); break;
            case "OBJECT": Members(schema, path); break;
            default: Value(schema, type, path); break;
        }
    }

    private static void Value(JsonElement schema, string type, string path)
    {
        if (schema.TryGetProperty("format", out var format) && (type, format.GetString()) is not (("STRING", "enum" or "date-time") or ("NUMBER", "float" or "double") or ("INTEGER", "int32" or "int64")))
            throw new PeerRefusedException($"{path}: only 'enum' and 'date-time' are supported for STRING type");
        if (schema.TryGetProperty("enum", out var values) && (values.GetArrayLength() == 0 || values.EnumerateArray().Any(v => v.GetString() is null or "")))
            throw new PeerRefusedException($"{path}.enum: cannot be empty, nor may a value");
    }

    private static void Items(JsonElement schema, string path)
    {
        Schema(schema.TryGetProperty("items", out var items) ? items : throw new PeerRefusedException($"{path}.items: missing field."), $"{path}.items");
        // int64, which Google's JSON writes as a string
        foreach (var bound in (string[])["minItems", "maxItems"])
            if (schema.TryGetProperty(bound, out var count) && !uint.TryParse(count.GetString(), out _)) throw new PeerRefusedException($"Invalid value at '{path}.{bound}': {count}");
    }

    private static void Members(JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("properties", out var properties) || !properties.EnumerateObject().Any()) throw new PeerRefusedException($"{path}.properties: should be non-empty for OBJECT type");
        foreach (var property in properties.EnumerateObject()) Schema(property.Value, $"{path}.{property.Name}");
        if (schema.TryGetProperty("required", out var required) && required.EnumerateArray().FirstOrDefault(r => !properties.TryGetProperty(r.GetString()!, out _)) is { ValueKind: JsonValueKind.String } unknown)
            throw new PeerRefusedException($"{path}.required: property '{unknown}' is not defined");
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$")]
    private static partial Regex FunctionName();
}
