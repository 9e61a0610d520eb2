using Martin.Plugins.Dates;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Tools;

/// <summary>Which times a message says.</summary>
/// <param name="now">Against which they are meant.</param>
/// <param name="timeZone">IANA zone of local times.</param>
internal sealed class SaidTimes(string said, DateTimeOffset now, string timeZone)
{
    /// <summary>An end that nobody named lies this far from the start at most.</summary>
    private static readonly Period LongestGuess = Period.FromHours(2);

    private static readonly HashSet<string> Repeating = ["every", "each", "other"];

    private readonly Lazy<IReadOnlyList<DateMatch>> dates = new(() => Dates(said, Instant.FromDateTimeOffset(now), Rules.Zones.Find(timeZone)!));

    /// <summary>The place in the message belongs to a date or a time.</summary>
    public bool Holds(int place) => dates.Value.Any(d => d.Start <= place && place < d.End);

    public bool AnyClock => dates.Value.Any(d => d.SaysTime);

    public bool Covers(LocalDateTime time) => dates.Value.Any(d => d.Question is null && Matches(d, time));

    /// <summary>It is said, or no further from the start than an end that nobody named may be.</summary>
    /// <param name="start">Where the same call names it.</param>
    public bool CoversEnd(LocalDateTime end, LocalDateTime? start) =>
        Covers(end) || dates.Value.Any(d => d.Question is null && (start ?? (d is { SaysTime: true, SaysDay: true } ? d.From : null)) is { } from && EndsWell(from, end));

    /// <summary>The very rule that the words make: "weekdays until Christmas".</summary>
    /// <param name="line">As the calendar takes it, such as RRULE:FREQ=WEEKLY;BYDAY=MO.</param>
    public bool Repeats(string line) => dates.Value.Any(d => d is { Question: null, Rule: { } rule } && Parts(rule).SetEquals(Parts(line)));

    /// <summary>The local time that an argument means; null where it is none.</summary>
    public LocalDateTime? LocalOf(string text)
    {
        var answer = LocalDateTimePattern.GeneralIso.Parse(text) is { Success: true } whole ? whole.Value
            : LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text) is { Success: true } minutes ? minutes.Value
            : LocalDatePattern.Iso.Parse(text) is { Success: true } day ? day.Value.AtMidnight()
            : (LocalDateTime?)null;
        return answer ?? (OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } instant ? instant.Value.ToInstant().InZone(Rules.Zones.Find(timeZone)!).LocalDateTime : null);
    }

    private static List<DateMatch> Dates(string said, Instant now, DateTimeZone zone)
    {
        var found = DateGrammar.Find(said, now, zone).ToList();
        // What repeats begins on the day that it names: "every Tuesday at 9" on Tuesday at 9.
        if (found.Exists(d => d.Kind == DateKind.Recurrence))
            found.AddRange(DateGrammar.Find(string.Join(' ', said.Split(' ').Where(w => !Repeating.Contains(w.ToLowerInvariant()))), now, zone).Select(d => d with { Length = 0 }));
        return found;
    }

    private static HashSet<string> Parts(string rule) =>
        [.. (rule.StartsWith("RRULE:", StringComparison.OrdinalIgnoreCase) ? rule[6..] : rule).Trim().ToUpperInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries)];

    private bool Matches(DateMatch date, LocalDateTime time) => date switch
    {
        { From: not { } } => false,
        { Kind: DateKind.Instant or DateKind.Range or DateKind.Recurrence, SaysTime: true } when !date.SaysDay => SameClock(date, time),
        { Kind: DateKind.Instant or DateKind.Range or DateKind.Recurrence, SaysTime: true } => date.From == time || date.To == time,
        _ => date.From <= time && time <= (date.To ?? date.From.Value.Date.PlusDays(1).AtMidnight())
            && (dates.Value.FirstOrDefault(d => d.SaysTime && !d.SaysDay) is not { } clock || SameClock(clock, time)),
    };

    // "lunch at noon … tomorrow": the day is said apart.
    private bool SameClock(DateMatch clock, LocalDateTime time) =>
        clock.From!.Value.TimeOfDay == time.TimeOfDay
        && (clock.From.Value.Date == time.Date || dates.Value.Any(d => d is { SaysDay: true, From: { } day } && day.Date <= time.Date && (d.To ?? day.PlusDays(1)) >= time.Date.AtMidnight()));

    private bool EndsWell(LocalDateTime start, LocalDateTime end) =>
        end > start && end <= start + (dates.Value.FirstOrDefault(d => d.Lasting is not null)?.Lasting ?? LongestGuess);
}
