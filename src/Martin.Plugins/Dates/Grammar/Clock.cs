using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A time of day as said. Only an hour of 1 to 12 said without am, pm or a 24-hour form is open to two readings.</summary>
/// <param name="IsOpen">The half of the day was not said: 9 may be 9:00 or 21:00.</param>
/// <param name="IsMidnight">Said as "midnight": whether it begins or ends the day is for the resolver.</param>
public readonly record struct ClockTime(int Hour, int Minute, bool IsOpen = false, bool IsMidnight = false, int Second = 0)
{
    /// <summary>Open hours from here to noon are read as morning, the others as afternoon: the usual waking day.</summary>
    private const int FirstMorningHour = 7;

    public LocalTime Usual => new(IsOpen && Hour < FirstMorningHour ? Hour + 12 : Hour, Minute, Second);

    public LocalTime Other => Usual.PlusHours(12);

    public LocalTime Morning => IsOpen ? new(Hour % 12, Minute, Second) : Usual;

    public LocalTime Evening => IsOpen ? new(Hour % 12 + 12, Minute, Second) : Usual;

    public ClockTime In(DayPart part) => !IsOpen ? this : part switch
    {
        DayPart.Morning => Of(Hour == 12 ? Usual : Morning),
        DayPart.Night when Hour is 12 or < 5 => Of(Morning),
        _ => Of(Evening),
    };

    public static ClockTime Of(LocalTime time) => new(time.Hour, time.Minute, Second: time.Second);
}

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
        return t.Is(at, "midnight") ? new(new(0, 0, IsMidnight: true), at + 1) : null;
    }

    /// <summary>"half past six", "quarter to nine", "ten past five", "5 minutes to 9".</summary>
    private static Parsed<ClockTime>? Spoken(Tokens t, int i)
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
        var isFive = n.Value % 5 == 0;
        return isFive && (t[i].Kind == TokenKind.Word || t.Is(n.End, "past")) ? n : null;
    }

    private static Parsed<int>? Hour(Tokens t, int i) => Numbers.Cardinal(t, i) is { Value: <= 24 } hour ? hour : null;

    private static ClockTime Shifted(ClockTime time, int minutes)
    {
        var shifted = new LocalTime(time.Hour % 24, time.Minute).PlusMinutes(minutes);
        return !time.IsOpen ? new(shifted.Hour, shifted.Minute)
            : new((shifted.Hour + 11) % 12 + 1, shifted.Minute, IsOpen: true);
    }

    private readonly record struct Read(ClockTime Time, bool IsEvident);

    private static Parsed<Read>? Figures(Tokens t, int i)
    {
        if (Military(t, i) is { } military) return military;
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
        var is24 = hour.Value is 0 or > 12 || (isTyped && hasMinutes && t[i].Length == 2 && t[i].Text[0] == '0');
        var time = new ClockTime(hour.Value % 24, minute, !is24, Second: second);
        var evident = hasMinutes;
        if (t.Is(end, "o'clock", "oclock")) (end, evident) = (end + 1, true);
        else if (t.After(end, "o", "clock") is { } afterClock) (end, evident) = (afterClock, true);
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
