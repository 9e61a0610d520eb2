namespace Martin.Plugins.Dates.Grammar;

/// <summary>Times of day: "3pm", "14:30", "half past six", "quarter to nine", "noon"; after a cue like "at" also "3" and "three thirty".</summary>
public static class Clock
{
    /// <summary>A time that needs no cue before it.</summary>
    public static Parsed<ClockTime>? Plain(Tokens t, int i) =>
        Named(t, i) ?? Spoken(t, i) ?? (Figures(t, i) is { Value.IsEvident: true } f ? new(f.Value.Time, f.End) : null);

    /// <summary>Also a bare hour ("3", "three thirty"), for a place where a time is expected.</summary>
    public static Parsed<ClockTime>? Loose(Tokens t, int i) => Spoken(t, i) ?? Unspoken(t, i);

    /// <summary>A loose time that is not of the kind "ten to twelve".</summary>
    public static Parsed<ClockTime>? Unspoken(Tokens t, int i) => Named(t, i) ?? (Figures(t, i) is { } f ? new(f.Value.Time, f.End) : null);

    public static bool IsPlain(Tokens t, int i) => Plain(t, i) is not null;

    private static Parsed<ClockTime>? Named(Tokens t, int i)
    {
        var at = t.Skip(i, "twelve", "12");
        if (t.Is(at, "noon", "midday")) return new(new(12, 0), at + 1);
        if (t.Is(at, "midnight")) return new(new(0, 0, IsMidnight: true), at + 1);
        return ClockWords.At(t, i);
    }

    /// <summary>"half past six", "quarter to nine", "ten past five", "5 minutes to 9".</summary>
    public static Parsed<ClockTime>? Spoken(Tokens t, int i)
    {
        if (MinutesSaid(t, i) is not { } minutes) return null;
        var (count, at) = minutes;
        var isAfter = t.Is(at, "past", "after");
        if (!isAfter && !(t.Is(at, "to", "till", "before") && count != 30)) return null;
        if (Named(t, at + 1) is { } named) return new(Shifted(named.Value, isAfter ? count : -count), named.End);
        if (Hour(t, at + 1) is not { } hour) return null;
        var (time, end) = HalfOfDay(t, hour.End, new(hour.Value, 0, IsOpen: hour.Value is > 0 and <= 12))
            ?? new(new(hour.Value, 0, hour.Value is > 0 and <= 12), hour.End);
        return new(Shifted(time, isAfter ? count : -count), end);
    }

    private static Parsed<int>? MinutesSaid(Tokens t, int i)
    {
        if (t.Is(i, "half")) return new(30, i + 1);
        var at = t.Skip(i, "a");
        if (t.Is(at, "quarter")) return new(15, at + 1);
        if (Numbers.Cardinal(t, i) is not { Value: > 0 and < 60 } n) return null;
        if (t.Is(n.End, "minutes", "minute", "min", "mins")) return new(n.Value, n.End + 1);
        if (n.Value % 5 > 0) return null;
        // In figures "20 to 4" is a time, "5 to 9" two hours unless "at" stands before it.
        return t[i].Kind == TokenKind.Word || t.Is(n.End, "past") || (t.Is(n.End, "to") && IsDownTo(t, i, n)) ? n : null;
    }

    private static bool IsDownTo(Tokens t, int i, Parsed<int> minutes)
    {
        var isCued = t.Is(i - 1, "at", "by", "around", "about") || i == 0 || Names.DayOffset(t, i - 1) is not null || Names.Weekday(t, i - 1) is not null;
        return isCued && Numbers.Cardinal(t, minutes.End + 1) is { Value: <= 12 } hour && (minutes.Value is 20 or 25 || (t.Is(i - 1, "at") && hour.Value < minutes.Value));
    }

    private static Parsed<int>? Hour(Tokens t, int i) => Numbers.Cardinal(t, i) is { Value: <= 24 } hour ? hour : null;

    private static ClockTime Shifted(ClockTime time, int minutes)
    {
        var shifted = new NodaTime.LocalTime(time.Hour % 24, time.Minute).PlusMinutes(minutes);
        return !time.IsOpen ? new(shifted.Hour, shifted.Minute)
            : new((shifted.Hour + 11) % 12 + 1, shifted.Minute, IsOpen: true);
    }

    private readonly record struct Read(ClockTime Time, bool IsEvident);

