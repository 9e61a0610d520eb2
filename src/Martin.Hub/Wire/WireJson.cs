using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Martin.Hub.Wire;

/// <summary>How the wire's JSON is written and read.</summary>
public static class WireJson
{
    public const int MaxDepth = 64;

    /// <summary>Read-only and shared. To put a source-generated context before it: <c>JsonTypeInfoResolver.Combine</c>.</summary>
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <summary>A copy that may still be changed.</summary>
    public static JsonSerializerOptions Create() => new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = MaxDepth,
        // Answers are never read as HTML (nosniff); escaping every letter beyond ASCII would triple some languages.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new InstantConverter() },
    };

    /// <summary>Gives options that someone else made the same names and forms, so that what describes the wire describes this one.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = Options.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = Options.DefaultIgnoreCondition;
        options.UnmappedMemberHandling = Options.UnmappedMemberHandling;
        options.RespectNullableAnnotations = Options.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = Options.RespectRequiredConstructorParameters;
        options.NumberHandling = Options.NumberHandling;
        foreach (var converter in Options.Converters.Where(c => c is JsonConverterFactory)) options.Converters.Add(converter);
    }

    private static JsonSerializerOptions Frozen()
    {
        var options = Create();
        options.MakeReadOnly();
        return options;
    }

    internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Instants.Parse(reader.GetString()) ?? throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Instants.Format(value));
    }
}

/// <summary>Instants as the wire has them: ISO 8601 with an offset; written in UTC with <c>Z</c>.</summary>
public static class Instants
{
    // Beyond these PostgreSQL and time-zone arithmetic have edges of their own, and no appointment lies there.
    private static readonly DateTimeOffset First = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(2999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <returns>null when it is no instant with an offset, or outside 1900 to 2999.</returns>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        && at >= First && at <= Last ? at : null;

    /// <summary>The longest of them: 2026-11-22T09:00:00.1234567Z.</summary>
    public const int MaxChars = 28;

    public static string Format(DateTimeOffset instant)
    {
        Span<byte> text = stackalloc byte[MaxChars];
        return Encoding.ASCII.GetString(text[..Format(instant, text)]);
    }

    /// <summary>"O" has a way of its own through the runtime, several times as fast as a pattern; the zeros at the end are left out here.</summary>
    /// <param name="text">Room for <see cref="MaxChars"/>.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Format(DateTimeOffset instant, Span<byte> text)
    {
        instant.UtcDateTime.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        var end = length - 1;
        while (text[end - 1] == '0') end--;
        if (text[end - 1] == '.') end--;
        text[end] = (byte)'Z';
        return end + 1;
    }
}
