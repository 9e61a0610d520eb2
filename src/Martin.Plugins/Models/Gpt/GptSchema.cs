using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Martin.Plugins.Models.Gpt;

/// <summary>The schema of a tool's arguments as GPT is told of it: one object, and no member that is not named.</summary>
internal static class GptSchema
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Kept = ["properties", "required", "$defs"];

    public static JsonObject Of(JsonElement schema)
    {
        var told = new JsonObject { ["type"] = "object" };
        foreach (var name in Kept)
            if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var value)) told[name] = JsonNode.Parse(value.GetRawText());
        told["properties"] ??= new JsonObject();
        told["additionalProperties"] = false;
        return told;
    }
}
