using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Wire;

namespace Martin.Hub.Docs;

/// <summary>The examples of the document, written by the wire's own serializer from <see cref="ExampleData"/>, so that they can't be other than real.</summary>
internal static class Examples
{
    private static readonly Dictionary<Type, object> ByType = ExampleData.All.ToDictionary(e => e.GetType());

    public const string Calendar = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Martin//EN
        BEGIN:VEVENT
        UID:019ab0c4-7c00-7000-8000-000000000006
        DTSTAMP:20261123T090000Z
        DTSTART:20261125T110000Z
        DTEND:20261125T120000Z
        SUMMARY:Lunch with Ana
        END:VEVENT
        END:VCALENDAR
        """;

    /// <summary>A turn as server-sent events.</summary>
    public static string Stream => string.Concat(ExampleData.Events.Select(e => $"id: {e.Seq}\ndata: {JsonSerializer.Serialize(e, WireJson.Options)}\n\n"));

    /// <param name="type">Of the whole body: an envelope, or what stands alone.</param>
    /// <param name="operation">Whose answer it is.</param>
    public static JsonNode? Of(Type type, string? operation = null)
    {
        if (ApiSchemas.DataOf(type) is not { } data) return Alone(type, operation);
        var item = data.IsGenericType ? data.GetGenericArguments()[0] : null;
        return Enveloped("data", item is null ? Alone(data, operation) : new JsonArray(Alone(item, operation)), success: true);
    }

    /// <summary>The first of its members.</summary>
    public static JsonNode? PartOf(Type type)
    {
        var whole = Of(type)!.AsObject();
        foreach (var name in whole.Select(m => m.Key).Skip(2).ToList()) whole.Remove(name);
        return whole;
    }

    public static JsonNode Refusal(int status, string code) => Enveloped("error", Node(status == StatusCodes.Status400BadRequest
        ? new EnvelopeError(code, "title must not be empty", new Dictionary<string, string[]> { ["title"] = ["must not be empty"] })
        : new EnvelopeError(code, Words(code), null)), success: false);

    private static JsonNode? Alone(Type type, string? operation) =>
        operation is not null && ExampleData.ByOperation.TryGetValue(operation, out var own) && own.GetType() == type ? Node(own)
        : ByType.TryGetValue(type, out var example) ? Node(example) : null;

    private static JsonObject Enveloped(string name, JsonNode? content, bool success) => new()
    {
        ["success"] = success, [name] = content, ["meta"] = Node(new EnvelopeMeta(ExampleData.Now, "1.0.0", "0HN8Q2V6T1R4C:00000001", null)),
    };

    private static JsonNode Node(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), WireJson.Options)!;

    private static string Words(string code) => code switch
    {
        ErrorCode.InvalidRequest => "The body must be JSON with Content-Type: application/json.",
        ErrorCode.Unauthenticated => "Sign in first.",
        ErrorCode.TokenExpired => "The access token has expired; refresh it.",
        ErrorCode.NotFound => "There is no such thing.",
        ErrorCode.Conflict => "This Idempotency-Key was used for another request. Make a new one for each request.",
        ErrorCode.TooLarge => "The request is too large.",
        ErrorCode.Unprocessable => "That cannot be done as it is asked.",
        ErrorCode.RateLimited => "Too many requests.",
        ErrorCode.Unavailable => "Martin is moving to another node. Try again in a moment.",
        _ => "Something went wrong here; the request id finds it in the log.",
    };
}
