using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Martin.Hub.Wire;

/// <summary>
/// Compares JSON with the metadata of the type it is for, before the serializer does: all problems at once, in plain words,
/// with nothing of .NET in them.
/// </summary>
internal sealed class ShapeCheck
{
    private const int MostProblems = 20;  // enough to mend a request by; a hostile one does not get a book back
    private readonly List<(string Field, string Problem)> problems = [];
    private readonly string root;

    private ShapeCheck(string root) => this.root = root;

    public static IReadOnlyList<(string Field, string Problem)> Problems(JsonElement element, JsonTypeInfo type, string root)
    {
        var check = new ShapeCheck(root);
        if (element.ValueKind == JsonValueKind.Null) check.Report("", "must not be null");
        else check.Value(element, type, "");
        return check.problems;
    }

    private bool Full => problems.Count >= MostProblems;

    private void Report(string path, string problem)
    {
        if (!Full) problems.Add((path.Length == 0 ? root : path, problem));
    }

    private void Value(JsonElement value, JsonTypeInfo type, string path)
    {
        if (Full) return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object: Object(value, type, path); break;
            case JsonTypeInfoKind.Enumerable: List(value, type, path); break;
            case JsonTypeInfoKind.Dictionary: Map(value, type, path); break;
            default: Scalar(value, Nullable.GetUnderlyingType(type.Type) ?? type.Type, path); break;
        }
    }

    private void Scalar(JsonElement value, Type type, string path)
    {
        if (Scalars.IsFreeForm(type)) Free(value, path);
        else if (value.ValueKind == JsonValueKind.String && PlainText.Problem(value) is { } unstorable) Report(path, unstorable);
        else if (Scalars.Problem(value, type) is { } problem) Report(path, problem);
    }

    private void Object(JsonElement value, JsonTypeInfo type, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Report(path, "must be an object");
            return;
        }
        var members = type.Properties.Where(p => p.Set is not null || p.AssociatedParameter is not null).ToDictionary(p => p.Name);
        var seen = Members(value, path, (name, at, member) =>
        {
            if (!members.TryGetValue(name, out var property)) Report(at, $"is not known; known are {string.Join(", ", members.Keys)}");
            else if (member.ValueKind != JsonValueKind.Null) Value(member, type.Options.GetTypeInfo(property.PropertyType), at);
            else if (!property.IsSetNullable) Report(at, "must not be null");
        });
        foreach (var property in members.Values)
            if (!seen.Contains(property.Name) && (property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false }))
                Report(Join(path, property.Name), "is required");
    }

    private void List(JsonElement value, JsonTypeInfo type, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Report(path, "must be a list");
            return;
        }
        var item = type.Options.GetTypeInfo(type.ElementType!);
        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            if (Full) return;
            Item(element, item, $"{(path.Length == 0 ? root : path)}[{index++}]");
        }
    }

    private void Map(JsonElement value, JsonTypeInfo type, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Report(path, "must be an object");
            return;
        }
        var item = type.Options.GetTypeInfo(type.ElementType!);
        Members(value, path, (_, at, member) => Item(member, item, at));
    }

    private void Item(JsonElement value, JsonTypeInfo type, string path)
    {
        if (value.ValueKind == JsonValueKind.Null && !Scalars.IsFreeForm(type.Type)) Report(path, "must not be null");
        else Value(value, type, path);
    }

    /// <summary>Any JSON is welcome here, as long as it can be stored.</summary>
    private void Free(JsonElement value, string path)
    {
        if (Full) return;
        if (value.ValueKind == JsonValueKind.Object) Members(value, path, (_, at, member) => Free(member, at));
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var element in value.EnumerateArray()) Free(element, $"{path}[{index++}]");
        }
        else if (value.ValueKind == JsonValueKind.String && PlainText.Problem(value) is { } problem) Report(path, problem);
    }

    private HashSet<string> Members(JsonElement value, string path, Action<string, string, JsonElement> each)
    {
        var seen = new HashSet<string>();
        foreach (var member in value.EnumerateObject())
        {
            if (Full) break;
            if (PlainText.Name(member) is not { } name) Report(path, "has a member whose name is not valid text");
            else if (!seen.Add(name)) Report(Join(path, name), "is given twice");
            else each(name, Join(path, name), member.Value);
        }
        return seen;
    }

    // A client's own name goes into the answer; a very long one would only be an echo.
    private static string Join(string path, string name)
    {
        var shown = name.Length <= 64 ? name : name[..64] + "…";
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }
}
