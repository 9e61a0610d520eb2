using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Something that only needs an answer: a greeting, help, what Martin cannot do here.</summary>
internal sealed record Spoken(string Text, params IReadOnlyList<string> Suggestions) : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results) => new Say(Text, Suggestions);
}

/// <summary>What was not understood, with the nearest thing that can be done as a question. Never acts.</summary>
internal sealed record NotUnderstood(string Text, params IReadOnlyList<string> Suggestions) : Wish
{
    public Wish? IfYes { get; init; }

    public override bool IsUnderstood => false;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results) => new Ask(Text, Suggestions) { IfYes = IfYes };

    public override bool IsComplete(Scene scene) => false;
}
