using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Martin.Testing.Peers;

/// <summary>The thought signatures of <see cref="GeminiServer"/>: each belongs to one call or text, and can be checked without having been remembered.</summary>
internal static class GeminiSignature
{
    /// <summary>Stands where a call was made by another model (Gemini API, "Thought signatures").</summary>
    public const string Foreign = "skip_thought_signature_validator";

    private static readonly byte[] Key = "the fake's own"u8.ToArray();

    /// <param name="args">An object; the order of its members and the way of writing its numbers do not matter.</param>
    public static string OfCall(string name, JsonElement args) => Of(name + "\n" + Sorted(args));

    /// <summary>Of an answer's whole text; it stands beside an empty text after that.</summary>
    public static string OfText(string text) => Of("\n" + text);

    private static string Of(string signed) => Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(signed)));

    private static string Sorted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => PeerJson.Text(m.Name) + ":" + Sorted(m.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Sorted)) + "]",
        JsonValueKind.String => PeerJson.Text(value.GetString()!),
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("G29", CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };
}
