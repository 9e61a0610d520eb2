using System.Globalization;
using System.Text.Json;
using Martin.Testing;

namespace Martin.Plugins.Tests.Models.Offline.Hwu;

/// <summary>The utterances of the shared reference folder, told apart by their place in the file; what is said of them here lies beside this class.</summary>
internal static class HwuFile
{
    public const string Folder = "nlu", Name = "hwu64-assistant.json";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<(int Index, string Text, string Intent)> Read()
    {
        using var file = File.OpenRead(RepoPaths.Reference(Folder, Name)!);
        var all = JsonSerializer.Deserialize<List<Row>>(file, Web)!;
        return [.. all.Select((row, index) => (index, row.Utterance, row.Intent))];
    }

    /// <summary>Places of utterances that Martin has no tool for, with why.</summary>
    public static IReadOnlyDictionary<int, string> WithoutTool() => Lines("no-tool.txt").ToDictionary(l => int.Parse(l[0], CultureInfo.InvariantCulture), l => l[1]);

    /// <summary>The lines of a file beside this class, cut at tabs; "#" begins a remark.</summary>
    public static IEnumerable<string[]> Lines(string name) =>
        File.ReadLines(Path.Combine(RepoPaths.Root, "tests", "Martin.Plugins.Tests", "Models", "Offline", "Hwu", name)).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t'));

    private sealed record Row(string Utterance, string Intent);
}
