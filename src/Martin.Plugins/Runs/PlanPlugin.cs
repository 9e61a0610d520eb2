using System.ComponentModel;
using Martin.Data;
using Martin.Data.Notifications;
using Martin.Plugins.Mail;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Runs;

/// <summary>How a model keeps its plan while it works on a task of several turns.</summary>
public sealed class PlanPlugin(TimeProvider clock)
{
    public const string UpdatePlan = "update_plan";

    [KernelFunction(UpdatePlan), Effect(Effect.Progress)]
    [Description("Writes down the plan of the task that you are working on, whole: all its steps with how far each is. Call it first, and whenever a step's status changes.")]
    public async Task<string> UpdateAsync([FromKernelServices] ToolContext context,
        [Description("All steps in order, each a short sentence; needs_user where only the user can answer a question that you ask them")] List<PlanStep> steps, CancellationToken ct = default)
    {
        if (context.RunId is not { } runId) throw new ToolRefusedException("There is no task under way that has a plan.");
        var plan = new Plan([.. steps.Select(s => s with { Text = CleanText.Line(s.Text, Plan.MaxStepChars + 1) })]);
        if (plan.Problem() is { } problem) throw new ToolRefusedException(problem);
        var (json, now) = (plan.ToJson(), clock.Now());
        await context.Db.HoldOwnerAsync(ct);  // a decision on one of the task's proposals takes the task too
        await context.Db.Runs.Where(r => r.Id == runId).ExecuteUpdateAsync(s => s.SetProperty(r => r.Plan, json).SetProperty(r => r.UpdatedAt, now), ct);
        var done = steps.Count - plan.Open;
        context.Summary = $"Plan: {done} of {steps.Count} steps done";
        context.Changes.Add(new(NotificationType.RunChanged, context.Summary, plan.Steps.FirstOrDefault(s => s.Status == PlanStatus.InProgress)?.Text,
            new { runId, turnId = context.TurnId, status = "running" }));
        return ToolResults.Of(new { ok = true, summary = context.Summary });
    }
}
