using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Wishes to move or cancel what is in the calendar.</summary>
internal static class ChangeReader
{
    /// <summary>How many words the new time may take.</summary>
    public const int LongestDate = 14;

    public static Wish? Read(Piece p)
    {
        if (!IsChange(p)) return null;
        var scope = ScopeWords.Take(p, p.Start + 1, p.End);
        if (scope is not null) p = p.WithoutTaken();
        return (Move(p) ?? Cancel(p, scope is not null)) switch
        {
            ChangeEvent change => change with { Scope = scope },
            var other => other,
        };
    }

    private static bool IsChange(Piece p) => Moving.Contains(p.T[p.Start].Text) || Removing.Contains(p.T[p.Start].Text);

    private static readonly HashSet<string> Moving = ["make", "change", "push", "shift", "bring", "move", "reschedule", "postpone", "delay", "extend", "shorten", "rename"];
    private static readonly HashSet<string> Removing = ["cancel", "call", "delete", "remove", "drop", "erase", "scrap"];

    /// <summary>What is said of "it" where a task was spoken of last, or of one of the tasks that were listed.</summary>
    private static TaskRef? TaskMeant(Piece p, int from, int to) =>
        Lexicon.Pronouns.Contains(p.T[from].Text) && to <= from + 1 && p.Scene.Mentions.IsTaskLatest ? new("", IsIt: true)
        : p.Scene.Mentions.AreTasksLatest ? TaskChangeReader.Listed(p, from, to) : null;

    private static Wish? Move(Piece p)
    {
        var t = p.T;
        if (t.After(p.Start, "make", "it") is { } make && To(p, make) is { } madeTo)
            return p.Scene.Mentions.IsTaskLatest ? new PostponeTask(new("", IsIt: true), madeTo)
                : madeTo is { Kind: DateKind.Duration, Lasting: { } length } ? new ResizeEvent(new("", IsIt: true), length) : new MoveEvent(new("", IsIt: true), madeTo);
        if (Resize(p) is { } resized) return resized;
        var isStrict = t.Is(p.Start, "change", "push", "shift", "bring"); // these words have other uses: a date must follow
        if (!isStrict && !t.Is(p.Start, "move", "reschedule", "postpone", "delay")) return null;
        var from = t.After(p.Start + 1, "the", "time", "of") ?? p.Start + 1;
        if (Shifted(p, from) is { } shifted) return shifted;
        for (var i = p.End - 1; i > from && p.End - i <= LongestDate; i--)
        {
            if (!t.Is(i, "to", "for", "till", "until", "on") || To(p, i + 1) is not { } to
                || (t.Is(i, "on", "for") && !t.Is(p.Start, "reschedule")))
                continue;
            var end = t.Is(i - 1, "back", "forward", "up", "over") ? i - 1 : i;
            if (TaskMeant(p, from, end) is { } task) return new PostponeTask(task, to);
            // "from 3 to 4": the time before "to" is where it stands now.
            return EventRefs.Read(p, from, end) is { } wanted ? new MoveEvent(wanted, to) : null;
        }
        if (isStrict || p.Has(["to"], from, p.End)) return null;
        if (TaskMeant(p, from, p.End) is { } open) return new PostponeTask(open, null);
        return EventRefs.Read(p, from, p.End) is { } known && (known.IsIt || known.Id is not null || known.Words.Length > 0 || known.When is not null)
            ? new MoveEvent(known, null) : null;
    }

    /// <summary>"make the lunch two hours long", "extend the lunch to 90 minutes", "shorten it to half an hour".</summary>
    private static ResizeEvent? Resize(Piece p)
    {
        var t = p.T;
        if (!t.Is(p.Start, "make", "extend", "shorten")) return null;
        for (var i = p.Start + 2; i < p.End; i++)
        {
            if (Lengths.At(t, i) is not { } length) continue;
            var isLong = t.Is(length.End, "long") ? length.End + 1 >= p.End : length.End >= p.End && t.Is(i - 1, "to", "last") && !t.Is(p.Start, "make");
            if (!isLong) continue;
            return EventRefs.Read(p, p.Start + 1, t.Is(i - 1, "to", "last") ? i - 1 : i) is { } wanted ? new ResizeEvent(wanted, length.Value) : null;
        }
        return null;
    }

    private static DateMatch? To(Piece p, int from) => from < p.End ? DateGrammar.Read(p.T.Slice(from, p.End), p.Scene.Now, p.Scene.Zone) : null;

    /// <summary>"push the call back by half an hour", "move lunch an hour later", "bring it forward by 30 minutes".</summary>
    private static MoveEvent? Shifted(Piece p, int from)
    {
        for (var i = from + 1; i < p.End; i++)
        {
            if (Lengths.At(p.T, i) is not { } length) continue;
            var isLater = p.T.Is(length.End, "later") || (length.End >= p.End && p.T.Is(p.T.Is(i - 1, "by") ? i - 2 : i - 1, "back"));
            var isEarlier = p.T.Is(length.End, "earlier")
                || (length.End >= p.End && p.T.Is(p.Start, "bring") && p.T.Is(p.T.Is(i - 1, "by") ? i - 2 : i - 1, "forward"));
            if (!isLater && !isEarlier) continue;
            var end = i;
            while (p.T.Is(end - 1, "by", "back", "forward")) end--;
            var shift = isLater ? length.Value : Period.Zero - length.Value;
            return EventRefs.Read(p, from, end) is { } wanted ? new MoveEvent(wanted, null) { Shift = shift } : null;
        }
        return null;
    }

    private static Wish? Cancel(Piece p, bool saysScope)
    {
        var t = p.T;
        var isCancel = t.Is(p.Start, "cancel", "scrap") || t.After(p.Start, "call", "off") is not null;
        if (!isCancel && !t.Is(p.Start, "delete", "remove", "drop", "erase")) return null;
        var from = t.Is(p.Start, "call") ? p.Start + 2 : p.Start + 1;
        if (p.Has(["all", "every", "everything", "both", "each", "entire", "whole"], from, p.End)
            || p.Has(["events", "meetings", "appointments"], from, p.End))
            return null;  // of many it is asked first, with what would go
        if (TaskMeant(p, from, p.End) is { } task) return new DeleteTask(task);
        if (p.Has(["item", "items"], from, p.End) && p.Scene.Mentions.Events.Count == 0) return null;  // of a list
        var isPosition = Positions.Read(t, from, p.End) is not null;
        var isEvent = isCancel || saysScope || isPosition || p.Has(Lexicon.EventNouns, from, p.End) || p.Has(Lexicon.Calendars, from, p.End);
        if (!isEvent || p.Has(Lexicon.TaskNouns, from, p.End)) return null;
        if (from >= p.End) return saysScope ? new CancelEvent(new("", IsIt: true)) : new CancelEvent(new(""));
        return EventRefs.Read(p, from, p.End) is { } wanted && (isPosition || saysScope || wanted is not { Words: "", When: null, IsIt: false, IsNext: false }) ? new CancelEvent(wanted) : null;
    }
}
