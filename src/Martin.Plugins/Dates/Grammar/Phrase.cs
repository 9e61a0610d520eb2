using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Reads one date phrase: a lead word, then days, times, parts of the day, lengths and zones in any order, each at most once.</summary>
public static class Phrase
{
    private delegate Parsed<Pieces>? Rule(Tokens t, int i, Pieces so);

    /// <summary>In order of preference; a rule returns the pieces with its own added, or null.</summary>
    private static readonly Rule[] Rules = [Recurrence, Distance, Length, IsoTime, DayRange, OneDay, Window, Part, Range, Time, Zone];

    /// <param name="expected">A time is expected, so that a bare hour at the start is one: the answer "3" to "When?".</param>
    public static Parsed<Pieces>? At(Tokens t, int i, bool expected = false)
    {
        var (bound, start) = Lead(t, i);
        var pieces = Pieces.Empty;
        var end = start;
        while (Next(t, t.Skip(end, pieces.IsEmpty ? "" : ","), pieces) is { } next) (pieces, end) = next;
        if (pieces.IsEmpty && expected && Clock.Loose(t, start) is { } bare && Boundary.Follows(t, bare.End))
            return At(t, bare.End) is { Value: { Clock: null, Day: not null } } day
                ? new(day.Value with { Clock = bare.Value, Bound = bound }, day.End)
                : new(pieces with { Clock = bare.Value, Bound = bound }, bare.End);
        return pieces.IsEmpty ? null : new(pieces with { Bound = pieces.Bound == DateBound.At ? bound : pieces.Bound }, end);
    }

    private static Parsed<Pieces>? Next(Tokens t, int i, Pieces so)
    {
        foreach (var rule in Rules)
            if (rule(t, i, so) is { } read)
                return read;
        return null;
    }

    /// <summary>Words that bound the date. They belong to it, and so leave the title of what is planned.</summary>
    private static (DateBound Bound, int Start) Lead(Tokens t, int i)
    {
        i = t.Is(i, "due", "starting", "beginning") && Next(t, i + 1, Pieces.Empty) is null && t.Is(i + 1, "on", "at", "by", "before") ? i + 1 : i;
        if (t.After(i, "no", "later", "than") is { } latest) return (DateBound.By, latest);
        if (t.Is(i, "by", "before", "until", "till")) return (DateBound.By, i);
        return t.Is(i, "after", "since") ? (DateBound.After, i) : (DateBound.At, i);
    }

    private static Parsed<Pieces>? Recurrence(Tokens t, int i, Pieces so) =>
        !so.Recurs && Recurrences.At(t, t.Skip(i, "on")) is { } end ? new(so with { Recurs = true }, end) : null;

    /// <summary>"in two hours", "two hours from now", "20 minutes ago".</summary>
    private static Parsed<Pieces>? Distance(Tokens t, int i, Pieces so)
    {
        if (so.FromNow is not null || so.NamesDay || so.Clock is not null) return null;
        var isIn = t.Is(i, "in");
        if (Lengths.At(t, isIn ? i + 1 : i) is not { } length || t.Is(length.End, "before", "after")) return null;
        if (isIn) return new(so with { FromNow = length.Value }, length.End);
        if (t.After(length.End, "from", "now") is { } end) return new(so with { FromNow = length.Value }, end);
        return t.Is(length.End, "ago") ? new(so with { FromNow = Period.Zero - length.Value }, length.End + 1) : null;
    }

    private static Parsed<Pieces>? Length(Tokens t, int i, Pieces so)
    {
        if (so.Lasting is not null) return null;
        var isCued = t.Is(i, "for", "lasting");
        if (!isCued && (!so.IsEmpty || Clock.IsPlain(t, i))) return null; // "five minutes to nine" is a time
        if (Lengths.At(t, isCued ? i + 1 : i) is not { } length
            || t.Is(length.End, "before", "after", "earlier", "later", "from", "ago"))
            return null;
        return new(so with { Lasting = length.Value }, length.End);
    }

    /// <summary>The "T14:30:00Z" of an ISO instant, right after its date.</summary>
    private static Parsed<Pieces>? IsoTime(Tokens t, int i, Pieces so)
    {
        if (so.Day is null || so.Clock is not null || !t.Is(i, "t") || !t.IsGlued(i) || Clock.Loose(t, i + 1) is not { } clock) return null;
        var (end, isZulu) = (clock.End, t.Is(clock.End, "z") && t.IsGlued(clock.End));
        if (t.Is(end, ".") && t.IsGlued(end + 1) && t[end + 1].Kind == TokenKind.Number) (end, isZulu) = (end + 2, t.Is(end + 2, "z"));
        var time = new ClockTime(clock.Value.Hour, clock.Value.Minute, Second: clock.Value.Second);
        if (isZulu) return new(so with { Clock = time, Zone = DateTimeZone.Utc }, end + 1);
        if (t.Is(end, "+", "-") && t.IsGlued(end) && t.Is(end + 2, ":") && t[end + 1].Number is >= 0 and <= 14 && t[end + 3].Number is >= 0 and < 60)
        {
            var offset = Offset.FromHoursAndMinutes(t[end + 1].Number, t[end + 3].Number);
            return new(so with { Clock = time, Zone = DateTimeZone.ForOffset(t.Is(end, "-") ? -offset : offset) }, end + 4);
        }
        return new(so with { Clock = time }, end);
    }

