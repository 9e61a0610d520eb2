using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Asks before it does what was not said plainly.</summary>
internal sealed record Confirm(string Question, Wish Meant) : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results) => new Ask(Question, "yes", "no") { IfYes = Meant };
}

/// <summary>Asks which of a few things is meant.</summary>
internal sealed record Choose(string Question, IReadOnlyList<(string Label, Wish Wish)> Choices) : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results) => new Ask(Question, [.. Choices.Select(c => c.Label)]);

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        Choice.Of(text, [.. Choices.Select(c => c.Label)]) is { } index ? Choices[index].Wish : null;
}

/// <summary>One wish after the other, the second only when the first has not failed.</summary>
internal sealed record InTurn(Wish First, Wish Second) : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var (step, taken) = (First.Next(scene, []), 0);
        while (step is Call && taken < results.Count) step = First.Next(scene, [.. results.Take(++taken)]);
        if (step is not Say first || (taken > 0 && !results[taken - 1].Ok)) return step;
        return Second.Next(scene, [.. results.Skip(taken)]) switch
        {
            Say second => second with { Text = $"{first.Text}\n{second.Text}" },
            var next => next,
        };
    }
}

/// <summary>"undo that": the newest thing of this conversation that can be taken back.</summary>
internal sealed record UndoLast : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new Call("undo_action", new Dictionary<string, object>());
        var result = results[^1];
        return new Say(!result.Ok ? $"I took nothing back: {Sentence(result.Error)}"
            : result.IsProposed ? Wording.Proposed(result.Summary ?? "take it back") : $"{(result.Summary ?? "Taken back").TrimEnd('.')}.");
    }

    private static string Sentence(string? error) => error is { Length: > 0 } ? char.ToLowerInvariant(error[0]) + error[1..] : "no reason was given.";
}

/// <summary>Something of a list that was pointed at, and what can be done with it.</summary>
internal sealed record ShowEvent(EventFacts Event) : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results) =>
        new Say($"{Wording.Label(Event, scene)}{(Event.Location is { Length: > 0 } place ? $", at {place}" : "")}. What shall I do with it?", "Cancel it", "Move it to tomorrow") { About = Event };
}
