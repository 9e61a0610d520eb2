using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Martin.Hub.Wire;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Wire;

/// <summary>A hub method as its class declares it. A new method joins by itself; its members are filled in by name, else by type.</summary>
public sealed class HubMethodShape(MethodInfo method)
{
    public static IReadOnlyList<HubMethodShape> All { get; } = [.. new HubMethods(typeof(MartinHub)).Names
        .Select(name => new HubMethodShape(typeof(MartinHub).GetMethod(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)!))];

    public string Name => method.Name;
    public bool Streams => IsStream(method.ReturnType);

    /// <summary>Streams that the client uploads.</summary>
    public int Uploads => method.GetParameters().Count(p => IsStream(p.ParameterType));

    public IReadOnlyList<(string Name, JsonTypeInfo Type)> Parameters { get; } = [.. method.GetParameters()
        .Where(p => p.ParameterType != typeof(CancellationToken) && !IsStream(p.ParameterType))
        .Select(p => (p.Name!, WireJson.Options.GetTypeInfo(p.ParameterType)))];

    /// <summary>Arguments that the method accepts from this user.</summary>
    public IReadOnlyList<RawValue> Valid(Belongings of) => [.. Parameters.Select(p => Sample(p.Name, p.Type, of))];

    public override string ToString() => Name;

    private RawValue Sample(string name, JsonTypeInfo type, Belongings of)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
            return RawValue.Map(type.Properties.Where(p => Wanted(p)).Select(p => (p.Name, Sample(p.Name, p.Options.GetTypeInfo(p.PropertyType), of))));
        if (type.Kind == JsonTypeInfoKind.Enumerable) return RawValue.List();
        if (type.Kind == JsonTypeInfoKind.Dictionary) return RawValue.Map();
        return name switch
        {
            "clientMessageId" => RawValue.Of(Guid.NewGuid().ToString()),
            "timeZone" => RawValue.Of("Europe/Berlin"),
            "model" => RawValue.Of("offline"),
            "conversationId" => RawValue.Of(of.ConversationId),
            "turnId" => RawValue.Of(of.TurnId),
            "actionId" => RawValue.Of(Name == nameof(MartinHub.UndoAction) ? of.ExecutedActionId : of.ProposedActionId),
            "decision" => RawValue.Of("reject"),
            "payloadHash" => RawValue.Of(of.PayloadHash),
            _ => ByType(Nullable.GetUnderlyingType(type.Type) ?? type.Type),
        };
    }

    private static RawValue ByType(Type type) =>
        type == typeof(string) ? RawValue.Of("hello")
        : type == typeof(bool) ? RawValue.Of(true)
        : type == typeof(Guid) ? RawValue.Of(Guid.NewGuid().ToString())
        : type == typeof(DateTimeOffset) ? RawValue.Of("2026-11-22T09:00:00Z")
        : type == typeof(DateOnly) ? RawValue.Of("2026-11-22")
        : type.IsEnum ? RawValue.Of(JsonNamingPolicy.SnakeCaseLower.ConvertName(Enum.GetNames(type)[0]))
        : type == typeof(byte[]) ? RawValue.Exactly("\"\"", [0xc4, 0])
        : RawValue.Of(0);

    // Free-form members depend on others (a payload goes with approve only) and stay out.
    private static bool Wanted(JsonPropertyInfo property) =>
        (property.Set is not null || property.AssociatedParameter is not null) && !IsFreeForm(property.PropertyType);

    internal static bool IsFreeForm(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(JsonElement);

    private static bool IsStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);
}
