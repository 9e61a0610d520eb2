using System.Text.Json;
using Martin.Data.Conversations;
using Martin.Data.Turns;
using Martin.Hub.Actions;
using Martin.Hub.Wire;
using Martin.Plugins.Models;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Turns;

/// <summary>The rounds of a turn: ask the model, run the tools that it calls, ask again, until it calls none.</summary>
public sealed class TurnLoop(
    TurnServices services, TurnRow turn, List<TurnStepRow> steps, TurnLog log, StepWriter writer, Func<bool> stopping)
{
    /// <summary>OpenAI's call ids have some 30 characters; the column has room for 128.</summary>
    private const int MaxCallIdChars = 100;

    /// <summary>Text that is held back at most while the model does not make us wait.</summary>
    private const int MaxHeldChars = 500;

    private readonly ToolCaller caller = new(services, turn);
    private readonly ModelText heard = new();
    private IReadOnlyList<string>? suggestions;

    /// <param name="message">What the user said; null in a turn that Martin began.</param>
    public async Task RunAsync(ChatMessageRow? message, bool opensConversation, bool startIsShown, CancellationToken ct)
    {
        var prompt = await Prompt.BuildAsync(services, turn, message, withHistory: !opensConversation, ct);
        if (turn.Status == TurnStatus.Queued) await writer.StartAsync(message, Resolved(prompt), ct);
        else if (!startIsShown) writer.PublishStart(message, Resolved(prompt));

        IReadOnlyList<ToolCall> open = ReplayOpenCalls(prompt);
        for (var round = steps.Count(s => s.Kind == StepKind.Model); ; round++)
        {
            var tainted = prompt.Tainted;  // by what the model had read when it made these calls
            foreach (var call in open) prompt.Add(await RunToolAsync(call, tainted, ct));
            turn.Tainted = prompt.Tainted;
            if (round >= services.Options.MaxRounds) throw new TurnLimitException("Martin stopped after too many steps. Try a smaller wish.");
            var answer = await AskAsync(prompt, ct);
            if (answer.Calls.Count == 0) break;
            steps.Add(await writer.StoreAsync(answer, ct));
            prompt.Add(answer);
            open = answer.Calls;
        }
        await writer.EndAsync(TurnStatus.Completed, null, suggestions);
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

    /// <summary>Streams one answer of the model into the log.</summary>
    private async Task<ModelStep> AskAsync(Prompt prompt, CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(services.Options.ModelSilence);
        var lastHeard = Environment.TickCount64;
        var before = writer.TextLength;
        var said = new System.Text.StringBuilder();
        var calls = new List<ToolCall>();
        long input = 0, output = 0;
        TurnDiagnostics.At(TurnDiagnostics.ModelRequested, turn.Id);
        try
        {
            await using var updates = prompt.AskAsync(silence.Token).GetAsyncEnumerator(silence.Token);
            for (var shown = 0; ;)
            {
                // What has come in one go is shown in few pieces, the first of them at once; a model that makes us wait for each token has each shown at once.
                var next = updates.MoveNextAsync();
                if (!next.IsCompleted || shown == 0 || said.Length - shown >= MaxHeldChars)
                {
                    writer.Show();
                    shown = said.Length;
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
                            Say(piece, said);
                            break;
                        case FunctionCallContent call:
                            calls.Add(new(Unique(call.CallId, calls), call.Name, ArgumentsOf(call), Unreadable: call.Exception is not null));
                            break;
                        case UsageContent usage:
                            input += usage.Details.InputTokenCount ?? 0;
                            output += usage.Details.OutputTokenCount ?? 0;
                            break;
                    }
                }
                if (update.AdditionalProperties?.TryGetValue(ModelContext.SuggestionsKey, out var offered) == true)
                    suggestions = offered as IReadOnlyList<string>;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProviderException(turn.Model!, ProviderFault.Unavailable, "The model fell silent.");
        }
        writer.CountTokens(input, output);
        if (calls.Count > services.Options.MaxCallsPerRound) throw new TurnLimitException("The model asked for too many things at once.");
        if (calls.Count == 0 && said.Length == 0 && before == 0)
            throw new ProviderException(turn.Model!, ProviderFault.BadAnswer, "The model gave an empty answer.");
        return new(said.ToString(), calls, input, output);
    }

    private void Say(string piece, System.Text.StringBuilder said)
    {
        if (said.Length == 0 && writer.EndsInText) piece = "\n\n" + piece;  // the rounds' texts are paragraphs of one message
        if (writer.TextLength + piece.Length > services.Options.MaxAnswerChars)
            throw new TurnLimitException("The answer grew too long.");
        said.Append(piece);
        writer.Say(piece);
    }

    /// <summary>Some servers count their calls anew in each answer; here (turn, call id) is the key of an effect.</summary>
    private string Unique(string callId, List<ToolCall> calls)
    {
        var taken = steps.Where(s => s.Kind == StepKind.Model).SelectMany(s => ModelStep.Of(s).Calls).Concat(calls).Select(c => c.CallId).ToHashSet();
        var unique = callId.Length is 0 or > MaxCallIdChars ? "call" : callId;
        for (var n = 2; taken.Contains(unique); n++) unique = $"{(callId.Length is 0 or > MaxCallIdChars ? "call" : callId)}-{n}";
        return unique;
    }

    private static string ArgumentsOf(FunctionCallContent call) =>
        call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, WireJson.Options);

    private async Task<ToolOutcome> RunToolAsync(ToolCall call, bool tainted, CancellationToken ct)
    {
        if (stopping()) throw new OperationCanceledException(ct);
        log.Append(TurnEventType.ToolStarted, e => e with { Tool = new() { CallId = call.CallId, Name = call.Name, Arguments = new(call.Arguments) } });
        TurnStepRow step;
        try
        {
            step = await writer.StoreAsync(await caller.PrepareAsync(call, tainted, ct));
        }
        catch (Exception e) when (e is not (StaleEpochException or OperationCanceledException))
        {
            services.Log.ToolFailed(e, call.Name, turn.Id);
            step = await writer.StoreAsync(_ => Task.FromResult(ToolCaller.Failed(call)));
        }
        steps.Add(step);
        return ToolOutcome.Of(step);
    }
}

/// <summary>A turn reached one of <see cref="TurnOptions"/>' limits; the message is for the user.</summary>
public sealed class TurnLimitException(string message) : Exception(message);
