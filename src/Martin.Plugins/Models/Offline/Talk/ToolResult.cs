using System.Text.Json;

namespace Martin.Plugins.Models.Offline.Talk;

/// <summary>What a tool answered, in the shapes of Martin's own tools; anything else is an error with a plain sentence.</summary>
internal sealed record ToolResult(bool Ok, bool IsProposed, string? Summary, string? Error, IReadOnlyList<EventFacts> Events,
    IReadOnlyList<TaskFacts> Tasks)
{
    public string Tool { get; init; } = "";
    public IReadOnlyList<MemoryFacts> Memories { get; init; } = [];
    public IReadOnlyList<MailFacts> Mails { get; init; } = [];
    public DateFacts? Date { get; init; }
    /// <summary>The text of a draft.</summary>
    public string? Content { get; init; }
    public IReadOnlyList<SlotFacts> Slots { get; init; } = [];
    public IReadOnlyList<ConflictFacts> Conflicts { get; init; } = [];
    /// <summary>What the tool added in words.</summary>
    public string? Note { get; init; }

    public static ToolResult From(object? result)
    {
        if (Root(result) is not { ValueKind: JsonValueKind.Object } root) return Failed("the tool's answer could not be read");
        if (!root.Flag("ok")) return Failed(root.Text("error") ?? "the tool did not say why");
        return new(true, root.Flag("proposed"), root.Text("summary"), null,
            [.. Listed(root, "events", "event").Select(EventFacts.From).OfType<EventFacts>()],
            [.. Listed(root, "tasks", "task").Select(TaskFacts.From).OfType<TaskFacts>()])
        {
            Memories = [.. root.Items("memories").Select(MemoryFacts.From).OfType<MemoryFacts>()], Mails = [.. Listed(root, "mails", "mail").Select(MailFacts.From).OfType<MailFacts>()],
            Date = DateFacts.From(root), Content = root.Text("content"),
            Slots = [.. root.Items("slots").Select(SlotFacts.From).OfType<SlotFacts>()],
            Conflicts = [.. root.Items("conflicts").Select(ConflictFacts.From).OfType<ConflictFacts>()], Note = root.Text("note"),
        };
    }

    public static ToolResult Failed(string error) => new(false, false, null, error, [], []);

    private static JsonElement? Root(object? result) => result switch
    {
        JsonElement { ValueKind: JsonValueKind.String } text => Json.Parse(text.GetString()!),
        JsonElement element => element,
        string text => Json.Parse(text),
        _ => null,
    };

    private static IEnumerable<JsonElement> Listed(JsonElement root, string many, string one) =>
        root.TryGetProperty(one, out var single) && single.ValueKind == JsonValueKind.Object ? [single] : root.Items(many);
}
