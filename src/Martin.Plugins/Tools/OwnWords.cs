using System.Text.Json;
using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Tools;

/// <summary>
/// Judges whether a call asks for no more than the user's own message does: its kind of change, what it is done to, and every text, time and
/// choice in its arguments. It knows English; what it does not know it does not grant, and the user is asked.
/// </summary>
/// <param name="said">The user's message of this turn.</param>
/// <param name="now">Against which its times are meant.</param>
/// <param name="timeZone">IANA zone of local times.</param>
public sealed class OwnWords(string said, DateTimeOffset now, string timeZone)
{
    /// <summary>An end that nobody named lies this far from the start at most.</summary>
    private static readonly Period LongestGuess = Period.FromHours(2);

    private static readonly HashSet<string> Times = ["startTime", "endTime", "dueAt", "remindAt"];

    private static readonly HashSet<string> Repeating = ["every", "each", "other"];

    // What a form chooses when nothing is said.
    private static readonly HashSet<string> Defaults = ["medium", "this", "opaque", "false"];

    private static readonly HashSet<string> Small =
    [
        "a", "an", "the", "to", "of", "for", "with", "at", "on", "in", "by", "and", "or", "my", "me", "i", "we", "our", "us", "you", "your", "it", "is", "be",
        "this", "that", "from", "about", "as", "up", "out", "will", "please", "re", "fwd", "fw", "mail", "email", "message", "task", "event", "new",
    ];

    private readonly Tokens tokens = Lexer.Read(said);
    private readonly HashSet<string> stems = [.. Stems(said)];
    private readonly Lazy<IReadOnlyList<DateMatch>> dates = new(() => Dates(said, Instant.FromDateTimeOffset(now), Rules.Zones.Find(timeZone)!));

    /// <param name="names">What the ids among the arguments stand for, as the user knows it.</param>
    public bool Cover(Tool tool, ToolArguments arguments, IReadOnlyList<string> names) =>
        tool.AskedForBy.Any(w => stems.Contains(Stem(w))) && names.All(IsNamed) && arguments.Value.EnumerateObject().All(Covers);

    private static List<DateMatch> Dates(string said, Instant now, DateTimeZone zone)
    {
        var found = DateGrammar.Find(said, now, zone).ToList();
        // What repeats begins on the day that it names: "every Tuesday at 9" on Tuesday at 9.
        if (found.Exists(d => d.Kind == DateKind.Recurrence))
            found.AddRange(DateGrammar.Find(string.Join(' ', said.Split(' ').Where(w => !Repeating.Contains(w.ToLowerInvariant()))), now, zone));
        return found;
    }

    private bool Covers(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Object => member.Value.EnumerateObject().All(Covers),
        _ when member.Name.EndsWith("Id", StringComparison.Ordinal) || member.Name.EndsWith("Ids", StringComparison.Ordinal) => true,  // by their names
        JsonValueKind.True => member.Name == "isAllDay" || stems.Contains(Stem(member.Name == "isRead" ? "read" : member.Name)),
        JsonValueKind.Number => Says(member.Value),
        JsonValueKind.Array when member.Name == "recurrence" => Enumerable.Range(0, tokens.Count).Any(i => Recurrences.At(tokens, i) is not null),
        JsonValueKind.Array => member.Value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && Says(i)),
        JsonValueKind.String when Times.Contains(member.Name) => IsTimeSaid(member.Name, member.Value.GetString()!),
        JsonValueKind.String when member.Name == "timeZone" => member.Value.GetString() == timeZone,
        JsonValueKind.String => Defaults.Contains(member.Value.GetString()!) || IsSaid(member.Value.GetString()!),
        _ => false,
    };

    /// <summary>Every word that says something is the user's.</summary>
    private bool IsSaid(string text) =>
        said.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase) || Stems(text).Where(w => !Small.Contains(w)).All(stems.Contains);

    /// <summary>At least half of the words that say something are the user's.</summary>
    private bool IsNamed(string name)
    {
        var words = Stems(name).Where(w => !Small.Contains(w) && w.Length > 1).Distinct().ToList();
        return words.Count > 0 && words.Count(stems.Contains) is var named && named > 0 && named * 2 >= Math.Min(words.Count, 4);
    }

    private bool Says(JsonElement number) =>
        number.TryGetInt32(out var n) && Enumerable.Range(0, tokens.Count).Any(i => tokens[i].Number == n || Numbers.Cardinal(tokens, i)?.Value == n);

    private bool IsTimeSaid(string member, string text)
    {
        if (text.Length == 0) return true;  // takes a time away
        if (LocalOf(text) is not { } time) return IsSaid(text);
        var end = member == "endTime";
        return dates.Value.Any(d => d.Question is null && (Matches(d, time) || (end && EndsWell(d, time))));
    }

    private bool Matches(DateMatch date, LocalDateTime time) => date switch
    {
        { From: not { } } => false,
        { Kind: DateKind.Instant or DateKind.Range, SaysTime: true } when !date.SaysDay => SameClock(date, time),
        { Kind: DateKind.Instant or DateKind.Range, SaysTime: true } => date.From == time || date.To == time,
        _ => date.From <= time && (date.To is not { } to || time <= to) && (dates.Value.FirstOrDefault(d => d.SaysTime && !d.SaysDay) is not { } clock || SameClock(clock, time)),
    };

    // "lunch at noon … tomorrow": the day is said apart.
    private bool SameClock(DateMatch clock, LocalDateTime time) =>
        clock.From!.Value.TimeOfDay == time.TimeOfDay
        && (clock.From.Value.Date == time.Date || dates.Value.Any(d => d is { SaysDay: true, From: { } day } && day.Date <= time.Date && (d.To ?? day.PlusDays(1)) >= time.Date.AtMidnight()));

    private bool EndsWell(DateMatch date, LocalDateTime end) =>
        date.From is { } start && end > start
        && (end <= start + (dates.Value.FirstOrDefault(d => d.Lasting is not null)?.Lasting ?? LongestGuess) || !date.SaysTime || !date.SaysDay);

    private LocalDateTime? LocalOf(string text)
    {
        var answer = NodaTime.Text.LocalDateTimePattern.GeneralIso.Parse(text) is { Success: true } whole ? whole.Value
            : NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text) is { Success: true } minutes ? minutes.Value
            : NodaTime.Text.LocalDatePattern.Iso.Parse(text) is { Success: true } day ? day.Value.AtMidnight()
            : (LocalDateTime?)null;
        return answer ?? (NodaTime.Text.OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } instant
            ? instant.Value.ToInstant().InZone(Rules.Zones.Find(timeZone)!).LocalDateTime : null);
    }

    private static IEnumerable<string> Stems(string text)
    {
        var read = Lexer.Read(text);
        for (var i = 0; i < read.Count; i++)
            if (read[i].Kind is TokenKind.Word or TokenKind.Number or TokenKind.Address)
                yield return Stem(read[i].Text);
    }

    /// <summary>Without the endings by which the same word differs between a wish and what it becomes.</summary>
    private static string Stem(string word)
    {
        var stem = word.ToLowerInvariant();
        foreach (var ending in (string[])["'s", "’s", "ing", "ed", "es", "s", "e"])
            if (stem.Length - ending.Length >= 3 && stem.EndsWith(ending, StringComparison.Ordinal)) return stem[..^ending.Length];
        return stem;
    }
}
