using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Martin.Testing.Peers;

/// <summary>JSON as the providers write it: characters beyond ASCII stand as they are, so that their bytes can be torn apart.</summary>
internal static partial class PeerJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(string text) => Unescaped(JsonSerializer.Serialize(text, Plain));

    public static string Text(JsonNode node) => Unescaped(node.ToJsonString(Plain));

    // The encoder leaves everything as it is but what takes two UTF-16 units.
    private static string Unescaped(string json) => json.Contains(@"\uD", StringComparison.Ordinal) ? Pair().Replace(json, p => $"{Unit(p.Groups[1])}{Unit(p.Groups[2])}") : json;

    private static char Unit(Group hex) => (char)ushort.Parse(hex.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\\u(D[89AB]..)\\u(D[C-F]..)")]
    private static partial Regex Pair();
}
