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

    public static Wish? Read(Piece p) => (Wish?)Move(p) ?? Cancel(p);

    private static MoveEvent? Move(Piece p)
    {
        var t = p.T;
        if (t.After(p.Start, "make", "it") is { } make && To(p, make) is { } madeTo) return new MoveEvent(new("", IsIt: true), madeTo);
        var isStrict = t.Is(p.Start, "change", "push", "shift", "bring"); // these words have other uses: a date must follow
        if (!isStrict && !t.Is(p.Start, "move", "reschedule", "postpone", "delay")) return null;
        var from = t.After(p.Start + 1, "the", "time", "of") ?? p.Start + 1;
        if (Shifted(p, from) is { } shifted) return shifted;
        for (var i = p.End - 1; i > from && p.End - i <= LongestDate; i--)
        {
            if (!t.Is(i, "to", "for", "till", "until", "on") || To(p, i + 1) is not { } to
                || (t.Is(i, "on", "for") && !t.Is(p.Start, "reschedule")))
                continue;
            // "from 3 to 4": the time before "to" is where it stands now.
            return EventRefs.Read(p, from, t.Is(i - 1, "back", "forward", "up", "over") ? i - 1 : i) is { } wanted ? new MoveEvent(wanted, to) : null;
        }
        if (isStrict || p.Has(["to"], from, p.End)) return null;
        return EventRefs.Read(p, from, p.End) is { } known && (known.IsIt || known.Words.Length > 0 || known.When is not null)
            ? new MoveEvent(known, null) : null;
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

    private static Wish? Cancel(Piece p)
    {
        var t = p.T;
        var isCancel = t.Is(p.Start, "cancel") || t.After(p.Start, "call", "off") is not null;
        if (!isCancel && !t.Is(p.Start, "delete", "remove", "drop", "erase")) return null;
        var from = t.Is(p.Start, "call") ? p.Start + 2 : p.Start + 1;
        if (p.Has(["all", "every", "everything", "both", "each", "entire", "whole"], from, p.End)
            || p.Has(["events", "meetings", "appointments"], from, p.End))
            return null;  // of many it is asked first, with what would go
        var isEvent = isCancel || p.Has(Lexicon.EventNouns, from, p.End) || p.Has(Lexicon.Calendars, from, p.End);
        if (!isEvent || p.Has(Lexicon.TaskNouns, from, p.End)) return null;
        return EventRefs.Read(p, from, p.End) is { } wanted && wanted is not { Words: "", When: null, IsIt: false, IsNext: false } ? new CancelEvent(wanted) : null;
    }
}
