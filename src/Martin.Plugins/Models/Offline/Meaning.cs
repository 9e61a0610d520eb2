using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline;

/// <summary>What a message comes to where the conversation stands: wishes of its own, an answer, or a change of what was done last.</summary>
internal sealed record Meaning(IReadOnlyList<Wish> Wishes)
{
    public OpenQuestion? Answered { get; private init; }
    public bool DropsQuestions { get; private init; }

    public static Meaning Of(string text, Scene scene, Dialog dialog)
    {
        if (Lexicon.IsDropped(text)) return new([new Spoken("All right, I leave it.")]) { DropsQuestions = true };
        if (Lexicon.IsYes(text) && dialog.Open is [var newest, ..] && IfYes(newest, scene) is { } meant) return new([meant]) { Answered = newest };
        if (dialog.Open is [var asked, ..] && asked.Ask.Suggestions.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase) && asked.Wish.Answered(text, scene, asked.Results) is { } chosen)
            return new([chosen]) { Answered = asked };
        if (text.Length > MessageReader.Longest) return Answer(text, scene, dialog) ?? new([TooLong]);
        var remark = Remark.Read(text, scene);
        // A time by itself is never a wish of its own, whatever verbs lead it in.
        if (remark.IsOnlyTime && FromTalk(text, remark, scene, dialog) is { } answer) return answer;
        var wishes = MessageReader.Read(text, scene);
        if (wishes.Any(w => w.IsUnderstood)) return new(wishes);
        return FromTalk(text, remark, scene, dialog) ?? new(wishes);
    }

    private static Meaning? FromTalk(string text, Remark remark, Scene scene, Dialog dialog)
    {
        if (dialog.IsDoneLatest && remark.Asks && Follow(remark, scene, dialog) is { } asked) return asked;
        return Answer(text, scene, dialog) ?? Follow(remark, scene, dialog) ?? Chosen(remark, scene);
    }

    private static Meaning? Answer(string text, Scene scene, Dialog dialog)
    {
        foreach (var open in dialog.Open)
            if (open.Wish.Answered(text, scene, open.Results) is { } answered)
                return new([answered]) { Answered = open };
        return null;
    }

    private static readonly NotUnderstood TooLong = new(
        $"That is longer than the {MessageReader.Longest} characters that I read at once, so I have done nothing. What shall I do? A sentence or two is best.", Wording.Examples);

    private static Meaning? Follow(Remark remark, Scene scene, Dialog dialog) =>
        dialog.Done is { } done && done.Wish.FollowedBy(remark, scene, done.Results) is { } wish ? new([wish]) : null;

    /// <summary>"the second one" by itself says which, not what.</summary>
    private static Meaning? Chosen(Remark remark, Scene scene)
    {
        if (remark.Position is not { } position || scene.Mentions.AreTasksLatest) return null;
        return Positions.Of(position, scene.Mentions.Events, scene.Mentions.Event) is { } chosen ? new([new ShowEvent(chosen)]) : null;
    }

    private static Wish? IfYes(OpenQuestion open, Scene scene)
    {
        if (open.Ask.IfYes is { } meant) return meant;
        // The one thing offered in place of what was not understood.
        if (open.Wish is not NotUnderstood || open.Ask.Suggestions is not [var only]) return null;
        return MessageReader.Read(only, scene) is [{ IsUnderstood: true } offered] ? offered : null;
    }
}
