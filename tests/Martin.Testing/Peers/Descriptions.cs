using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Testing.Schemas;

namespace Martin.Testing.Peers;

/// <summary>A second opinion on requests: the providers' published descriptions, where they lie beside the repository.</summary>
internal sealed class Description
{
    private const int MaxTools = 100;

    private readonly ConcurrentDictionary<string, JsonElement> schemas = new();
    private readonly JsonSchemaValidator validator;

    // The same tools come with every request, and are most of it.
    private readonly ConcurrentDictionary<string, bool> goodTools = new();

    private Description(JsonNode described) => validator = new(JsonSerializer.SerializeToElement(described));

    /// <param name="path">null: it is not there.</param>
    /// <param name="adapt">Puts right what the file says otherwise than today's service.</param>
    public static Description? Load(string? path, Action<JsonObject>? adapt = null)
    {
        if (path is null) return null;
        var described = (path.EndsWith(".yaml", StringComparison.Ordinal) ? YamlJson.Parse(File.ReadAllText(path)) : JsonNode.Parse(File.ReadAllBytes(path)))!.AsObject();
        adapt?.Invoke(described);
        return new(described);
    }

    /// <returns>The first things that are not as described; null when all is.</returns>
    public string? Problem(string schema, JsonElement body)
    {
        if (!body.TryGetProperty("tools", out var tools)) return First(schema, body);
        var raw = tools.GetRawText();
        if (goodTools.ContainsKey(raw)) return First(schema, Without(body, "tools"));
        var problem = First(schema, body);
        if (problem is null && goodTools.Count < MaxTools) goodTools[raw] = true;
        return problem;
    }

    private string? First(string schema, JsonElement body)
    {
        var problems = validator.Problems(schemas.GetOrAdd(schema, s => JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["$ref"] = "#/components/schemas/" + s })), body);
        return problems.Count == 0 ? null : string.Join("; ", problems.Take(3));
    }

    private static JsonElement Without(JsonElement body, string member)
    {
        var copy = JsonObject.Create(body)!;
        copy.Remove(member);
        return JsonSerializer.SerializeToElement(copy);
    }
}

/// <summary>Pinecone's, of both planes.</summary>
internal static class PineconeDescription
{
    private static readonly Lazy<Description?> DescribedData = new(() => Description.Load(RepoPaths.ApiDescription("pinecone.db_data_2026-04.oas.yaml"), Close));
    private static readonly Lazy<Description?> DescribedControl = new(() => Description.Load(RepoPaths.ApiDescription("pinecone.db_control_2026-04.oas.yaml"), Close));

    /// <inheritdoc cref="GptDescription.Value"/>
    public static Description? Data => DescribedData.Value;

    /// <inheritdoc cref="GptDescription.Value"/>
    public static Description? Control => DescribedControl.Value;

    // What it does not name is refused; only metadata and filters are open.
    private static void Close(JsonObject document)
    {
        foreach (var (_, schema) in document["components"]!["schemas"]!.AsObject())
            if (schema!["properties"] is JsonObject && schema["additionalProperties"] is null) schema["additionalProperties"] = false;
    }
}

/// <summary>OpenAI's.</summary>
internal static class GptDescription
{
    private static readonly Lazy<Description?> Described = new(() => Description.Load(RepoPaths.ApiDescription("openai.openapi.json")));

    /// <summary>null: it is not at hand.</summary>
    public static Description? Value => Described.Value;
}

/// <summary>Gemini's of October 2024, with what its documentation has added since; what it does not name is refused.</summary>
internal static class GeminiDescription
{
    private static readonly Lazy<Description?> Described = new(() => Description.Load(RepoPaths.ApiDescription("gemini.generativelanguage.openapi-20241016.json"), Adapt));

    /// <inheritdoc cref="GptDescription.Value"/>
    public static Description? Value => Described.Value;

    private static void Adapt(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var (name, schema) in schemas)
            if (schema!["properties"] is JsonObject && name != "Struct") schema["additionalProperties"] = false;
        Add("Part", "thoughtSignature", "string");
        Add("Part", "thought", "boolean");
        Add("FunctionCall", "id", "string");
        Add("FunctionResponse", "id", "string");
        Add("GenerationConfig", "thinkingConfig", "object");
        Add("GenerationConfig", "seed", "integer");
        schemas["Schema"]!["properties"]!["anyOf"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/components/schemas/Schema" } };
        // A model in the address need not stand in the body; the file marks it as required all the same.
        foreach (var name in (string[])["GenerateContentRequest", "EmbedContentRequest"]) (schemas[name] as JsonObject)?.Remove("required");

        void Add(string schema, string member, string type) => schemas[schema]!["properties"]!.AsObject()[member] = new JsonObject { ["type"] = type };
    }
}
