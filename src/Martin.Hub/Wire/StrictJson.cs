using System.Text.Json;
using Martin.Hub.Errors;

namespace Martin.Hub.Wire;

/// <summary>Binds what a client sent, or says everything that is wrong with it in words for the client's author.</summary>
public static class StrictJson
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = WireJson.MaxDepth };

    /// <param name="root">What the value as a whole is called in a message.</param>
    /// <exception cref="CodedException">INVALID_REQUEST, the details name each field.</exception>
    public static T Bind<T>(ReadOnlyMemory<byte> utf8, string root = "body")
    {
        using var document = Parse(utf8, root);
        return Bind<T>(document.RootElement, root);
    }

    /// <inheritdoc cref="Bind{T}(ReadOnlyMemory{byte}, string)"/>
    public static T Bind<T>(JsonElement element, string root = "body")
    {
        var problems = ShapeCheck.Problems(element, WireJson.Options.GetTypeInfo(typeof(T)), root);
        if (problems.Count > 0) throw CodedException.Invalid(problems);
        var value = Deserialize<T>(element, root);
        Check(value);
        return value;
    }

    /// <summary>Applies the value rules of a message that was not bound from JSON.</summary>
    public static void Check<T>(T value)
    {
        if (value is not IChecked checkable) return;
        var broken = checkable.Problems().ToList();
        if (broken.Count > 0) throw CodedException.Invalid(broken);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string root)
    {
        try { return JsonDocument.Parse(utf8, Reading); }
        catch (JsonException e)
        {
            throw CodedException.Invalid(root, $"must be well-formed JSON, at most {WireJson.MaxDepth} levels deep (byte {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1})");
        }
    }

    // The shape has been checked, so a failure here is a rule that the check does not know; the path is all that is safe to tell.
    private static T Deserialize<T>(JsonElement element, string root)
    {
        try { return element.Deserialize<T>(WireJson.Options)!; }
        catch (JsonException e)
        {
            throw CodedException.Invalid(e.Path is { Length: > 2 } path ? path[2..] : root, "has a value that does not fit");
        }
    }
}
