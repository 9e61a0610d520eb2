using System.Globalization;
using Martin.Plugins.Dates.Grammar;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Dates;

/// <summary>What resolve_date answers a model: every value computed, so that it has nothing left to reckon.</summary>
public sealed record DateAnswer
{
    public required bool Ok { get; init; }
    public required string Phrase { get; init; }
    public string? Error { get; init; }
    /// <summary>instant, date, range, duration, window or recurrence.</summary>
    public string? Kind { get; init; }
    /// <summary>Local ISO time, or a date for whole days.</summary>
    public string? Start { get; init; }
    /// <summary>As start; exclusive.</summary>
    public string? End { get; init; }
    public string? Weekday { get; init; }
    public string? TimeZone { get; init; }
    public string? StartUtc { get; init; }
    public long? DurationMinutes { get; init; }
    public bool? IsDeadline { get; init; }
    /// <summary>It is not to be before this: "after 5", "since Monday".</summary>
    public bool? IsEarliest { get; init; }
    /// <summary>How it repeats, as an RRULE value; start and end are the first time.</summary>
    public string? Recurrence { get; init; }
    public string? Explanation { get; init; }
    public IReadOnlyList<string>? Ambiguities { get; init; }

    /// <summary>Resolves the phrase, or the one date phrase in it.</summary>
    /// <param name="timeZone">An IANA id.</param>
    /// <param name="weekStart">Monday or Sunday.</param>
    public static DateAnswer For(string phrase, DateTimeOffset now, string timeZone, IsoDayOfWeek weekStart = IsoDayOfWeek.Monday)
    {
        if (LocalTimes.Zone(timeZone) is not { } zone) return Refused(phrase, $"\"{timeZone}\" is no IANA time zone, like Europe/Berlin.");
        var instant = Instant.FromDateTimeOffset(now);
        var match = DateGrammar.Read(phrase, instant, zone, weekStart);
        if (match is null)
        {
            var tokens = Lexer.Read(phrase);
            var found = DateGrammar.Find(tokens, instant, zone, weekStart);
            if (found.Count > 1) return Refused(phrase, "There is more than one date in this phrase; ask for one at a time.");
            match = found.Count == 1 ? found[0] : null;
            if (match is { Question: null } && TimeWords.LeftBeside(tokens, match.Start, match.End, match.SaysTime) is { } left)
                return Refused(phrase, $"Only a part was understood; it says nothing sure about \"{left}\". Say it in other words.");
        }
        if (match is null) return Refused(phrase, "No date or time was understood in this phrase.");
        return match.Question is { } question ? Refused(phrase, $"Not settled: {question}. Ask the user.", match.Ambiguities) : Resolved(phrase, match, zone);
    }

    private static DateAnswer Resolved(string phrase, DateMatch match, DateTimeZone zone)
    {
        var wholeDays = match.Kind == DateKind.Date || match is { Kind: DateKind.Window or DateKind.Recurrence, SaysTime: false, From.TimeOfDay: var from, To.TimeOfDay: var to }
            && from == LocalTime.Midnight && to == LocalTime.Midnight;
        return new()
        {
            Ok = true, Phrase = phrase, Kind = match.Kind.ToString().ToLowerInvariant(), Start = Written(match.From), End = Written(match.To),
            Weekday = match.From?.DayOfWeek.ToString(), TimeZone = zone.Id,
            StartUtc = match.From is { } start ? InstantPattern.General.Format(LocalTimes.In(start, zone).Time.ToInstant()) : null,
            DurationMinutes = match.Lasting is { Years: 0, Months: 0 } lasting ? Lengths.Minutes(lasting) : null,
            Recurrence = match.Rule,
            IsDeadline = match.Bound == DateBound.By ? true : null,
            IsEarliest = match.Bound == DateBound.After ? true : null,
            Explanation = match.Explanation + (match.IsPast ? "; this is in the past" : ""),
            Ambiguities = match.Ambiguities.Count > 0 ? match.Ambiguities : null,
        };

        string? Written(LocalDateTime? time) => time is not { } t ? null : wholeDays ? LocalTimes.Iso(t.Date) : LocalTimes.Iso(t);
    }

    private static DateAnswer Refused(string phrase, string error, IReadOnlyList<string>? ambiguities = null) =>
        new() { Ok = false, Phrase = phrase, Error = error, Ambiguities = ambiguities is { Count: > 0 } ? ambiguities : null };
}
