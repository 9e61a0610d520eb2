using System.Collections;
using System.Text.Json;

namespace Martin.Testing.Clients;

/// <summary>
/// Values without types of ours: maps, lists, strings, numbers, booleans, bytes. What goes out is made of these on both protocols, and what
/// comes in by MessagePack is turned into the JSON it stands for, so that a test reads both alike.
/// </summary>
public static class WireValue
{
    /// <summary>Turns an anonymous object, record or JSON value into maps and lists; null members are left out, as clients do.</summary>
    public static object? Plain(object? value) => value switch
    {
        null or string or bool or int or long or double or byte[] => value,
        JsonElement json => FromJson(json),
        IDictionary map => map.Keys.Cast<object>().Where(k => k is string).ToDictionary(k => (string)k, k => Plain(map[k])),
        IEnumerable list => list.Cast<object?>().Select(Plain).ToList(),
        _ => FromJson(JsonSerializer.SerializeToElement(value, value.GetType(), Json)),
    };

    /// <summary>What a MessagePack value looks like in JSON; bytes become base64.</summary>
    public static JsonElement ToJson(object? value) => value is JsonElement json ? json : JsonSerializer.SerializeToElement(Readable(value));

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static object? Readable(object? value) => value switch
    {
        string or byte[] => value,
        IDictionary map => map.Keys.Cast<object>().ToDictionary(
            k => k as string ?? throw new WireViolationException($"A map has the key {k} of type {k.GetType().Name}; names are strings on the wire."), k => Readable(map[k])),
        IEnumerable list => list.Cast<object?>().Select(Readable).ToList(),
        DateTime time => throw new WireViolationException($"{time:O} came as a MessagePack timestamp; instants are strings on the wire."),
        _ => value,
    };

    private static object? FromJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(p => p.Name, p => FromJson(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole : json.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        _ => null,
    };
}
