namespace Martin.Plugins.Dates.Grammar;

/// <summary>Where a repetition begins and ends: "starting Monday", "until Christmas", "for ten weeks", "5 times"; and its further times of day.</summary>
internal static class Limits
{
    public static Parsed<Pieces>? At(Tokens t, int i, Pieces so)
    {
        if (!so.Recurs) return null;
        return Count(t, i, so) ?? Lasting(t, i, so) ?? End(t, i, so) ?? Start(t, i, so) ?? Clocks(t, i, so);
    }

    /// <summary>The position after a word that says from when, or null.</summary>
    public static int? StartCue(Tokens t, int i) =>
        t.After(i, "as", "of") ?? (t.Is(i, "starting", "beginning", "commencing", "from", "since", "effective") ? t.Skip(i + 1, "on", "from", "in", "with") : null);

    /// <summary>The position after a word that says until when, or null.</summary>
    public static int? EndCue(Tokens t, int i) =>
        t.After(i, "up", "to") ?? t.After(i, "up", "until") ?? (t.Is(i, "until", "till", "til", "through", "thru", "ending", "to", "before") ? t.Skip(i + 1, "on", "and") : null);

    private static Parsed<Pieces>? Count(Tokens t, int i, Pieces so)
    {
        var at = t.Skip(t.Skip(i, ","), "for");
        if (so.Limits.Count is not null || Numbers.Cardinal(t, at) is not { Value: > 0 and <= 5000 } n || !t.Is(n.End, "times", "occurrences", "repetitions", "sessions", "x")) return null;
        var end = t.After(n.End + 1, "in", "total") ?? n.End + 1;
        return t.Is(end, "a", "per") ? null : new(so with { Limits = so.Limits with { Count = n.Value } }, end);
    }

    private static Parsed<Pieces>? Lasting(Tokens t, int i, Pieces so)
    {
        if (so.Limits.For is not null || !t.Is(i, "for", "over")) return null;
        var at = t.Skip(t.Skip(i + 1, "the"), "next");
        return Lengths.At(t, at) is { Value.HasTimeComponent: false } length ? new(so with { Limits = so.Limits with { For = length.Value } }, length.End) : null;
    }

    private static Parsed<Pieces>? End(Tokens t, int i, Pieces so)
    {
        if (so.Limits.EndDay is not null || so.Limits.EndWindow is not null || EndCue(t, i) is not { } at) return null;
        if (t.Is(i, "to") && !so.Limits.HasStart && so.Cue != DateCue.Start) return null;
        var isThrough = t.Is(i, "through", "thru");
        if (Days.At(t, at) is { } day) return new(so with { Limits = so.Limits with { EndDay = day.Value, IsThrough = !t.Is(i, "before") } }, day.End);
        return (Windows.At(t, at) ?? Windows.Whole(t, at)) is { } window
            ? new(so with { Limits = so.Limits with { EndWindow = window.Value, IsThrough = isThrough } }, window.End) : null;
    }

    private static Parsed<Pieces>? Start(Tokens t, int i, Pieces so)
    {
        if (so.Limits.HasStart || so.Cue == DateCue.Start || StartCue(t, i) is not { } at) return null;
        if (Days.At(t, at) is { } day) return new(so with { Limits = so.Limits with { StartDay = day.Value } }, AfterOn(t, day.End));
        return Windows.At(t, at) is { } window ? new(so with { Limits = so.Limits with { StartWindow = window.Value } }, AfterOn(t, window.End)) : null;
    }

    /// <summary>"from Monday on".</summary>
    public static int AfterOn(Tokens t, int i) =>
        t.Is(i, "onwards", "onward", "forward") || (t.Is(i, "on") && (t[i + 1].Kind is TokenKind.None or TokenKind.Mark || t.Is(i + 1, "at", "every", "until"))) ? i + 1 : i;

    private static Parsed<Pieces>? Clocks(Tokens t, int i, Pieces so)
    {
        if (so.Clock is not { } first || so.Until is not null || so.Limits.Clocks.Count >= 10 || !t.Is(i, "and", ",", "&")) return null;
        var at = t.Skip(t.Skip(i + 1, "and"), "at");
        if (Clock.Loose(t, at) is not { } clock || !(Clock.IsPlain(t, at) || Boundary.Follows(t, clock.End))) return null;
        // "at 8 and 10am": the half of the day said last counts for both.
        var opened = first.IsOpen && !clock.Value.IsOpen && clock.Value.Hour / 12 == first.Morning.Hour / 12 && t.Is(clock.End - 1, "am") ? ClockTime.Of(first.Morning)
            : first.IsOpen && !clock.Value.IsOpen && t.Is(clock.End - 1, "pm") ? ClockTime.Of(first.Evening) : first;
        return new(so with { Clock = opened, Limits = so.Limits with { Clocks = [.. so.Limits.Clocks, clock.Value] } }, clock.End);
    }
}
