using System.Text.Json;
using Martin.Plugins.Tools;

namespace Martin.Plugins.Runs;

public enum PlanStatus { Pending, InProgress, Done, Failed, Skipped, NeedsUser }

/// <summary>A planned step of a task.</summary>
public sealed record PlanStep(string Text, PlanStatus Status);

/// <summary>What Martin means to do for a task, step by step, and how far it is.</summary>
public sealed record Plan(IReadOnlyList<PlanStep> Steps)
{
    public const int MaxSteps = 30;
    public const int MaxStepChars = 200;

    public static Plan Empty { get; } = new([]);

    /// <summary>It can't go on without the user's answer.</summary>
    public bool NeedsUser => Steps.Any(s => s.Status == PlanStatus.NeedsUser);

    /// <summary>Steps that are still to be done.</summary>
    public int Open => Steps.Count(s => s.Status is PlanStatus.Pending or PlanStatus.InProgress or PlanStatus.NeedsUser);

    public IEnumerable<PlanStep> Failed => Steps.Where(s => s.Status == PlanStatus.Failed);

    public static Plan Of(string? json) => json is null ? Empty : new(JsonSerializer.Deserialize<List<PlanStep>>(json, ToolArguments.Json)!);

    public string ToJson() => JsonSerializer.Serialize(Steps, ToolArguments.Json);

    /// <returns>null: it can be kept.</returns>
    public string? Problem() =>
        Steps.Count is 0 or > MaxSteps ? $"A plan has 1 to {MaxSteps} steps."
        : Steps.Any(s => string.IsNullOrWhiteSpace(s.Text) || s.Text.Length > MaxStepChars) ? $"Each step needs a text of at most {MaxStepChars} characters."
        : null;
}
