using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>What time or day it is, here or elsewhere, and what a date or time is there.</summary>
internal static class ClockFrames
{
    private static readonly HashSet<string> ClockWords = ["time", "times", "date", "dates", "day", "clock", "hour", "hours", "week", "weekday", "zone", "timezone", "month", "year"];

    private static readonly HashSet<string> Small =
    [
        .. ("what what's whats is the it now right today's todays today current currently time times date day clock please tell me show give in at of do you know can i a an us my does to be will would have correct exact actual local and or "
            + "this that convert moment report mention let how hey hello hi uh there how's are need know happen happens get say which month year week weekday "
            + "may for on here our so just exactly ? . ! , 's time's").Split(' '),
    ];

    public static Wish? Read(Frame f)
    {
        if (f.Act is not (Act.Query or Act.None or Act.Change or Act.Create) && !f.Is(f.Verb, "give", "convert", "set", "switch") || f.IsNegated) return null;
        var places = ZoneNames.In(f);
        if (places.Count > 1 && f.Is(f.Verb, "change", "convert", "switch", "translate") && !f.Has(Nouns.Events)) return Convert(f, places) ?? new AskClock(null, places[0].Place, places[1].Place);
        var asksZone = f.Has("zone", "zones", "timezone") || f.Has("difference", "ahead", "behind");
        if (f.Has("difference", "ahead", "behind") && f.Has("time", "hour", "hours", "zone") || f.Has("difference") && places.Count > 1 && f.To - f.From <= 8 || f.Is(f.From, "how") && f.Is(f.From + 1, "far", "much") && f.Has("ahead", "behind") && places.Count > 0 || f.After("how", "many", "hours") > 0 && places.Count > 0)
            return places.Count == 0 ? null : new AskClock(null, places.Count > 1 ? places[0].Place : null, places[^1].Place) { AsksDifference = true };
        if (asksZone && (f.Act is Act.Change or Act.Create || f.Is(f.From, "switch", "convert"))) return places.Count == 0 ? f.Has("current", "currently", "here", "local") ? new AskClock(null) { WantsZone = true } : Which(f) : Convert(f, places) ?? new AskClock(null, null, places[^1].Place) { WantsZone = true };
        if (f.Act == Act.Change && f.Is(f.Verb, "switch", "change") && f.Has("time") && places.Count > 0) return new AskClock(null, null, places[^1].Place) { WantsZone = true };
        if (places.Count > 0 && (f.Has("time", "date", "day", "hour", "convert") || places.Count > 1 && f.P.Dates.Any(d => d.SaysTime)) && !f.Has("meeting", "event", "events", "appointment", "party", "flight", "concert", "class") && !f.Has(Nouns.Alarms)) return Convert(f, places) ?? (IsOnly(f, places) || f.Has("time") && !f.Has("my", "should", "can", "supposed", "when") ? new AskClock(null, null, places[^1].Place) : null);
        if (f.Act is Act.Change or Act.Create) return null;
        return Days(f) ?? Now(f);
    }

    /// <summary>"6 pm JST in CET", "when it is noon in Oslo, what time is it in Lima".</summary>
    private static AskClock? Convert(Frame f, IReadOnlyList<(ZonePlace Place, int At)> places)
    {
        var times = f.P.Dates.Where(d => d is { SaysTime: true, Question: null, From: not null }).ToList();
        if (times.Count == 0 && Bare(f) is { } loose) times = [loose];
        if (times.Count == 0) return places.Count > 1 && f.Has("convert") ? new AskClock(null, places[0].Place, places[1].Place) : null;
        var time = times[0];
        var phrase = Bare(f, time);
        if (phrase is null) return null;
        // The place nearest after the time is where it is meant; where two stand, the other is where it is wanted.
        if (places.Count == 1) return f.Has("our", "here", "my", "i") || f.After("in", "here") > 0 ? new AskClock(phrase, null, places[0].Place) : f.P.TokenOf(time) < places[0].At && !f.Is(f.From, "what", "convert", "change") ? new AskClock(phrase, places[0].Place, null) : new AskClock(phrase, null, places[0].Place);
        var at = f.P.TokenOf(time);
        var source = places.FirstOrDefault(p => p.At >= at, places[0]);
        return new AskClock(phrase, source.Place, places.First(p => p != source).Place);
    }

    /// <summary>"when it is nine in the east": an hour by itself, after "it is" or before a place.</summary>
    private static DateMatch? Bare(Frame f)
    {
        for (var i = f.From; i < f.To - 1; i++)
        {
            if (Clock.Loose(f.P.T, i) is not { } hour || hour.End >= f.To) continue;
            var isTold = f.Is(i - 1, "is", "it's", "its", "at", "convert", "from") || f.Is(hour.End, "in", "here", "there");
            if (isTold && DateGrammar.Read(f.P.T.Slice(i, hour.End), f.P.Scene.Now, f.P.Scene.Zone) is { SaysTime: true, Question: null, From: not null } read) return read with { Start = f.P.T[i].Start };
        }
        return null;
    }

