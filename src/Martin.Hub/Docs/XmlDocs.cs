using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Martin.Hub.Docs;

/// <summary>The summaries of the code, from the file that the compiler writes beside the program; without it there are none.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, string> summaries;

    public XmlDocs(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        var members = File.Exists(path) ? XDocument.Load(path).Descendants("member").ToList() : [];
        summaries = members.Where(m => m.Element("summary") is not null).ToDictionary(m => (string)m.Attribute("name")!, m => Plain(m.Element("summary")!));
        foreach (var heir in members)
            if ((string?)heir.Element("inheritdoc")?.Attribute("cref") is { } from && summaries.TryGetValue(from, out var summary))
                summaries.TryAdd((string)heir.Attribute("name")!, summary);
    }

    public string? Of(Type type) => summaries.GetValueOrDefault($"T:{type.FullName}");

    public string? Of(PropertyInfo property) => summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    public string? Of(MethodInfo method) => summaries
        .FirstOrDefault(s => s.Key.StartsWith($"M:{method.DeclaringType!.FullName}.{method.Name}", StringComparison.Ordinal)
            && s.Key.Length is var end && (end == $"M:{method.DeclaringType.FullName}.{method.Name}".Length || s.Key[$"M:{method.DeclaringType.FullName}.{method.Name}".Length] == '(')).Value;

    // <see cref="T:A.B.C"/> becomes C.
    private static string Plain(XElement summary)
    {
        foreach (var see in summary.Descendants().Where(e => e.IsEmpty).ToList())
            see.ReplaceWith(((string?)see.Attribute("cref") ?? (string?)see.Attribute("name") ?? (string?)see.Attribute("langword") ?? "").Split('.', ':')[^1]);
        return Spaces().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
