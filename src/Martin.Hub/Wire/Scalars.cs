using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Martin.Hub.Wire;

/// <summary>What each single value must look like.</summary>
internal static class Scalars
{
    public static bool IsFreeForm(Type type) =>
        type == typeof(JsonElement) || type == typeof(object) || type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(type);

    /// <returns>null when the value fits.</returns>
    public static string? Problem(JsonElement value, Type type)
    {
        if (type == typeof(string)) return Must(value.ValueKind == JsonValueKind.String, "must be a string");
        if (type == typeof(bool)) return Must(value.ValueKind is JsonValueKind.True or JsonValueKind.False, "must be true or false");
        if (type == typeof(int)) return Integer(value, int.MinValue, int.MaxValue);
        if (type == typeof(long)) return Integer(value, -(1L << 53), 1L << 53);
        if (type == typeof(double)) return Must(value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()), "must be a number");
        if (type == typeof(decimal)) return Must(value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _), "must be a number");
        if (type == typeof(byte[])) return Must(value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out _), "must be bytes in base64");
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (type == typeof(Guid)) return Must(Guid.TryParseExact(text, "D", out _), "must be a UUID");
        if (type == typeof(DateTimeOffset)) return Must(Instants.Parse(text) is not null, "must be an instant with an offset, such as 2026-11-22T09:00:00Z, from 1900 to 2999");
        if (type == typeof(DateOnly)) return Must(DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), "must be a date such as 2026-11-22");
        if (type.IsEnum) return Enumeration(text, type);
        return null;  // a type with a converter of its own: the serializer decides
    }

    private static string? Integer(JsonElement value, long min, long max) =>
        Must(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= min && number <= max,
            value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny(".eE")
                ? string.Create(CultureInfo.InvariantCulture, $"must be an integer from {min} to {max}")
                : "must be an integer");

    private static string? Enumeration(string? text, Type type)
    {
        var names = Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToList();
        return Must(text is not null && names.Contains(text), $"must be one of {string.Join(", ", names)}");
    }

    private static string? Must(bool kept, string rule) => kept ? null : rule;
}
