using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Martin.Testing.Schemas;

/// <summary>
/// Says what is wrong with a value by a JSON schema (2020-12, as OpenAPI 3.1 has it), as strictly as a client's generated code would be.
/// A keyword that it does not know is a problem of the schema: nothing passes because it was overlooked.
/// </summary>
/// <param name="document">What the schemas' <c>$ref</c>s point into.</param>
public sealed class JsonSchemaValidator(JsonElement document)
{
    private const int MaxDepth = 128;

    // A large document is slow to walk, and the same few places are asked for.
    private readonly ConcurrentDictionary<string, JsonElement> resolved = new();

    // What tells people something and decides nothing.
    private static readonly HashSet<string> Notes = ["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "externalDocs", "nullable"];

    /// <summary>Each as a path and what is wrong there; none when the value fits.</summary>
    public IReadOnlyList<string> Problems(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, value, "$", problems, 0);
        return problems;
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<string> problems, int depth)
    {
        if (depth > MaxDepth) throw new InvalidOperationException($"{path}: the schema refers to itself without end");
        if (schema.ValueKind == JsonValueKind.True) return;
        if (value.ValueKind == JsonValueKind.Null && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True) return;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{path}: nothing is allowed here");
            return;
        }
        foreach (var keyword in schema.EnumerateObject())
            if (!Notes.Contains(keyword.Name) && !keyword.Name.StartsWith("x-", StringComparison.Ordinal))
                Keyword(schema, keyword, value, path, problems, depth + 1);
    }

    private void Keyword(JsonElement schema, JsonProperty keyword, JsonElement value, string path, List<string> problems, int depth)
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "$ref": Check(Resolve(rule.GetString()!), value, path, problems, depth); break;
            case "type": Require(Types(rule).Any(t => IsType(t, value)), $"is {Named(value)}, not {string.Join(" or ", Types(rule))}"); break;
            case "enum": Require(rule.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)), $"is {value.GetRawText()}, none of {rule.GetRawText()}"); break;
            case "const": Require(JsonElement.DeepEquals(rule, value), $"is not {rule.GetRawText()}"); break;
            case "allOf": foreach (var part in rule.EnumerateArray()) Check(part, value, path, problems, depth); break;
            case "anyOf": Choose(rule, value, path, problems, depth, most: int.MaxValue); break;
            case "oneOf": Choose(rule, value, path, problems, depth, most: 1); break;
            case "not": Require(!Fits(rule, value, path, depth), "is what it must not be"); break;
            case "discriminator": break;  // says nothing that oneOf does not
            case "properties" or "required" or "additionalProperties" or "patternProperties" or "unevaluatedProperties" or "minProperties" or "maxProperties" or "propertyNames":
                if (value.ValueKind == JsonValueKind.Object) Members(schema, keyword, value, path, problems, depth);
                break;
            case "items" or "minItems" or "maxItems" or "uniqueItems":
                if (value.ValueKind == JsonValueKind.Array) Items(keyword, value, path, problems, depth);
                break;
            case "format" or "pattern" or "minLength" or "maxLength":
                if (value.ValueKind == JsonValueKind.String && Text(keyword.Name, rule, value.GetString()!) is { } wrongText) problems.Add($"{path}: {wrongText}");
                else if (value.ValueKind == JsonValueKind.Number && keyword.Name == "format" && NumberFormat(rule.GetString()!, value) is { } wrongNumber) problems.Add($"{path}: {wrongNumber}");
                break;
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                if (value.ValueKind == JsonValueKind.Number) Require(InRange(keyword.Name, value.GetDouble(), rule.GetDouble()), $"{value.GetRawText()} breaks {keyword.Name} {rule.GetRawText()}");
                break;
            default: problems.Add($"{path}: the schema uses {keyword.Name}, which is not known here"); break;
        }

        void Require(bool holds, string problem)
        {
            if (!holds) problems.Add($"{path}: {problem}");
        }
    }

    private void Members(JsonElement schema, JsonProperty keyword, JsonElement value, string path, List<string> problems, int depth)
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "properties":
                foreach (var member in rule.EnumerateObject())
                    if (value.TryGetProperty(member.Name, out var given)) Check(member.Value, given, $"{path}.{member.Name}", problems, depth);
                break;
            case "required":
                foreach (var name in rule.EnumerateArray().Select(n => n.GetString()!).Where(n => !value.TryGetProperty(n, out _))) problems.Add($"{path}.{name}: is missing");
                break;
            case "additionalProperties":
                var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
                foreach (var member in value.EnumerateObject().Where(m => known.ValueKind != JsonValueKind.Object || !known.TryGetProperty(m.Name, out _)))
                    if (rule.ValueKind == JsonValueKind.False) problems.Add($"{path}.{member.Name}: is not known");
                    else Check(rule, member.Value, $"{path}.{member.Name}", problems, depth);
                break;
            case "minProperties" when value.GetPropertyCount() < rule.GetInt32(): problems.Add($"{path}: has fewer than {rule.GetInt32()} members"); break;
            case "maxProperties" when value.GetPropertyCount() > rule.GetInt32(): problems.Add($"{path}: has more than {rule.GetInt32()} members"); break;
            case "minProperties" or "maxProperties": break;
            default: problems.Add($"{path}: the schema uses {keyword.Name}, which is not known here"); break;
        }
    }

    private void Items(JsonProperty keyword, JsonElement value, string path, List<string> problems, int depth)
    {
        var items = value.EnumerateArray().ToList();
        if (keyword.Name == "items")
            for (var i = 0; i < items.Count; i++) Check(keyword.Value, items[i], $"{path}[{i}]", problems, depth);
        else if (keyword.Name == "minItems" && items.Count < keyword.Value.GetInt32()) problems.Add($"{path}: has fewer than {keyword.Value.GetInt32()} items");
        else if (keyword.Name == "maxItems" && items.Count > keyword.Value.GetInt32()) problems.Add($"{path}: has more than {keyword.Value.GetInt32()} items");
        else if (keyword.Name == "uniqueItems" && keyword.Value.GetBoolean() && items.Where((item, i) => items.Take(i).Any(before => JsonElement.DeepEquals(before, item))).Any())
            problems.Add($"{path}: has an item twice");
    }

    private void Choose(JsonElement choices, JsonElement value, string path, List<string> problems, int depth, int most)
    {
        var tried = choices.EnumerateArray().Select(choice =>
        {
            var found = new List<string>();
            Check(choice, value, path, found, depth);
            return found;
        }).ToList();
        var fitting = tried.Count(found => found.Count == 0);
        if (fitting == 0) problems.Add($"{path}: fits none of {tried.Count}: {string.Join("; or ", tried.Select(found => string.Join(", ", found)))}");
        else if (fitting > most) problems.Add($"{path}: fits {fitting} where exactly one is meant");
    }

    private bool Fits(JsonElement schema, JsonElement value, string path, int depth)
    {
        var found = new List<string>();
        Check(schema, value, path, found, depth);
        return found.Count == 0;
    }

    /// <exception cref="KeyNotFoundException">It points nowhere.</exception>
    private JsonElement Resolve(string reference) => resolved.GetOrAdd(reference, Find);

    private JsonElement Find(string reference)
    {
        if (!reference.StartsWith('#')) throw new NotSupportedException($"{reference} lies in another document");
        return reference.Split('/').Skip(1).Select(step => Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            .Aggregate(document, (at, step) => at.ValueKind == JsonValueKind.Array ? at[int.Parse(step, CultureInfo.InvariantCulture)] : at.GetProperty(step));
    }

    private static IEnumerable<string> Types(JsonElement rule) => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(t => t.GetString()!) : [rule.GetString()!];

    private static bool IsType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && decimal.IsInteger(number),
        _ => throw new NotSupportedException($"there is no type {type}"),
    };

    private static string Named(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string? Text(string keyword, JsonElement rule, string text) => keyword switch
    {
        "minLength" when Length(text) < rule.GetInt32() => $"has {Length(text)} characters, fewer than {rule.GetInt32()}",
        "maxLength" when Length(text) > rule.GetInt32() => $"has {Length(text)} characters, more than {rule.GetInt32()}",
        "pattern" when !Regex.IsMatch(text, rule.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)) => $"\"{text}\" does not match {rule.GetString()}",
        "format" when !IsFormat(rule.GetString()!, text) => $"\"{text}\" is no {rule.GetString()}",
        _ => null,
    };

    // JSON schema counts characters of Unicode, not UTF-16 units.
    private static int Length(string text) => text.EnumerateRunes().Count();

    private static bool IsFormat(string format, string text) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => Rfc3339(text),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        "int64" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),  // Google writes these as strings
        "byte" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        "email" => System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text,
        _ => true,  // as JSON schema says: a format that is not known decides nothing
    };

    private static bool Rfc3339(string text) =>
        Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$", RegexOptions.ECMAScript)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string? NumberFormat(string format, JsonElement value) => format switch
    {
        "int32" when !value.TryGetInt32(out _) => $"{value.GetRawText()} is no int32",
        "int64" when !value.TryGetInt64(out _) => $"{value.GetRawText()} is no int64",
        _ => null,
    };

    private static bool InRange(string keyword, double value, double limit) => keyword switch
    {
        "minimum" => value >= limit,
        "maximum" => value <= limit,
        "exclusiveMinimum" => value > limit,
        _ => value < limit,
    };
}
