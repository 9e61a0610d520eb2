using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Martin.Hub.Wire;

/// <summary>One argument of a hub invocation as it came, in JSON whatever the protocol; binding it never fails here.</summary>
[JsonConverter(typeof(RawArgumentConverter))]
internal sealed class RawArgument
{
    public JsonElement Value { get; private init; }

    /// <summary>Why the argument has no JSON form.</summary>
    public string? Problem { get; private init; }

    /// <summary>Nested deeper than the contract allows on any protocol: the connection is closed.</summary>
    public bool TooDeep { get; private init; }

    public static RawArgument Of(JsonElement value) => new() { Value = value };

    public static RawArgument Of(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return new() { Value = document.RootElement.Clone() };
    }

    public static RawArgument Broken(string problem, bool tooDeep = false) => new() { Problem = problem, TooDeep = tooDeep };
}

internal sealed class RawArgumentConverter : JsonConverter<RawArgument>
{
    public override bool HandleNull => true;

    public override RawArgument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return RawArgument.Of(document.RootElement.Clone());
    }

    public override void Write(Utf8JsonWriter writer, RawArgument value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Arguments are only read.");
}
