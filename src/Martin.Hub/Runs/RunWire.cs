using System.Text;
using Martin.Data.Actions;
using Martin.Data.Runs;
using Martin.Data.Turns;
using Martin.Hub.Http;
using Martin.Hub.Turns;
using Martin.Hub.Wire;
using Martin.Plugins.Runs;

namespace Martin.Hub.Runs;

/// <summary>A task for Martin to work on by itself.</summary>
public sealed record NewRun : IChecked
{
    /// <summary>What is to be done, in the user's words.</summary>
    public required string Task { get; init; }

    /// <summary>Absent: a conversation of its own.</summary>
    public Guid? ConversationId { get; init; }

    public string? Model { get; init; }

    /// <summary>IANA zone in which the words are meant; absent: the user's preference.</summary>
    public string? TimeZone { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (string.IsNullOrWhiteSpace(Task)) yield return ("task", "must not be empty");
        if (Encoding.UTF8.GetByteCount(Task) > SendMessage.MaxTextBytes) yield return ("task", $"must have at most {SendMessage.MaxTextBytes} bytes in UTF-8");
        if (Zones.Problem(TimeZone) is { } problem) yield return ("timeZone", problem);
    }
}

public sealed record RunQuery : PageQuery
{
    public RunStatus? Status { get; init; }
}

/// <summary>A task that Martin works on by itself, in as many turns as it takes.</summary>
/// <param name="TurnId">Its newest turn.</param>
/// <param name="Steps">What was done so far, tool by tool.</param>
/// <param name="Plan">What Martin means to do; empty where one turn was enough.</param>
/// <param name="WaitsFor">While it is waiting: decision (an action) or answer (the next message in the conversation).</param>
/// <param name="Result">What Martin said at the end.</param>
/// <param name="Error">Why it could not be finished.</param>
public sealed record RunView(
    Guid RunId, Guid TurnId, Guid ConversationId, string Task, RunStatus Status, IReadOnlyList<RunStep> Steps, IReadOnlyList<PlanStep> Plan, RunBudgetView Budget,
    string? WaitsFor, string? Result, string? Error, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt)
{
    public static RunView From(RunRow row, Guid turnId, IReadOnlyList<RunStep> steps, string? answer) => new(
        row.Id, turnId, row.ConversationId, row.Task, row.Status, steps, Martin.Plugins.Runs.Plan.Of(row.Plan).Steps,
        new(new(row.Turns, row.MaxTurns), new(row.Tokens, row.MaxTokens), new(row.WorkedMs / 1000, row.MaxWorkedMs / 1000)),
        row.Status != RunStatus.Waiting ? null : row.WaitsForAnswer ? "answer" : "decision", row.Status == RunStatus.Completed ? answer : null, row.Error,
        row.CreatedAt, row.UpdatedAt, row.EndedAt);
}

public enum RunStepStatus { Done, Waiting, Executing, Failed, Rejected, Expired, Undone }

/// <summary>A tool that was called for a task, and what came of it.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Status">Waiting: for the user's decision on the action.</param>
public sealed record RunStep(int Number, Guid TurnId, string Tool, string Summary, RunStepStatus Status, Guid? ActionId, DateTimeOffset At)
{
    internal static RunStep From(int number, TurnStepRow row, ToolOutcome outcome, ActionStatus? action) => new(
        number, row.TurnId, outcome.Name, outcome.Summary, !outcome.Ok ? RunStepStatus.Failed : action switch
        {
            ActionStatus.Proposed => RunStepStatus.Waiting,
            ActionStatus.Approved or ActionStatus.Executing or ActionStatus.Unknown => RunStepStatus.Executing,
            ActionStatus.Rejected => RunStepStatus.Rejected,
            ActionStatus.Failed => RunStepStatus.Failed,
            ActionStatus.Expired => RunStepStatus.Expired,
            ActionStatus.Undone => RunStepStatus.Undone,
            _ => RunStepStatus.Done,
        }, outcome.ActionId, row.CreatedAt);
}

/// <summary>What a task has used up of what it may.</summary>
/// <param name="Turns">Those that have ended.</param>
/// <param name="Tokens">In and out.</param>
/// <param name="Seconds">Of work; waiting for the user does not count.</param>
public sealed record RunBudgetView(Spent Turns, Spent Tokens, Spent Seconds);

public sealed record Spent(long Used, long Limit);
