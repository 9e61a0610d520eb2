using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models.Offline.Talk;

/// <summary>A call made in a turn, and its result when there is one.</summary>
internal sealed record MadeCall(string CallId, string Tool, IDictionary<string, object?> Arguments, ToolResult? Result);

/// <summary>One user message and what followed it.</summary>
internal sealed record Turn(string Text, JsonElement? Decision, IReadOnlyList<MadeCall> Calls);

/// <summary>The messages of a request as turns, the open one last.</summary>
internal sealed record Conversation(IReadOnlyList<Turn> Turns)
{
    public static Conversation From(IEnumerable<ChatMessage> messages)
    {
        var turns = new List<Turn>();
        var calls = new List<MadeCall>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.User)
            {
                calls = [];
                turns.Add(new(message.Text, DecisionOf(message), calls));
                continue;
            }
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call)
                    calls.Add(new(call.CallId, call.Name, call.Arguments ?? new Dictionary<string, object?>(), null));
                else if (content is FunctionResultContent result
                    && calls.FindIndex(c => c.CallId == result.CallId && c.Result is null) is >= 0 and var at)
                    calls[at] = calls[at] with { Result = ToolResult.From(result.Result) with { Tool = calls[at].Tool } };
            }
        }
        return new(turns);
    }

    private static JsonElement? DecisionOf(ChatMessage message) => message.AdditionalProperties?.GetValueOrDefault(ModelContext.DecisionKey) switch
    {
        string text => Json.Parse(text),
        JsonElement { ValueKind: JsonValueKind.String } text => Json.Parse(text.GetString()!),
        JsonElement element => element,
        _ => null,
    };
}
