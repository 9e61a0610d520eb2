using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>The rules of a phrase that read times of day, parts of the day and zones.</summary>
internal static class TimeRules
{
    public static Parsed<Pieces>? Part(Tokens t, int i, Pieces so)
    {
        if (so.Part is not null) return null;
        if (t.Is(i, "tonight", "tonite", "tonigt") && !so.NamesDay && so.FromNow is null) return new(so with { Day = new DaysFrom(Period.Zero), Part = DayPart.Night }, i + 1);
        if (t.After(i, "last", "night") is { } last
            && !so.NamesDay)
            return new(so with { Day = new DaysFrom(Period.FromDays(-1)), Part = DayPart.Night }, last);
        return Portioned(t, i, so) ?? Whole(t, i, so);
    }

    private static Parsed<Pieces>? Whole(Tokens t, int i, Pieces so)
    {
        var isThis = t.Is(i, "this");
        var at = t.After(i, "in", "the") ?? t.After(i, "during", "the") ?? (isThis || (t.Is(i, "at") && t.Is(i + 1, "night")) ? i + 1 : so.Day is not null || so.Recurs ? t.Skip(i, "in") : -1);
        if (Names.Part(t, at) is not { } part || (isThis && so.NamesDay)) return null;
        return new(so with { Part = part.Value, Day = isThis ? new DaysFrom(Period.Zero) : so.Day }, part.End);
    }

    /// <summary>"late afternoon", "early tomorrow morning", "mid-morning", "late at night".</summary>
    private static Parsed<Pieces>? Portioned(Tokens t, int i, Pieces so)
    {
        var isThis = t.Is(i, "this");
        var at = isThis ? i + 1 : t.After(i, "in", "the") ?? i;
        Portion? portion = t.Is(at, "early") ? Portion.Early : t.Is(at, "late", "later") ? Portion.Late : t.Is(at, "mid") ? Portion.Mid : null;
        if (portion is null || (isThis && so.NamesDay)) return null;
        at = t.Skip(at + 1, "-");
        if (t.Is(at, "tonight") && !so.NamesDay) return new(so with { Day = new DaysFrom(Period.Zero), Part = DayPart.Night, PartPortion = portion }, at + 1);
        if (!so.NamesDay && Names.DayOffset(t, at) is { } days && Names.Part(t, at + 1) is { } after)
            return new(so with { Day = new DaysFrom(Period.FromDays(days)), Part = after.Value, PartPortion = portion }, after.End);
        if (Names.Part(t, t.After(at, "in", "the") ?? t.Skip(at, "at", "in")) is not { } part) return null;
        return new(so with { Part = part.Value, PartPortion = portion, Day = isThis ? new DaysFrom(Period.Zero) : so.Day }, part.End);
    }

    public static Parsed<Pieces>? Range(Tokens t, int i, Pieces so) =>
        so.Clock is null && so.FromNow is not { HasTimeComponent: true } && ClockRanges.At(t, i, expected: so.Day is not null || so.Recurs) is { } range
            ? new(so with { Clock = range.Value.From, Until = range.Value.To }, range.End) : null;

    public static Parsed<Pieces>? Time(Tokens t, int i, Pieces so)
    {
        if (so.Clock is not null || so.FromNow is { HasTimeComponent: true }) return null;
        var cue = so.Recurs ? t.Skip(i, "at", "@", "by", "before", "after", "from", "for")
            : t.Skip(i, "at", "@", "by", "before", "after", "since", "until", "till", "til", "from", "for");
        var at = t.Skip(cue, "around", "about", "approximately", "exactly", "roughly");
        so = Bounded(so, t, i);
        if (Clock.Plain(t, at) is { } plain) return new(so with { Clock = plain.Value }, plain.End);
        var isCued = at > i && !t.Is(at - 1, "for");
        var isDated = so.Day is not null || so.Recurs;
        if (!isCued && !isDated && !SaysPart(t, i)) return null;
        if (Clock.Unspoken(t, at) is { } bare && Boundary.Follows(t, bare.End)) return new(so with { Clock = bare.Value }, bare.End);
        return isDated && Clock.FourDigits(t, at) is { } digits && Boundary.Follows(t, digits.End) ? new(so with { Clock = digits.Value }, digits.End) : null;
    }

    /// <summary>"tomorrow before noon" is as much a deadline as "before noon tomorrow".</summary>
    private static Pieces Bounded(Pieces so, Tokens t, int i) => so.Bound != DateBound.At ? so
        : t.Is(i, "by", "before", "until", "till", "til") ? so with { Bound = DateBound.By }
        : t.Is(i, "after", "since") ? so with { Bound = DateBound.After } : so;

    /// <summary>"9 in the morning", "8 tonight", "8 this evening".</summary>
    private static bool SaysPart(Tokens t, int i) =>
        Clock.Unspoken(t, i) is { } bare
            && (t.Is(bare.End, "tonight") || ((t.After(bare.End, "in", "the") ?? t.After(bare.End, "this")) is { } part && Names.Part(t, part) is not null));

    public static Parsed<Pieces>? Zone(Tokens t, int i, Pieces so)
    {
        if (so.Clock is null || so.Zone is not null) return null;
        if (t.Is(i, "my", "local") && t.Is(i + 1, "time")) return new(so, i + 2);
        return Zones.At(t, i) is { } zone ? new(so with { Zone = zone.Value.Zone, ZoneNote = zone.Value.Note }, zone.End) : null;
    }
}
