using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Reads one date phrase: a lead word, then days, times, parts of the day, lengths and zones in any order, each at most once.</summary>
public static class Phrase
{
    private delegate Parsed<Pieces>? Rule(Tokens t, int i, Pieces so);

    /// <summary>In order of preference; a rule returns the pieces with its own added, or null.</summary>
    private static readonly Rule[] Rules =
    [
        Recurrence, Limits.At, Distance, Length, IsoTime, DayRules.SameTime, DayRules.EndOfDay, DayRules.Through, DayRules.Range, DayRules.One, DayRules.Window,
        TimeRules.Part, TimeRules.Range, TimeRules.Time, TimeRules.Zone,
    ];

    /// <param name="expected">A time is expected, so that a bare hour at the start is one: the answer "3" to "When?".</param>
    public static Parsed<Pieces>? At(Tokens t, int i, bool expected = false)
    {
        var (lead, start) = Lead(t, i);
        var pieces = lead;
        var end = start;
        while (Next(t, t.Skip(end, pieces.IsEmpty ? "" : ","), pieces) is { } next) (pieces, end) = next;
        if (pieces.IsEmpty)
        {
            if (!expected || (Clock.Loose(t, start) ?? Clock.FourDigits(t, start)) is not { } bare || !Boundary.Follows(t, bare.End)) return null;
            return At(t, bare.End) is { Value: { Clock: null } and ({ Day: not null } or { Repeat: not null }) } day
                ? new(day.Value with { Clock = bare.Value, Bound = lead.Bound }, day.End)
                : new(pieces with { Clock = bare.Value }, bare.End);
        }
        if (t.After(t.Skip(end, ","), "at", "the", "latest") is { } latest) (pieces, end) = (pieces with { Bound = DateBound.By }, latest);
        return new(pieces, end);
    }

    private static Parsed<Pieces>? Next(Tokens t, int i, Pieces so)
    {
        foreach (var rule in Rules)
            if (rule(t, i, so) is { } read)
                return read;
        return null;
    }

    /// <summary>Words that bound the date. They belong to it, and so leave the title of what is planned.</summary>
    private static (Pieces Lead, int Start) Lead(Tokens t, int i)
    {
        i = t.Is(i, "due", "starting", "beginning") && Next(t, i + 1, Pieces.Empty) is null && t.Is(i + 1, "on", "at", "by", "before") ? i + 1 : i;
        var by = Pieces.Empty with { Bound = DateBound.By };
        var after = Pieces.Empty with { Bound = DateBound.After };
        if ((t.After(i, "no", "later", "than") ?? t.After(i, "not", "later", "than")) is { } latest) return (by, latest);
        if ((t.After(i, "no", "earlier", "than") ?? t.After(i, "not", "before") ?? t.After(i, "not", "until")) is { } earliest) return (after, earliest);
        if (t.Is(i, "by", "before", "until", "till", "til", "within")) return (by, i);
        if (t.Is(i, "since")) return (after with { IsPast = true }, i);
        return (t.Is(i, "after") ? after : Pieces.Empty, i);
    }

    private static Parsed<Pieces>? Recurrence(Tokens t, int i, Pieces so) =>
        !so.Recurs && so.FromNow is null && Recurrences.At(t, i) is { } repeat
            ? new(so with { Repeat = repeat.Value, Part = so.Part ?? repeat.Value.Part }, repeat.End) : null;

    /// <summary>"in two hours", "two hours from now", "20 minutes ago".</summary>
    private static Parsed<Pieces>? Distance(Tokens t, int i, Pieces so)
    {
        if (so.FromNow is not null || so.NamesDay || so.Clock is not null || so.Recurs) return null;
        var isIn = t.Is(i, "in");
        if (Lengths.At(t, t.Skip(isIn ? i + 1 : i, "about", "around", "exactly")) is not { } length || t.Is(length.End, "before", "after")) return null;
        if (isIn) return new(so with { FromNow = length.Value }, length.End);
        if (t.After(length.End, "from", "now") is { } end) return new(so with { FromNow = length.Value }, end);
        if (length.Value.HasTimeComponent && t.Is(length.End, "hence")) return new(so with { FromNow = length.Value }, length.End + 1);
        return t.Is(length.End, "ago") ? new(so with { FromNow = Period.Zero - length.Value }, length.End + 1) : null;
    }

    private static Parsed<Pieces>? Length(Tokens t, int i, Pieces so)
    {
        if (so.Lasting is not null) return null;
        var isCued = t.Is(i, "for", "lasting");
        if (!isCued && (!so.IsEmpty || (Clock.IsPlain(t, i) && !IsShortLength(t, i)))) return null; // "five minutes to nine" is a time
        if (Lengths.At(t, isCued ? t.Skip(i + 1, "about", "around") : i) is not { } length
            || t.Is(length.End, "before", "after", "earlier", "later", "from", "ago", "hence"))
            return null;
        if (!isCued && Days.At(t, i) is not null) return null; // "a week on Tuesday" is a day
        return new(so with { Lasting = length.Value }, length.End);
    }

    /// <summary>"2h30" alone is a length, "at 2h30" and "14h30" are times.</summary>
    private static bool IsShortLength(Tokens t, int i) =>
        t[i].Number is > 0 and < 7 && t.Is(i + 1, "h") && t.IsGlued(i + 1) && !t.Is(i - 1, "at", "@", "from", "until", "till", "by", "before", "after", "to", "-", "–", "between", "and");

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
}
