using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>A place in what was listed: "the second one", "number 2", "the last", "the other one".</summary>
internal readonly record struct Position(int Number)
{
    /// <summary>Of two, the one that was not spoken of last.</summary>
    public static readonly Position Other = new(-1);
    public static readonly Position Last = new(0);
}

internal static class Positions
{
    private static readonly string[] Nouns = ["one", "event", "meeting", "appointment", "task", "entry", "item", "reminder", "mail", "email", "message"];

    /// <summary>The position that the tokens name, all of them.</summary>
    public static Position? Read(Tokens t, int from, int to)
    {
        var at = t.Skip(from, "the", "my", "that");
        var hasArticle = at > from;
        if (t.Is(at, "other") && End(t, at + 1) >= to) return Position.Other;
        if (t.Is(at, "last") && hasArticle && End(t, at + 1) >= to) return Position.Last;
        if (Numbers.Ordinal(t, at) is { Value: >= 1 and <= 30 } ordinal && End(t, ordinal.End) >= to && (hasArticle || t.Is(ordinal.End, "one"))) return new(ordinal.Value);
        return t.Is(at, "number", "nr", "#") && Numbers.Cardinal(t, at + 1) is { Value: >= 1 and <= 30 } number && number.End >= to ? new(number.Value) : null;
    }

    public static EventFacts? Of(Position position, IReadOnlyList<EventFacts> listed, EventFacts? latest) =>
        Of(position, listed, e => e.Id == latest?.Id, latest is not null);

    public static TaskFacts? Of(Position position, IReadOnlyList<TaskFacts> listed, TaskFacts? latest) =>
        Of(position, listed, t => t.Id == latest?.Id, latest is not null);

    /// <param name="listed">Of one only, "it" is that one; "the other" is never said of mails.</param>
    public static MailFacts? Of(Position position, IReadOnlyList<MailFacts> listed) => Of(position, listed, _ => false, hasLatest: false);

    private static T? Of<T>(Position position, IReadOnlyList<T> listed, Predicate<T> isLatest, bool hasLatest) where T : class
    {
        if (position == Position.Other) return hasLatest && listed.Count == 2 && listed.Any(i => isLatest(i)) ? listed.Single(i => !isLatest(i)) : null;
        if (position == Position.Last) return listed.Count > 0 ? listed[^1] : null;
        return position.Number <= listed.Count ? listed[position.Number - 1] : null;
    }

    private static int End(Tokens t, int i) => t.Skip(i, Nouns);
}
