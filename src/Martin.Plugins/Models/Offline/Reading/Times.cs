using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>The time a wish is about, among the dates of its sentence.</summary>
/// <param name="Conflict">Two times that do not go together.</param>
internal sealed record Times(DateMatch? When, Period? Lasting = null, string? Conflict = null)
{
    /// <summary>How often, where that was said apart from the time: "weekly".</summary>
    public string? Adverb { get; private init; }

    /// <summary>Words of a time that no date took up ("at four hundred pm"): whatever else was read, it is not all.</summary>
    public static bool LeavesTimeWords(Piece piece, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (piece.T.Is(i, "am", "pm", "o'clock", "oclock") && !piece.IsDated(i)
                && (piece.T.Is(i - 1, "hundred") || Numbers.Cardinal(piece.T, i - 1) is not null))
                return true;
        return false;
    }

    /// <summary>For an event: one time, or a day and an hour said apart; two whole times are a conflict.</summary>
    public static Times OfEvent(Piece piece, int from, int to)
    {
        var once = OfOnce(piece, from, to);
        return Repeats.Take(piece, from, to) is { } adverb ? once with { When = Repeats.Of(adverb, once.When, piece.Scene), Adverb = adverb } : once;
    }

    private static Times OfOnce(Piece piece, int from, int to)
    {
        var (points, lasting) = Taken(piece, from, to);
        foreach (var point in points) piece.Take(point);
        if (points.Count == 0) return new(null, lasting);
        var when = points[0];
        foreach (var other in points.Skip(1))
        {
            if (!Fit(when, other)) return new(when, lasting, $"{Said(piece, when)} and {Said(piece, other)}");
            when = DateGrammar.Joined(when, other, piece.Scene.Now, piece.Scene.Zone);
        }
        return new(AsUsual(when, piece, from, to), lasting);
    }

    private static readonly HashSet<string> Evenings = ["dinner", "supper", "drinks", "cocktails", "party", "concert", "theatre", "theater", "cinema", "movie", "movies", "opera"];
    private static readonly HashSet<string> Mornings = ["breakfast", "brunch"];

    /// <summary>Dinner at 7 is in the evening, breakfast at 6 in the morning.</summary>
    /// <param name="what">The event in the user's words.</param>
    public static DateMatch AsUsual(DateMatch when, string what, Scene scene)
    {
        var words = what.ToLowerInvariant().Split(' ');
        return AsUsual(when, words.Any(Evenings.Contains), words.Any(Mornings.Contains), scene);
    }

    private static DateMatch AsUsual(DateMatch when, Piece piece, int from, int to) => AsUsual(when, piece.Has(Evenings, from, to), piece.Has(Mornings, from, to), piece.Scene);

    private static DateMatch AsUsual(DateMatch when, bool inTheEvening, bool inTheMorning, Scene scene) =>
        inTheEvening ? DateGrammar.Within(when, DayPart.Evening, scene.Now, scene.Zone) : inTheMorning ? DateGrammar.Within(when, DayPart.Morning, scene.Now, scene.Zone) : when;

    /// <summary>For a task: the time right after the verb, else the last one with an hour, else the last; other dates belong to the title.</summary>
    public static Times OfTask(Piece piece, int from, int to)
    {
        var (points, _) = Taken(piece, from, to);
        if (points.Count == 0) return new(When: null);
        if (points is [var one, var two] && Fit(one, two) && one.Kind != DateKind.Window)
        {
            piece.Take(one);
            piece.Take(two);
            return new(DateGrammar.Joined(one, two, piece.Scene.Now, piece.Scene.Zone));
        }
        var chosen = points.FirstOrDefault(p => piece.TokenOf(p) == from) ?? points.LastOrDefault(p => p.SaysTime) ?? points[^1];
        piece.Take(chosen);
        return new(chosen);
    }

    private static (List<DateMatch> Points, Period? Lasting) Taken(Piece piece, int from, int to)
    {
        var dates = piece.DatesIn(from, to);
        var length = dates.FirstOrDefault(d => d.Kind == DateKind.Duration);
        if (length is not null) piece.Take(length);
        return ([.. dates.Where(d => d.Kind != DateKind.Duration)], length?.Lasting);
    }

    /// <summary>One says the day and the other the hour.</summary>
    private static bool Fit(DateMatch one, DateMatch other) =>
        (one is { SaysDay: true, SaysTime: false } && other is { SaysDay: false, SaysTime: true })
        || (one is { SaysDay: false, SaysTime: true } && other is { SaysDay: true, SaysTime: false });

    private static string Said(Piece piece, DateMatch match) => $"\"{piece.Text[match.Start..match.End]}\"";
}

/// <summary>"high priority", "urgent", "priority: low".</summary>
internal static class Priorities
{
    private static readonly Dictionary<string, string> Levels = new()
    {
        ["low"] = "low", ["medium"] = "medium", ["normal"] = "medium", ["high"] = "high", ["highest"] = "urgent", ["top"] = "high",
        ["urgent"] = "urgent", ["important"] = "high",
    };

    /// <summary>The priority said, its words taken out of the title.</summary>
    public static string? Take(Piece piece, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (At(piece.T, i, to) is not { } found) continue;
            var start = piece.T.Is(i - 1, "with", "as", "at", "a", "and") && i - 1 > from ? i - 1 : i;
            piece.Take(piece.T.Is(start - 1, "with", "as") && start - 1 > from ? start - 1 : start, found.End);
            return found.Value;
        }
        return null;
    }

    public static Parsed<string>? At(Tokens t, int i, int to)
    {
        if (Levels.TryGetValue(t[i].Text, out var level) && t.Is(i + 1, "priority", "prio")) return new(level, i + 2);
        if (t.Is(i, "priority", "prio")
            && Levels.TryGetValue(t[t.Skip(i + 1, ":", "is", "=")].Text, out level))
            return new(level, t.Skip(i + 1, ":", "is", "=") + 1);
        var isApart = t[i - 1].Kind == TokenKind.Mark || t.Is(i - 1, "as", "it's", "is") || i + 1 == to;
        return t.Is(i, "urgent", "urgently") && isApart ? new("urgent", i + 1) : null;
    }
}
