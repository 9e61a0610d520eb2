using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Hub.Errors;
using Martin.Hub.Wire;
using Martin.Plugins.Mail;

namespace Martin.Hub.Http;

/// <summary>A query string, bound by the same rules as a body; an empty value counts as absent.</summary>
public sealed record Query<T>(T Value) : IBindableFromHttpContext<Query<T>>
{
    static ValueTask<Query<T>?> IBindableFromHttpContext<Query<T>>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var given = new JsonObject();
        var problems = new List<(string, string)>();
        var types = WireJson.Options.GetTypeInfo(typeof(T)).Properties.ToDictionary(p => p.Name, p => Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType);
        foreach (var (name, values) in context.Request.Query)
        {
            if (values.Count > 1) problems.Add((name, "is given twice"));
            else if (values[0] is { Length: > 0 } text && PlainText.Problem(text) is { } problem) problems.Add((name, problem));
            else if (values[0] is { Length: > 0 } value) given[name] = AsJson(value, types.GetValueOrDefault(name));
            else if (!types.ContainsKey(name)) given[name] = "";  // unknown all the same
        }
        if (problems.Count > 0) throw CodedException.Invalid(problems);
        return ValueTask.FromResult<Query<T>?>(new Query<T>(StrictJson.Bind<T>(JsonSerializer.SerializeToElement(given), "query")));
    }

    // What is no number or boolean stays text, and the check says what it should be.
    private static JsonNode AsJson(string text, Type? type) =>
        (type == typeof(int) || type == typeof(long)) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : type == typeof(bool) && text is "true" or "false" ? text == "true"
        : text;
}

/// <summary>A route without a <see cref="Query{T}"/> knows no member of a query, and refuses all.</summary>
internal static class NoQuery
{
    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext route, EndpointFilterDelegate next) =>
        route.MethodInfo.GetParameters().Any(p => p.ParameterType.IsGenericType && p.ParameterType.GetGenericTypeDefinition() == typeof(Query<>)) ? next
        : call => call.HttpContext.Request.Query.Count == 0 ? next(call)
            : throw CodedException.Invalid(call.HttpContext.Request.Query.Keys.Take(20).Select(name => (CleanText.Line(name, 100), "is not known; there is nothing to ask for here")));
}

/// <summary>Every list takes these.</summary>
public record PageQuery : IChecked
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public int? Limit { get; init; }

    /// <summary>Opaque: the nextCursor of the page before.</summary>
    public string? Cursor { get; init; }

    public Page Page() => new(Limit ?? DefaultLimit, Http.Cursor.Read(Cursor));

    public virtual IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("limit", Rule.Range(Limit, 1, MaxLimit)),
        ("cursor", Cursor is null || Http.Cursor.Read(Cursor) is not null ? null : "must be the nextCursor of an answer"));
}
