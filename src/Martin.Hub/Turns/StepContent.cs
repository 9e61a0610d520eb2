using System.Text.Json;
using System.Text.Json.Serialization;
using Martin.Data.Turns;
using Martin.Plugins.Tools;

namespace Martin.Hub.Turns;

/// <summary>A tool call as the model made it.</summary>
/// <param name="Arguments">JSON object text.</param>
/// <param name="Unreadable">The model's own text was no JSON object; an empty one stands in its place.</param>
/// <param name="Signature">What the provider wants back with the call, unread.</param>
/// <param name="ProviderCallId">The provider's own id, where it has one.</param>
public sealed record ToolCall(
    string CallId, string Name, string Arguments, bool Unreadable = false, string? Signature = null, string? ProviderCallId = null);

/// <summary>A model answer that calls tools: content of a <see cref="StepKind.Model"/> step.</summary>
/// <param name="Text">Everything shown in this round, separators included.</param>
public sealed record ModelStep(string Text, IReadOnlyList<ToolCall> Calls, long InputTokens, long OutputTokens)
{
    public static ModelStep Of(TurnStepRow row) => JsonSerializer.Deserialize(row.Content, StepJson.Default.ModelStep)!;

    public string ToJson() => JsonSerializer.Serialize(this, StepJson.Default.ModelStep);
}

/// <summary>A tool's result: content of a <see cref="StepKind.Tool"/> step.</summary>
/// <param name="Result">JSON text that the model reads.</param>
/// <param name="ActionId">The action that the call became, executed or proposed.</param>
/// <param name="Outside">The result holds words that came from outside.</param>
/// <param name="Sources">Where those came from.</param>
/// <param name="Spent">What of the user's message it fulfilled.</param>
public sealed record ToolOutcome(
    string CallId, string Name, bool Ok, string Summary, string? Error, string Result, Guid? ActionId, bool Proposed, bool Undoable, bool Outside = false,
    IReadOnlyList<OutsideSource>? Sources = null, SpentWish? Spent = null)
{
    public static ToolOutcome Of(TurnStepRow row) => JsonSerializer.Deserialize(row.Content, StepJson.Default.ToolOutcome)!;

    public string ToJson() => JsonSerializer.Serialize(this, StepJson.Default.ToolOutcome);
}

/// <summary>What a terminal event says beside its message and its proposals: stored with the turn.</summary>
public sealed record TurnOutcome(
    IReadOnlyList<Receipt> Receipts, IReadOnlyList<string>? Suggestions, TurnUsage Usage, TurnError? Error)
{
    public static TurnOutcome Of(TurnRow row) => JsonSerializer.Deserialize(row.Outcome!, StepJson.Default.TurnOutcome)!;

    public string ToJson() => JsonSerializer.Serialize(this, StepJson.Default.TurnOutcome);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelStep))]
[JsonSerializable(typeof(ToolOutcome))]
[JsonSerializable(typeof(TurnOutcome))]
internal sealed partial class StepJson : JsonSerializerContext;
