using System.Text.Json;

namespace Martin.Hub.Tests.Scenarios.Dialogues;

/// <summary>
/// A conversation with the offline model as data, at 10:00 on Sunday 22 November 2026 in Berlin: what is there before, what is said turn by turn, and
/// what must come of it: calls with the arguments that matter, proposals, the words, the suggestions, and what the store then holds.
/// </summary>
public sealed record DialogueScript(string Name, DialogueBefore? Before, IReadOnlyList<DialogueTurn> Turns)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static IReadOnlyList<DialogueScript> All { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Scenarios", "Dialogues"), "*.json").Order(StringComparer.Ordinal)
            .SelectMany(file => JsonSerializer.Deserialize<List<DialogueScript>>(File.ReadAllText(file), Strict)!)];

    public override string ToString() => Name;
}

/// <param name="Tasks">As the REST route takes them.</param>
/// <param name="Events">As the REST route takes them, times local in Berlin.</param>
public sealed record DialogueBefore(IReadOnlyList<JsonElement>? Tasks, IReadOnlyList<JsonElement>? Events, IReadOnlyList<ScenarioMail>? Mails, IReadOnlyList<string>? Memories);

/// <param name="Calls">All calls of the turn in order; none when left out.</param>
/// <param name="Proposed">The tools of the calls that wait for the user.</param>
/// <param name="Text">A part of the answer.</param>
/// <param name="Is">The whole answer.</param>
/// <param name="Suggests">All suggestions; not looked at when left out.</param>
/// <param name="Events">What is then on the calendar: "Title, 2026-11-23T12:00 to 13:00" and more, as <see cref="DialogueTests"/> writes it.</param>
/// <param name="Decide">approve or reject the proposal of the turn, or undo what it did, as the user's buttons do.</param>
/// <param name="At">A time of the same form as 2026-11-23T08:00, from which on it is then.</param>
public sealed record DialogueTurn(
    string Say, IReadOnlyList<ScenarioCall>? Calls, IReadOnlyList<string>? Proposed, string? Text, string? Is, IReadOnlyList<string>? Suggests, IReadOnlyList<string>? Events,
    IReadOnlyList<string>? Tasks, string? Decide, string? At);
