using System.Text;

namespace Martin.Plugins.Mail;

/// <summary>Bytes to text when the named charset is wrong, unknown or missing.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The named charset where it fits; UTF-8 where the bytes are that; Windows-1252, which takes any bytes, otherwise.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) return TryUtf8(bytes[3..]) ?? Western(bytes[3..]);
        var named = Named(charset);
        if (named is null or UTF8Encoding or ASCIIEncoding || named.CodePage is 28591 or 1252) return TryUtf8(bytes) ?? Western(bytes);
        var text = named.GetString(bytes);
        return text.Contains('\uFFFD', StringComparison.Ordinal) && TryUtf8(bytes) is { } utf8 ? utf8 : text.TrimStart('\uFEFF');
    }

    private static Encoding? Named(string? charset)
    {
        if (charset?.Trim().Trim('"', '\'') is not { Length: > 0 and < 100 } name) return null;
        try
        {
            // UTF-7 hides markup from whoever looks at the bytes, and no one writes it.
            return name.Contains("utf-7", StringComparison.OrdinalIgnoreCase) ? null : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? TryUtf8(ReadOnlySpan<byte> bytes)
    {
        try { return Strict.GetString(bytes); }
        catch (DecoderFallbackException) { return null; }
    }

    private static string Western(ReadOnlySpan<byte> bytes) => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
}