    /// <summary>The time alone: a zone among its words is told to the tool apart.</summary>
    private static string? Bare(Frame f, DateMatch time)
    {
        var day = f.P.Scene.Zone;
        return time.From is null ? null : $"{LocalTimes.Hour(Local(time, day))}";
    }

    private static NodaTime.LocalDateTime Local(DateMatch time, NodaTime.DateTimeZone zone) =>
        time.Pieces is { Zone: { } said } ? LocalTimes.In(time.From!.Value, zone).Time.ToInstant().InZone(said).LocalDateTime : time.From!.Value;

    private static NotUnderstood Which(Frame f) => new("Which place or time zone do you mean?", "What time is it in London?", "What time is it in New York?");

    /// <summary>"what day is the third friday of this month?", "when is easter?"</summary>
    private static AskClock? Days(Frame f)
    {
        if (f.Has(Nouns.Alarms) || f.Has(Nouns.Calendar) || f.Has("event", "events", "meeting", "meetings", "appointment", "appointments", "birthday", "birthdays", "i", "my", "schedule", "plans")) return null;
        var asks = f.Has("day", "date", "dates", "week", "weekday", "days", "weeks", "hours") || f.Is(f.From, "when", "is") || f.P.Dates.Count > 0 && f.Is(f.From, "what", "what's", "whats", "which");
        var dates = f.P.Dates.Where(d => d is { Question: null, From: not null } && d.Kind != DateKind.Duration).ToList();
        if (dates.Count == 0 && DayOfMonth(f) is { } day) return new AskClock(day);
        if (!asks || dates.Count == 0 || f.Act != Act.Query && !f.P.IsQuestion && !f.Has("date", "day", "weekday")) return null;
        if (Enumerable.Range(f.From, f.To - f.From).All(f.P.IsDated)) return null;  // the answer to a question
        // "what's on tomorrow", "what's due on Monday" ask for plans; "what is the third Friday of March" asks for a date.
        if (!f.Has("day", "date", "dates", "weekday", "days", "weeks", "hours") && !f.Is(f.From, "when", "is") && (f.P.TokenOf(dates[0]) > f.From + 2 || f.Is(f.P.TokenOf(dates[0]), "on", "due", "by", "for", "in", "at"))) return null;
        var date = dates.Count == 1 ? dates[0] : dates.FirstOrDefault(d => !Same(f, d, "today", "now", "this week")) ?? dates[0];
        var words = f.P.T.Text[date.Start..date.End];
        for (var i = f.From; i < f.To; i++)
            if (!f.P.IsDated(i) && f.P.T[i].Kind == TokenKind.Word && !Small.Contains(f.Words[i]) && !f.Is(i, "when", "fall", "falls", "land", "lands", "until", "till", "many", "long", "s", "going", "tell", "if", "from", "actually", "again", "next", "coming", "by", "th", "st", "nd", "rd", "then"))
                return null;
        return new AskClock(words.Trim());
    }

    /// <summary>"what day is the fifteenth": of the month that comes.</summary>
    private static string? DayOfMonth(Frame f)
    {
        if (!f.Has("day", "weekday", "week") || f.Act != Act.Query && !f.P.IsQuestion) return null;
        for (var i = f.From; i < f.To; i++)
        {
            if (Numbers.Ordinal(f.P.T, i) is not { Value: >= 1 and <= 31 } day || !f.Is(i - 1, "the", "is", "on") || !(day.End >= f.To || f.Is(day.End, "on", "going", "fall", "this") && day.End + 2 >= f.To)) continue;
            var phrase = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"on the {f.P.T.Slice(i, day.End)}");
            if (DateGrammar.Read(phrase, f.P.Scene.Now, f.P.Scene.Zone) is { Question: null, From: not null }) return phrase;
        }
        return null;
    }

    private static bool Same(Frame f, DateMatch date, params string[] words) => words.Contains(f.P.T.Text[date.Start..date.End].Trim().ToLowerInvariant());

    private static AskClock? Now(Frame f)
    {
        if (!f.Has(ClockWords) && f.Act != Act.Query || f.To - f.From < 2 && !f.Has("time", "date") || f.Has("i", "last", "first", "free", "long", "many", "times") && !f.Has("may", "can", "know")) return null;
        for (var i = f.From; i < f.To; i++)
            if (f.P.T[i].Kind is TokenKind.Word && !Small.Contains(f.Words[i]) && !f.Is(i, "today", "now", "present", "zone", "timezone", "accurate", "see", "we", "which", "like", "want", "wondering", "wonder")) return null;
        if (f.P.Dates.Any(d => d.SaysTime)) return null;
        return f.Has("month", "year") && f.P.Dates.Count == 0 || f.Has("time", "date", "day", "clock", "hour", "today", "todays", "zone", "timezone") ? new AskClock(null) : null;
    }

    private static bool IsOnly(Frame f, IReadOnlyList<(ZonePlace Place, int At)> places) =>
        Enumerable.Range(f.From, f.To - f.From).All(i => Small.Contains(f.Words[i]) || f.P.T[i].Kind != TokenKind.Word || places.Any(p => i >= p.At && i < p.At + p.Place.Name.Split(' ').Length));
}
