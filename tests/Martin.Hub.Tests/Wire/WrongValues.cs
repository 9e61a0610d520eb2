using System.Text.Json.Serialization.Metadata;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Wire;

/// <summary>Values that no member, or no member of a type, may have.</summary>
internal static class WrongValues
{
    /// <summary>Must be refused wherever it stands; only one protocol may be able to say it.</summary>
    public static IReadOnlyList<(string What, RawValue Value)> Everywhere { get; } =
    [
        ("a lone surrogate", RawValue.Exactly("\"a\\ud800\"", [0xa4, 0x61, 0xed, 0xa0, 0x80])),
        ("U+0000", RawValue.Exactly("\"a\\u0000b\"", [0xa3, 0x61, 0x00, 0x62])),
        ("bytes that are no UTF-8", RawValue.Exactly(null, [0xa2, 0xff, 0xfe])),
        ("a timestamp extension", RawValue.Exactly(null, [0xd6, 0xff, 0x65, 0x5e, 0x1d, 0x00])),
        ("an unknown extension", RawValue.Exactly(null, [0xc7, 0x03, 0x2a, 1, 2, 3])),
        ("NaN", RawValue.Exactly(null, [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0])),
        ("infinity", RawValue.Exactly(null, [0xca, 0x7f, 0x80, 0, 0])),
        ("a number as key", RawValue.Exactly(null, [0x81, 0x01, 0x02])),
        ("a list as key", RawValue.Exactly(null, [0x81, 0x91, 0x01, 0x02])),
        ("nil as key", RawValue.Exactly(null, [0x81, 0xc0, 0x02])),
        ("a huge map that is not there", RawValue.Exactly(null, [0xdf, 0xff, 0xff, 0xff, 0xff])),
        ("a huge list that is not there", RawValue.Exactly(null, [0xdd, 0x7f, 0xff, 0xff, 0xff])),
        ("a huge text that is not there", RawValue.Exactly(null, [0xdb, 0xff, 0xff, 0xff, 0xff])),
        ("an unused code", RawValue.Exactly(null, [0xc1])),
    ];

    private static readonly IReadOnlyList<(string What, RawValue Value, JsonKind Kind)> Plain =
    [
        ("a text", RawValue.Of("nonsense"), JsonKind.Text),
        ("an empty text", RawValue.Of(""), JsonKind.Text),
        ("a number", RawValue.Of(7), JsonKind.Integer),
        ("a fraction", RawValue.Of(1.5), JsonKind.Other),
        ("the largest ulong", RawValue.Exactly("18446744073709551615", [0xcf, 255, 255, 255, 255, 255, 255, 255, 255]), JsonKind.Other),
        ("a number too large for a double", RawValue.Exactly("1e400", null), JsonKind.Other),
        ("true", RawValue.Of(true), JsonKind.Other),
        ("a list", RawValue.List(RawValue.Of(1)), JsonKind.Other),
        ("a map", RawValue.Map(("a", RawValue.Of(1))), JsonKind.Map),
        ("a map with a member twice", RawValue.Map(("a", RawValue.Of(1)), ("a", RawValue.Of(1))), JsonKind.Other),
        ("bytes", RawValue.Exactly(null, [0xc4, 0x02, 0x01, 0x02]), JsonKind.Text),
        ("nesting of 50 levels", RawValue.Nested(50), JsonKind.Other),
    ];

    /// <summary>What must be refused for a value of this type.</summary>
    public static IEnumerable<(string What, RawValue Value)> For(JsonTypeInfo type)
    {
        var wants = Wants(type);
        return Everywhere.Concat(Plain.Where(p => p.Kind != wants && wants != JsonKind.Anything).Select(p => (p.What, p.Value)))
            .Concat(wants is JsonKind.Map or JsonKind.Integer ? [] : Misspelt(type));
    }

    /// <summary>Whatever comes: for the fuzz, which may also hit what is allowed.</summary>
    public static IReadOnlyList<RawValue> Any { get; } = [RawValue.Null, .. Everywhere.Select(e => e.Value), .. Plain.Select(p => p.Value),
        RawValue.Of(-1), RawValue.Of(long.MaxValue), RawValue.Of(long.MinValue), RawValue.Of(double.MaxValue), RawValue.Of(1L << 53), RawValue.Of((1L << 53) + 1),
        RawValue.Of(new string('x', 16 * 1024 + 1)), RawValue.Of("  "), RawValue.Of("😀👩‍👩‍👧 \u202e ﷽"), RawValue.Of(Guid.Empty.ToString()), RawValue.Of("approve"),
        RawValue.List(), RawValue.Map(), RawValue.Of("'; drop table turns; --"), RawValue.Of("../../etc/passwd"), RawValue.Of("2026-11-22T09:00:00Z")];

    private static JsonKind Wants(JsonTypeInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (HubMethodShape.IsFreeForm(type)) return JsonKind.Anything;
        if (info.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary) return JsonKind.Map;
        return type == typeof(string) ? JsonKind.Text : type == typeof(long) || type == typeof(int) ? JsonKind.Integer : JsonKind.Exact;
    }

    private static IEnumerable<(string, RawValue)> Misspelt(JsonTypeInfo info) =>
        (Nullable.GetUnderlyingType(info.Type) ?? info.Type) == typeof(Guid)
            ? [("a UUID in braces", RawValue.Of($"{{{Guid.NewGuid()}}}")), ("a UUID with a space", RawValue.Of($" {Guid.NewGuid()}"))]
            : [];

    private enum JsonKind { Text, Integer, Map, Exact, Anything, Other }
}
