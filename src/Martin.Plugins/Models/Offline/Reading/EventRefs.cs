using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>How a sentence points at something that exists: "the lunch tomorrow", "my 3pm meeting", "it", "the next meeting".</summary>
internal static class EventRefs
{
    private static readonly HashSet<string> Empty =
        ["", "meeting", "meetings", "event", "events", "appointment", "appointments", "thing", "one", "entry", "plan", "plans", "calendar", "my",
            "the", "a", "an", "our"];

    public static EventRef? Read(Piece p, int from, int to)
    {
        if (Lexicon.Pronouns.Contains(p.T[from].Text) && p.Left(from + 1, to).All(i => p.T[i].Kind == TokenKind.Mark)) return new("", IsIt: true);
        if (Positions.Read(p.T, from, to) is { } position)
            return Positions.Of(position, p.Scene.Mentions.Events, p.Scene.Mentions.Event) is { } listed ? new("", Id: listed.Id) : new("");
        DateMatch? when = null;
        foreach (var date in p.DatesIn(from, to))
        {
            if (date.Kind == DateKind.Duration) continue;
            when = when is null ? date : DateGrammar.Joined(when, date, p.Scene.Now, p.Scene.Zone);
            p.Take(date);
        }
        for (var i = from; i < to; i++)
            if (Lexicon.Calendars.Contains(p.T[i].Text) && p.T.Is(p.T.Is(i - 1, "my", "the") ? i - 2 : i - 1, "on", "in", "from"))
                p.Take(p.T.Is(i - 1, "my", "the") ? i - 2 : i - 1, i + 1);
        var isNext = p.T.Is(p.T.Skip(from, "my", "the"), "next");
        if (isNext) p.Take(from, p.T.Skip(from, "my", "the") + 1);
        var title = TitleText.Of(p, from, to, dropArticle: true);
        if (title.Length > TitleText.Longest) return null;
        var words = Empty.IsSupersetOf(title.ToLowerInvariant().Split(' ')) ? "" : Lowered(title);
        return new(words, when, IsNext: isNext);
    }

    /// <summary>Search words as they stand inside a sentence; names in capitals stay.</summary>
    public static string Lowered(string title) =>
        title.Length == 0 || (title.Length > 1 && char.IsUpper(title[1])) ? title : char.ToLowerInvariant(title[0]) + title[1..];
}
