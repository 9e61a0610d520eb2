using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Times as they are said to an alarm: "for seven", "for fifteen minutes", "thirty minutes before that".</summary>
internal static class SaidTimes
{
    /// <summary>So long after now: "an alarm for one hour".</summary>
    public static DateMatch? After(Frame f, Period length) => Read(f, $"in {length.Weeks * 7 * 1440 + length.Days * 1440 + length.Hours * 60 + length.Minutes} minutes");

    /// <summary>A bare hour where a time is expected: "for seven", "for twelve thirty".</summary>
    public static DateMatch? Loose(Frame f)
    {
        for (var i = f.From; i < f.To - 1; i++)
        {
            if (!f.Is(i, "for", "at", "by", "to", "on", "around") || Clock.Loose(f.P.T, i + 1) is not { } clock || clock.End > f.To) continue;
            var isWhole = clock.End == f.To || f.Is(clock.End, "to", "for", "in", "on", "tomorrow", "please", "with", "that", "time", "so", "and", "every", "sharp", "today", "tonight") || f.Is(i, "at") && (Nouns.Events.Contains(f.Words[clock.End]) || Verbs.At(f.Words, clock.End, f.To) is { Act: Act.Create or Act.Remove or Act.Change });
            if (!isWhole && clock.End - i <= 2) continue;
            if (Read(f, f.P.T.Slice(i + 1, clock.End)) is not { } time) continue;
            f.P.Take(i, f.Is(clock.End, "time") ? clock.End + 1 : clock.End);
            return time;
        }
        return null;
    }

    /// <summary>Number words are left that may be a time.</summary>
    public static bool LeavesNumbers(Frame f) =>
        Enumerable.Range(f.From, f.To - f.From).Any(i => f.Is(i, "hundred", "thousand") || f.Is(i - 1, "at", "for") && !f.P.IsDated(i) && Numbers.Cardinal(f.P.T, i) is not null);

    /// <summary>The time earlier by so much.</summary>
    public static DateMatch? Earlier(Frame f, DateMatch time, Period length) =>
        time is { From: { } from, SaysTime: true, Question: null } ? Read(f, LocalTimes.Iso(from - length)) : null;

    private static DateMatch? Read(Frame f, string text) => DateGrammar.Read(text, f.P.Scene.Now, f.P.Scene.Zone);
}
