namespace Martin.Plugins.Dates.Grammar;

/// <summary>Two times that belong together: "3-4pm", "from 10 until noon", "between 2 and 4".</summary>
public readonly record struct ClockRange(ClockTime From, ClockTime To);

public static class ClockRanges
{
    /// <param name="expected">The words before call for a time, so that bare hours will do: "Friday 3-4".</param>
    public static Parsed<ClockRange>? At(Tokens t, int i, bool expected)
    {
        var isBetween = t.Is(i, "between");
        var cued = isBetween || t.Is(i, "from", "at");
        var start = cued ? i + 1 : i;
        // "from ten to twelve" is a range, "ten to twelve" alone a time.
        if (FourDigits(t, start) is { } digits) return digits;
        if ((cued ? Clock.Unspoken(t, start) ?? Clock.Loose(t, start) : Clock.Loose(t, start)) is not { } from) return null;
        var isSeparated = isBetween ? t.Is(from.End, "and") : t.Is(from.End, "-", "–", "—", "to", "until", "till", "through");
        if (!isSeparated || Clock.Loose(t, from.End + 1) is not { } to) return null;
        // "at 20 to 4" is a time of its own.
        if (t.Is(i, "at") && Clock.Spoken(t, start) is not null) return null;
        var evident = Clock.IsPlain(t, start) || Clock.IsPlain(t, from.End + 1);
        if (!evident && !((cued || expected) && Boundary.Follows(t, to.End))) return null;
        return new(new(Opening(from.Value, to.Value), to.Value), to.End);
    }

    /// <summary>"0900-1700", "0900 to 1730": one of them begins with a nought, so that they are no years.</summary>
    private static Parsed<ClockRange>? FourDigits(Tokens t, int i) =>
        Clock.FourDigits(t, i) is { } from && t.Is(from.End, "-", "–", "to", "until") && Clock.FourDigits(t, from.End + 1) is { } to && (t[i].Text[0] == '0' || t[from.End + 1].Text[0] == '0')
            ? new(new(from.Value, to.Value), t.Skip(to.End, "hours", "hrs")) : null;

    /// <summary>The half of the day said at the end counts for the start: 3-4pm is 15:00, 11-1pm is 11:00.</summary>
    private static ClockTime Opening(ClockTime from, ClockTime to)
    {
        if (!from.IsOpen || to.IsOpen) return from;
        var end = to.IsMidnight ? NodaTime.LocalTime.MaxValue : to.Usual;
        return ClockTime.Of(from.Evening < end ? from.Evening : from.Morning < end ? from.Morning : from.Evening);
    }
}

/// <summary>Whether a bare number may be a time by what follows: "at 3 tomorrow" is one, "at 3 places" is not.</summary>
public static class Boundary
{
    private static readonly HashSet<string> Followers =
    [
        "on", "for", "with", "in", "and", "today", "tomorrow", "tonight", "this", "next", "please", "to", "until", "till", "about", "high", "low",
        "urgent", "medium", "sharp", "but", "then", "so", "at", "from", "by", "thanks", "instead", "or", "if", "because", "when", "priority", "local",
        "my", "the", "every", "each", "as", "invite", "should", "can", "starting", "through", "weekdays", "daily", "after", "before",
        "utc", "gmt", "cet", "cest", "est", "pst",
    ];

    public static bool Follows(Tokens t, int i) =>
        t[i].Kind is TokenKind.None or TokenKind.Mark
            && !(t.Is(i, "%", "$", "€", "£", "/", "*", "+", "=", "°")
            || (t.Is(i, ".", ",", "-", ":") && t[i + 1].Kind == TokenKind.Number && t.IsGlued(i + 1)))
        || Followers.Contains(t[i].Text)
        || Names.Weekday(t, i) is not null
        || Names.Month(t, i) is not null;
}
