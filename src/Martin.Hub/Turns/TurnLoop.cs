using Martin.Data.Actions;
using Martin.Data.Conversations;
using Martin.Data.Runs;
using Martin.Data.Turns;
using Martin.Hub.Actions;
using Martin.Hub.Runs;
using Martin.Hub.Usage;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Turns;

/// <summary>The rounds of a turn: ask the model, run the tools that it calls, ask again, until it calls none.</summary>
/// <param name="message">What the user said; null in a turn that Martin began.</param>
public sealed class TurnLoop(
    TurnServices services, TurnRow turn, ChatMessageRow? message, List<TurnStepRow> steps, TurnLog log, StepWriter writer, Func<bool> stopping)
{
    /// <summary>Text that is held back at most while the model does not make us wait.</summary>
    private const int MaxHeldChars = 500;

    private readonly ToolCaller caller = new(services, turn, message?.Content, steps);
    private readonly long began = Environment.TickCount64;
    private ModelText heard = new();
    private RunRow? run;
    private ModelAttempts? attempts;
    private IReadOnlyList<string>? suggestions;
    private string? notice;
    private SpendingHold? held;

    public async Task RunAsync(bool opensConversation, bool startIsShown, CancellationToken ct)
    {
        using var time = await TakeUpRunAsync(ct);
        if (time is not null) ct = time.Token;
        try
        {
            await RoundsAsync(opensConversation, startIsShown, ct);
        }
        catch (OperationCanceledException) when (time is { IsCancellationRequested: true } && run is not null && RunBudget.TimeLeft(run) <= Worked)
        {
            throw new TurnLimitException(RunBudget.Time(run));
        }
        finally
        {
            held?.Dispose();
        }
        Learn();
    }

    private TimeSpan Worked => TimeSpan.FromMilliseconds(Environment.TickCount64 - began);

    /// <summary>Of a turn of a task: what the task has used up so far.</summary>
    /// <returns>Cancelled when its time is over; null where the turn belongs to no task.</returns>
    private async Task<CancellationTokenSource?> TakeUpRunAsync(CancellationToken ct)
    {
        if (turn.RunId is not { } runId) return null;
        await using (var db = services.Databases.For(turn.UserId)) run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, ct);
        var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(RunBudget.TimeLeft(run));
        return time;
    }

    private async Task RoundsAsync(bool opensConversation, bool startIsShown, CancellationToken ct)
    {
        writer.MeterIn((await services.Preferences.ForAsync(turn.UserId, ct)).TimeZone ?? Zones.Utc);
        // A turn that has begun goes on with the model that began it, if it can.
        attempts = services.Attempts(ModelPurpose.Chat, steps.Count > 0 ? turn.Model : turn.RequestedModel);
        var prompt = await Prompt.BuildAsync(services, turn, message, run, attempts.Current, withHistory: !opensConversation, ct);
        if (prompt.Decided is { Status: ActionStatus.Executed } done) writer.Receipt(done);
        if (turn.Status == TurnStatus.Queued) await writer.StartAsync(message, Resolved(prompt), ct);
        else if (!startIsShown) writer.PublishStart(message, Resolved(prompt));

        IReadOnlyList<ToolCall> open = ReplayOpenCalls(prompt);
        turn.Tainted |= prompt.Tainted;
        for (var round = steps.Count(s => s.Kind == StepKind.Model); ; round++)
        {
            var (tainted, sources) = (prompt.Tainted, prompt.Sources.ToArray());  // by what the model had read when it made these calls
            foreach (var call in open) prompt.Add(await RunToolAsync(call, tainted, sources, ct));
            if (round >= services.Options.MaxRounds)
            {
                if (run is null) throw new TurnLimitException("Martin stopped after too many steps. Try a smaller wish.");
                writer.BreakOff();  // the task's next turn goes on
                if (writer.TextLength == 0) writer.Say("I am still working on this.");
                writer.Show();
                break;
            }
            var answer = await AskAsync(prompt, ct);
            if (answer.Calls.Count == 0) break;
            steps.Add(await writer.StoreAsync(answer, ct));
            held?.Dispose();
            prompt.Add(answer);
            open = answer.Calls;
        }
        await writer.EndAsync(TurnStatus.Completed, null, suggestions);
    }

    private void Learn()
    {
        if (steps.Any(s => s.Kind == StepKind.Tool && ToolOutcome.Of(s).Name is "save_memory" or "delete_memory")) services.Learning.HasBeenSeenTo();
        else if (message is not null && !attempts!.Current.IsLocal) services.Learning.Hear(new(turn.UserId, turn.Id, message.Content, message.CreatedAt));
    }

    private static ActionView? Resolved(Prompt prompt) => prompt.Decided is { } action ? ActionView.From(action) : null;

    /// <summary>Puts what earlier owners stored into the prompt.</summary>
    /// <returns>The calls of the last answer that have no result yet.</returns>
    private List<ToolCall> ReplayOpenCalls(Prompt prompt)
    {
        List<ToolCall> open = [];
        foreach (var step in steps)
        {
            if (step.Kind == StepKind.Model)
            {
                var answer = ModelStep.Of(step);
                prompt.Add(answer);
                open = [.. answer.Calls];
            }
            else
            {
                var outcome = ToolOutcome.Of(step);
                prompt.Add(outcome);
                open.RemoveAll(c => c.CallId == outcome.CallId);
            }
        }
        return open;
    }

    /// <summary>One answer, from the model that can give it: what a failing one had said is taken back before another is asked.</summary>
    private async Task<ModelStep> AskAsync(Prompt prompt, CancellationToken ct)
    {
        attempts!.BeginRound(MayGoOffline);
        if (run is not null) RunBudget.Check(run, writer.Tokens, Worked);
        await CheckSpendingAsync(prompt, ct);
        var before = writer.Mark();
        while (true)
        {
            try
            {
                var answer = await StreamAsync(prompt, attempts.Current, ct);
                turn.Model = attempts.Current.Name;
                held?.Settle(writer.Unstored);
                return answer;
            }
            catch (ProviderException fault)
            {
                var spoken = writer.TextLength > before.TextLength;
                if (!await attempts.NextAsync(fault, spoken, MayGoOffline, ct)) throw;
                services.Log.ModelReplaced(fault, turn.Id, fault.Provider, attempts.Current.Name);
                if (spoken) writer.TakeBack(before);
                heard = new();
            }
        }
    }

    /// <summary>The offline model answers whole wishes: it would not know what another had in mind when it called tools, or planned a task.</summary>
    private bool MayGoOffline => steps.Count == 0 && (message is not null || turn.ActionId is not null);

    private async Task CheckSpendingAsync(Prompt prompt, CancellationToken ct)
    {
        if (attempts!.Current is not { IsLocal: false } model) return;
        held = await services.Spending.HoldAsync(turn.UserId,
            () => new ModelUse(ModelPurpose.Chat, model).OrEstimated(() => PromptSize.Roughly(prompt.Messages, prompt.Options), () => services.ModelOptions.AnswerTokens),
            writer.Unstored, ct);
        if (held.LimitReached is not { } limit) return;
        var reached = $"Today's spending limit of {limit} is reached";
        if (!MayGoOffline || !services.ModelOptions.OfflineWhenDown)
            throw new TurnLimitException($"{reached}, so Martin stopped. You can raise it in your preferences.");
        attempts = services.Attempts(ModelPurpose.Chat, Model.Offline);
        notice = $"{reached}, so the offline model answers until tomorrow.\n\n";
    }

    /// <summary>Streams one answer of a model into the log.</summary>
    private async Task<ModelStep> StreamAsync(Prompt prompt, Model model, CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(services.Options.ModelSilence);
        var lastHeard = Environment.TickCount64;
        var before = writer.TextLength;
        var calls = new AnswerCalls(steps, services.Options);
        var charged = !model.IsLocal;
        var used = new ModelUse(ModelPurpose.Chat, model);
        if (attempts!.IsStandIn) notice ??= "The model that should answer cannot be reached at present, so the offline model does.\n\n";
        if (notice is { Length: > 0 })
        {
            Say(notice, before);
            notice = "";
        }
        if (!model.IsLocal) prompt.FitInto(model.ContextTokens - services.ModelOptions.AnswerTokens);
        TurnDiagnostics.At(TurnDiagnostics.ModelRequested, turn.Id);
        ct.ThrowIfCancellationRequested();
        try
        {
            await using var updates = model.Client.GetStreamingResponseAsync(prompt.Messages, prompt.Options, silence.Token).GetAsyncEnumerator(silence.Token);
            for (var shown = before; ;)
            {
                // What has come in one go is shown in few pieces, the first of them at once; a model that makes us wait for each token has each shown at once.
                var next = updates.MoveNextAsync();
                if (!next.IsCompleted || shown == before || writer.TextLength - shown >= MaxHeldChars)
                {
                    writer.Show();
                    shown = writer.TextLength;
                }
                if (!await next) break;
                var update = updates.Current;
                if (Environment.TickCount64 - lastHeard > 250)  // not for every token: setting a timer takes the lock that all timers share
                {
                    lastHeard = Environment.TickCount64;
                    silence.CancelAfter(services.Options.ModelSilence);
                }
                foreach (var content in update.Contents)
                {
                    switch (content)
                    {
                        case TextContent { Text: { Length: > 0 } text } when heard.Next(text) is { Length: > 0 } piece:
                            Say(piece, before);
                            break;
                        case ErrorContent { Message: { Length: > 0 } refusal } when heard.Next(refusal) is { Length: > 0 } piece:
                            Say(piece, before);  // GPT refuses in a field of its own; it is meant for the user
                            break;
                        case FunctionCallContent call:
                            calls.Add(call);
                            break;
                        case UsageContent usage:
                            used.Add(usage.Details);
                            break;
                    }
                }
                if (update.FinishReason == ChatFinishReason.Length) Say(" [The model stopped at the length that it can give.]", before);
                if (update.AdditionalProperties?.TryGetValue(ModelContext.SuggestionsKey, out var offered) == true)
                    suggestions = offered as IReadOnlyList<string>;
            }
            writer.Show();  // not only when the end is stored
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderException(model.Name, ProviderFault.Silent, "The model fell silent.");
        }
        catch (ProviderException fault) when (!fault.HasBegun)
        {
            charged = false;  // an error costs nothing
            throw;
        }
        finally
        {
            await EventLoop.LeaveAsync();  // what follows stores, and calls tools
            if (charged) used.OrEstimated(() => PromptSize.Roughly(prompt.Messages, prompt.Options), () => TokenCounts.Roughly(writer.TextSince(before)) + calls.Tokens);
            if (used.InputTokens > 0) writer.Count(used);
        }
        TurnDiagnostics.At(TurnDiagnostics.ModelAnswered, turn.Id);
        // Of what was said before its tools ran, the user would take "Let me look." for the answer.
        if (calls.All.Count == 0 && writer.TextLength == before)
            throw new ProviderException(model.Name, ProviderFault.BadAnswer, "The model gave an empty answer.");
        model.Health.Answered();
        return new(writer.TextSince(before), calls.All, used.InputTokens, used.OutputTokens);
    }

    /// <param name="before">The text's length when this answer began.</param>
    private void Say(string piece, int before)
    {
        if (writer.TextLength == before && writer.EndsInText) piece = "\n\n" + piece;  // the rounds' texts are paragraphs of one message
        if (writer.TextLength + piece.Length > services.Options.MaxAnswerChars)
            throw new TurnLimitException("The answer grew too long.");
        writer.Say(piece);
    }

    private async Task<ToolOutcome> RunToolAsync(ToolCall call, bool tainted, IReadOnlyList<OutsideSource> sources, CancellationToken ct)
    {
        if (stopping()) throw new OperationCanceledException(ct);
        log.Append(TurnEventType.ToolStarted, e => e with { Tool = new() { CallId = call.CallId, Name = call.Name, Arguments = new(call.Arguments) } });
        TurnStepRow step;
        try
        {
            step = await writer.StoreAsync(await caller.PrepareAsync(call, tainted, sources, ct));
        }
        catch (Exception e) when (e is not (StaleEpochException or OperationCanceledException))
        {
            services.Log.ToolFailed(e, call.Name, turn.Id);
            step = await writer.StoredAsync() ?? await writer.StoreAsync(_ => Task.FromResult(ToolCaller.Failed(call)));
        }
        steps.Add(step);
        var outcome = ToolOutcome.Of(step);
        turn.Tainted |= outcome.Outside;  // at once: the turn may end before the next call
        return outcome;
    }
}
