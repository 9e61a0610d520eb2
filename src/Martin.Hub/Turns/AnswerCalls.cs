using System.Text.Json;
using Martin.Data.Turns;
using Martin.Hub.Wire;
using Martin.Plugins.Models;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Turns;

/// <summary>The tool calls of one answer, as they come in: each under an id of its own in the turn, and no more than a turn may have.</summary>
/// <param name="steps">Of the turn until now.</param>
internal sealed class AnswerCalls(IEnumerable<TurnStepRow> steps, TurnOptions options)
{
    /// <summary>OpenAI's call ids have some 30 characters; the column has room for 128.</summary>
    private const int MaxCallIdChars = 100;

    // Some servers count their calls anew in each answer; here (turn, call id) is the key of an effect.
    private readonly HashSet<string> taken = [.. steps.Where(s => s.Kind == StepKind.Model).SelectMany(s => ModelStep.Of(s).Calls).Select(c => c.CallId)];
    private readonly List<ToolCall> calls = [];
    private int argumentChars;

    public IReadOnlyList<ToolCall> All => calls;

    /// <summary>What writing them took, roughly.</summary>
    public int Tokens => calls.Sum(c => TokenCounts.Roughly(c.Name) + TokenCounts.Roughly(c.Arguments));

    /// <exception cref="TurnLimitException">The answer asks for more than one may.</exception>
    public void Add(FunctionCallContent call)
    {
        if (calls.Count == options.MaxCallsPerRound) throw new TurnLimitException("The model asked for too many things at once.");
        var arguments = call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, WireJson.Options);
        argumentChars += arguments.Length;
        if (argumentChars > options.MaxArgumentChars) throw new TurnLimitException("What the model asked for grew too long.");
        calls.Add(new(Unique(call.CallId), call.Name, arguments, Unreadable: call.Exception is not null,
            ModelContext.Of(call, ModelContext.SignatureKey), ModelContext.Of(call, ModelContext.ProviderCallIdKey)));
    }

    private string Unique(string callId)
    {
        var wanted = callId.Length is 0 or > MaxCallIdChars ? "call" : callId;
        var unique = wanted;
        for (var n = 2; !taken.Add(unique); n++) unique = $"{wanted}-{n}";
        return unique;
    }
}
