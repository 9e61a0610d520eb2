using System.Text.Json;

namespace Martin.Hub.Wire;

/// <summary>Text that every store can keep: valid Unicode without U+0000, which PostgreSQL refuses.</summary>
public static class PlainText
{
    private const string NotUnicode = "must be valid Unicode text (it has half a surrogate pair)";
    private const string HasNull = "must not contain the character U+0000";

    /// <returns>null when it can be kept.</returns>
    public static string? Problem(string text)
    {
        if (text.Contains('\0')) return HasNull;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i])) return NotUnicode;
        }
        return null;
    }

    internal static string? Problem(JsonElement element)
    {
        // Half a pair written as an escape, or bytes that are no UTF-8, show only when the text is read.
        try { return Problem(element.GetString()!); }
        catch (InvalidOperationException) { return NotUnicode; }
    }

    /// <returns>null when the member's name is not valid text.</returns>
    internal static string? Name(JsonProperty member)
    {
        try { return Problem(member.Name) is null ? member.Name : null; }
        catch (InvalidOperationException) { return null; }
    }
}