    private static Parsed<Pieces>? DayRange(Tokens t, int i, Pieces so)
    {
        if (so.NamesDay || so.FromNow is not null) return null;
        var isBetween = t.Is(i, "between");
        var start = isBetween ? i + 1 : t.Skip(i, "from", "on", "for");
        return SameMonth(t, start, so) ?? (Days.At(t, start) is { } first
            && (isBetween ? t.Is(first.End, "and") : t.Is(first.End, "-", "–", "to", "until", "till", "through"))
            && Days.At(t, first.End + 1) is { } last && !Clock.IsPlain(t, first.End + 1)
                ? new(so with { Window = new DayToDay(first.Value, last.Value) }, last.End) : null);
    }

    /// <summary>"Dec 3-5", "3 to 5 December".</summary>
    private static Parsed<Pieces>? SameMonth(Tokens t, int i, Pieces so)
    {
        if (MonthDays.At(t, i) is { Value: MonthDay first } day && t.Is(day.End, "-", "–", "to")
            && (Numbers.Ordinal(t, day.End + 1) ?? Numbers.Cardinal(t, day.End + 1)) is { } last
            && last.Value > first.Day && last.Value <= 31 && !t.Is(last.End, ":", "am", "pm") && Names.Month(t, last.End) is null)
            return new(so with { Window = new DayToDay(first, first with { Day = last.Value }) }, last.End);
        if ((Numbers.Ordinal(t, i) ?? Numbers.Cardinal(t, i)) is { Value: >= 1 and <= 31 } from && t.Is(from.End, "-", "–", "to")
            && MonthDays.At(t, t.Skip(from.End + 1, "the")) is { Value: MonthDay to } end && to.Day > from.Value)
            return new(so with { Window = new DayToDay(to with { Day = from.Value }, to) }, end.End);
        return null;
    }

    private static Parsed<Pieces>? OneDay(Tokens t, int i, Pieces so)
    {
        if (so.NamesDay || so.FromNow is not null) return null;
        var at = t.Skip(i, "on", "for", "by", "before", "until", "till", "after", "since", "from", "in", "due", "starting", "beginning", "at");
        if (t.Is(at, "the") && t.Is(i, "in")) return null;
        return Days.At(t, at) is { } day ? new(so with { Day = day.Value }, day.End) : null;
    }

    private static Parsed<Pieces>? Window(Tokens t, int i, Pieces so)
    {
        if (so.NamesDay || so.FromNow is not null) return null;
        return Windows.At(t, t.Skip(i, "in", "for", "during", "over", "on", "within", "at", "by", "before", "until", "after")) is { } window
            ? new(so with { Window = window.Value }, window.End) : null;
    }

    private static Parsed<Pieces>? Part(Tokens t, int i, Pieces so)
    {
        if (so.Part is not null) return null;
        if (t.Is(i, "tonight", "tonite") && !so.NamesDay) return new(so with { Day = new DaysFrom(Period.Zero), Part = DayPart.Night }, i + 1);
        if (t.After(i, "last", "night") is { } last
            && !so.NamesDay)
            return new(so with { Day = new DaysFrom(Period.FromDays(-1)), Part = DayPart.Night }, last);
        var isThis = t.Is(i, "this");
        var at = t.After(i, "in", "the") ?? (isThis || (t.Is(i, "at") && t.Is(i + 1, "night")) ? i + 1 : so.Day is not null ? t.Skip(i, "in") : -1);
        if (Names.Part(t, at) is not { } part || (isThis && so.NamesDay)) return null;
        return new(so with { Part = part.Value, Day = isThis ? new DaysFrom(Period.Zero) : so.Day }, part.End);
    }

    private static Parsed<Pieces>? Range(Tokens t, int i, Pieces so) =>
        so.Clock is null && so.FromNow is not { HasTimeComponent: true } && ClockRanges.At(t, i, expected: so.Day is not null) is { } range
            ? new(so with { Clock = range.Value.From, Until = range.Value.To }, range.End) : null;

    private static Parsed<Pieces>? Time(Tokens t, int i, Pieces so)
    {
        if (so.Clock is not null || so.FromNow is { HasTimeComponent: true }) return null;
        var at = t.Skip(t.Skip(i, "at", "@", "by", "before", "after", "since", "until", "till", "from", "for"), "around", "about", "approximately",
            "exactly");
        if (Clock.Plain(t, at) is { } plain) return new(so with { Clock = plain.Value }, plain.End);
        var isCued = at > i && !t.Is(at - 1, "for");
        if (!isCued && so.Day is null && !SaysPart(t, i)) return null;
        return Clock.Unspoken(t, at) is { } bare && (Boundary.Follows(t, bare.End)) ? new(so with { Clock = bare.Value }, bare.End) : null;
    }

    /// <summary>"9 in the morning", "8 tonight".</summary>
    private static bool SaysPart(Tokens t, int i) =>
        Clock.Unspoken(t, i) is { } bare
            && (t.Is(bare.End, "tonight") || (t.After(bare.End, "in", "the") is { } part && Names.Part(t, part) is not null));

    private static Parsed<Pieces>? Zone(Tokens t, int i, Pieces so)
    {
        if (so.Clock is null || so.Zone is not null) return null;
        if (t.Is(i, "my", "local") && t.Is(i + 1, "time")) return new(so, i + 2);
        return Zones.At(t, i) is { } zone ? new(so with { Zone = zone.Value }, zone.End) : null;
    }
}