    private static Parsed<Read>? Figures(Tokens t, int i)
    {
        if (Joined(t, i) is { } joined) return joined;
        if (Military(t, i) is { } military) return military;
        if (HundredHours(t, i) is { } hundred) return hundred;
        if (HalfHour(t, i) is { } half6) return half6;
        if (Hour(t, i) is not { } hour) return null;
        var (minute, second, end) = (0, 0, hour.End);
        var isTyped = t[i].Kind == TokenKind.Number;
        if (!isTyped && IsInsideNumber(t, i)) return null;
        var hasMinutes = false;
        if (isTyped && t.Is(end, ":", "h", ".") && t.IsGlued(end) && t.IsGlued(end + 1) && t[end + 1] is { Length: 2, Number: >= 0 and < 60 } typed)
        {
            if (t.Is(end, ".") && !IsHalfOfDay(t, end + 2) && !t.Is(i - 1, "at")) return null; // 3.30 alone is a number
            (minute, end, hasMinutes) = (typed.Number, end + 2, true);
            if (t.Is(end, ":") && t.IsGlued(end) && t.IsGlued(end + 1)
                && t[end + 1] is { Length: 2, Number: >= 0 and < 60 } seconds)
                (second, end) = (seconds.Number, end + 2);
        }
        else if (!isTyped && MinutesInWords(t, end) is { } words)
            (minute, end) = words;
        if (hour.Value == 24 && minute + second > 0) return null;
        if (hour.Value == 24) return new(new(new ClockTime(0, 0, IsMidnight: true) { IsDayEnd = true }, hasMinutes), end);
        // "at 18h"; without "at" it is a length.
        if (isTyped && !hasMinutes && t.Is(end, "h") && t.IsGlued(end) && t.Is(i - 1, "at")) (end, hasMinutes) = (end + 1, true);
        var is24 = hour.Value is 0 or > 12 || (isTyped && hasMinutes && t[i].Length == 2 && t[i].Text[0] == '0');
        var time = new ClockTime(hour.Value % 24, minute, !is24, Second: second);
        var evident = hasMinutes;
        if (t.Is(end, "o'clock", "oclock")) (end, evident) = (end + 1, true);
        else if (t.After(end, "o", "clock") is { } afterClock) (end, evident) = (afterClock, true);
        else if (t.Is(end, "ish") && t.IsGlued(end)) end++;
        if (hour.Value <= 12 && HalfOfDay(t, end, time) is { } half) (time, end, evident) = (half.Value, half.End, true);
        return new(new(time, evident), end);
    }

    /// <summary>The "five" of "seven hundred forty five" is no hour.</summary>
    private static bool IsInsideNumber(Tokens t, int i)
    {
        var before = t.Is(i - 1, "and") ? i - 2 : i - 1;
        return t.Is(before, "hundred", "thousand") || (before == i - 1 && Numbers.InWords(t, before) is not null);
    }

    /// <summary>"1430 hours", and after "at" also "at 1430".</summary>
    private static Parsed<Read>? Military(Tokens t, int i)
    {
        if (t[i] is not { Kind: TokenKind.Number, Length: 4, Number: < 2400 } n || n.Number % 100 > 59) return null;
        var end = t.Skip(i + 1, "hours", "hrs", "h");
        return end > i + 1 || t.Is(i - 1, "at") ? new(new(new(n.Number / 100, n.Number % 100), true), end) : null;
    }

    /// <summary>"330pm", "1030am".</summary>
    private static Parsed<Read>? Joined(Tokens t, int i) =>
        t[i] is { Kind: TokenKind.Number, Length: 3 or 4, Number: >= 100 and < 1260 and var n } && n % 100 < 60 && HalfOfDay(t, i + 1, new(n / 100, n % 100)) is { } half
            ? new(new(half.Value, true), half.End) : null;

    /// <summary>"eight hundred hours", "oh nine hundred", "fourteen thirty hours".</summary>
    private static Parsed<Read>? HundredHours(Tokens t, int i)
    {
        var isLed = t.Is(i, "oh", "zero");
        if (t.Is(i - 1, "for", "in") || Numbers.InWords(t, isLed ? i + 1 : i) is not { Value: < 24 } hour || IsInsideNumber(t, i)) return null;
        if (t.Is(hour.End, "hundred"))
        {
            var end = t.Skip(hour.End + 1, "hours", "hrs");
            return isLed || end > hour.End + 1 ? new(new(new(hour.Value, 0), true), end) : null;
        }
        return Numbers.InWords(t, hour.End) is { Value: >= 10 and < 60 } minutes && t.Is(minutes.End, "hours", "hrs")
            ? new(new(new(hour.Value, minutes.Value), true), minutes.End + 1) : null;
    }

    /// <summary>"half six" is British for half past six.</summary>
    private static Parsed<Read>? HalfHour(Tokens t, int i) =>
        t.Is(i, "half") && Numbers.Cardinal(t, i + 1) is { Value: > 0 and <= 12 } hour
            ? new(new(new(hour.Value, 30, IsOpen: true) { Note = $"\"half {hour.Value}\" is read as half past {hour.Value}" }, false), hour.End) : null;

    /// <summary>"1430" where a time is expected.</summary>
    public static Parsed<ClockTime>? FourDigits(Tokens t, int i) =>
        t[i] is { Kind: TokenKind.Number, Length: 4, Number: < 2400 and var n } && n % 100 < 60 && n % 5 == 0 ? new(new(n / 100, n % 100), i + 1) : null;

    private static Parsed<int>? MinutesInWords(Tokens t, int i)
    {
        if (t.Is(i, "oh", "o") && Numbers.InWords(t, i + 1) is { Value: < 10 } small) return small;
        return Numbers.InWords(t, i) is { Value: >= 10 and < 60 } minutes ? minutes : null;
    }

    private static bool IsHalfOfDay(Tokens t, int i) => HalfOfDay(t, i, default) is not null;

    private static Parsed<ClockTime>? HalfOfDay(Tokens t, int i, ClockTime time)
    {
        var isMorning = t.Is(i, "am", "a");
        if (!isMorning && !t.Is(i, "pm", "p")) return null;
        var end = i + 1;
        if (t[i].Length == 1)
        {
            var letter = t.Is(end, ".") && t.IsGlued(end) ? end + 1 : end;
            if (!t.Is(letter, "m")) return null;
            end = letter + 1;
            if (letter > i + 1 && t.Is(end, ".") && t.IsGlued(end)) end++;
        }
        if (time.Hour is 0 or > 12) return new(time, end); // "15:00 pm": the half adds nothing
        return new(new(time.Hour % 12 + (isMorning ? 0 : 12), time.Minute, Second: time.Second), end);
    }
}
