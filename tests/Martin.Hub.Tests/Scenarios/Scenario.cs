using System.Text.Json;
using System.Text.Json.Serialization;

namespace Martin.Hub.Tests.Scenarios;

/// <summary>A conversation as data: what is there before, what is said and what the model does, and what must come of it.</summary>
/// <param name="Scripted">Why only scripted models play it; absent: the offline model understands it too, without being told what to do.</param>
public sealed record Scenario(string Name, ScenarioBefore Before, IReadOnlyList<ScenarioTurn> Turns, ScenarioAfter After, string? Scripted)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static IReadOnlyList<Scenario> All { get; } = JsonSerializer.Deserialize<List<Scenario>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scenarios", "scenarios.json")), Strict)!;

    public static Scenario Named(string name) => All.Single(s => s.Name == name);

    public override string ToString() => Name;
}

public sealed record ScenarioBefore(IReadOnlyList<JsonElement>? Tasks, IReadOnlyList<ScenarioEvent>? Events, IReadOnlyList<ScenarioMail>? Mails, IReadOnlyList<string>? Memories);

public sealed record ScenarioEvent(string Title, string Start, string End, JsonElement? Attendees);

public sealed record ScenarioMail(string Subject, string? Body, string? From);

/// <param name="Say">Placeholders as in arguments.</param>
/// <param name="Model">Its answers, round by round.</param>
/// <param name="Decide">approve, reject or undo for each action of the turn.</param>
public sealed record ScenarioTurn(string Say, IReadOnlyList<ScenarioRound> Model, ScenarioExpectation Expect, IReadOnlyList<string>? Decide);

public sealed record ScenarioRound(IReadOnlyList<ScenarioCall>? Calls, string? Says);

public sealed record ScenarioCall(string Tool, JsonElement Args);

/// <param name="Calls">Tools in the order in which they are called.</param>
/// <param name="Refused">A tool and a part of what it is told.</param>
/// <param name="OfflineCalls">Where the offline model goes another way to the same end: it looks up what the scripted ones are given.</param>
public sealed record ScenarioExpectation(
    IReadOnlyList<string> Calls, IReadOnlyList<string>? Executed, IReadOnlyList<string>? Proposed, IReadOnlyList<IReadOnlyList<string>>? Refused, string? Text, string? End,
    IReadOnlyList<string>? OfflineCalls);

/// <param name="Tasks">Titles of open ones; absent: not looked at.</param>
/// <param name="Drafts">Subjects.</param>
/// <param name="Categories">By subject; null: none.</param>
/// <param name="Details">A task or an event by its title, and what it must hold: times (UTC), priority, attendees' addresses.</param>
public sealed record ScenarioAfter(
    IReadOnlyList<string>? Tasks, IReadOnlyList<string>? Completed, IReadOnlyList<string>? Events, IReadOnlyList<string>? Sent, IReadOnlyList<string>? Inbox, IReadOnlyList<string>? Archived,
    IReadOnlyList<string>? Memories, IReadOnlyList<string>? Drafts, IReadOnlyDictionary<string, string?>? Categories,
    IReadOnlyList<JsonElement>? Details);
