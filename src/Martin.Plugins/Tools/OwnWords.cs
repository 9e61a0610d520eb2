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

    // What a new thing has when nothing is said; of a change each member has to be asked for.
    private static readonly HashSet<string> Defaults = ["medium", "this", "opaque", "false"];

    // The occurrence that was named, where nothing is said of others.
    private const string OnlyThis = "this";

    // With these a wish begins: what stands behind them is what the user wants.
    private static readonly HashSet<string> LeadIn =
    [
        "please", "kindly", "just", "now", "also", "then", "can", "could", "would", "will", "you", "i", "i'd", "we", "want", "need", "like", "to", "let's", "let", "us", "martin",
        "hey", "ok", "okay", "yes", "a", "an", "the", "new", "my", "go", "ahead",
    ];

    private static readonly HashSet<string> Joining = ["and", "then", "also", "but", "so"];

    private static readonly HashSet<string> Boundaries = [",", ".", ";", ":", "!", "?", "–", "—"];

    // Said of what has happened; it asks for the note of it.
    private static readonly HashSet<string> Statements = ["done", "finished", "completed"];

    private static readonly HashSet<string> Denying = ["not", "never", "no", "don't", "dont", "isn't", "aren't", "wasn't", "haven't", "hasn't", "cannot", "can't", "without", "unless"];

    private static readonly HashSet<string> Removing = ["remove", "clear", "drop", "delete", "without", "no", "take", "empty"];

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
        tool.AskedForBy.Any(IsWished) && names.All(IsNamed)
        && arguments.Value.EnumerateObject().All(m => Covers(m, isNew: tool.Name.StartsWith("create_", StringComparison.Ordinal) || tool.Name == "save_memory"));

    /// <summary>It begins a wish, or says that something is done; a word within a sentence, of somebody else or denied is no wish.</summary>
    private bool IsWished(string wish)
    {
        var parts = wish.Split(' ');
        var word = parts[0];
        var stem = Stem(word);
        if (Statements.Contains(word))
            return stems.Contains(stem) && !said.Contains('?', StringComparison.Ordinal) && !Enumerable.Range(0, tokens.Count).Any(i => Denying.Contains(tokens[i].Text));
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != TokenKind.Word || Stem(tokens[i].Text) != stem) continue;
            var before = i - 1;
            while (before >= 0 && LeadIn.Contains(tokens[before].Text)) before--;
            if ((before < 0 || Joining.Contains(tokens[before].Text) || Boundaries.Contains(tokens[before].Text)) && parts.Skip(1).All(p => Follows(i, p))) return true;
        }
        return false;
    }

    /// <summary>"take … back": within the same clause.</summary>
    private bool Follows(int from, string word)
    {
        for (var i = from + 1; i < tokens.Count && !Boundaries.Contains(tokens[i].Text) && !Joining.Contains(tokens[i].Text); i++)
            if (tokens[i].Text == word) return true;
        return false;
    }

    private static List<DateMatch> Dates(string said, Instant now, DateTimeZone zone)
    {
        var found = DateGrammar.Find(said, now, zone).ToList();
        // What repeats begins on the day that it names: "every Tuesday at 9" on Tuesday at 9.
        if (found.Exists(d => d.Kind == DateKind.Recurrence))
            found.AddRange(DateGrammar.Find(string.Join(' ', said.Split(' ').Where(w => !Repeating.Contains(w.ToLowerInvariant()))), now, zone));
        return found;
    }

    private bool Covers(JsonProperty member, bool isNew) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.False => isNew || member.Name == "notify" || (member.Name == "isRead" ? stems.Contains(Stem("unread")) : member.Name == "isAllDay" && dates.Value.Any(d => d.SaysTime)),
        JsonValueKind.Object => member.Value.EnumerateObject().All(m => Covers(m, isNew)),
        _ when member.Name.EndsWith("Id", StringComparison.Ordinal) || member.Name.EndsWith("Ids", StringComparison.Ordinal) => true,  // by their names
        JsonValueKind.True => member.Name == "isAllDay" || stems.Contains(Stem(member.Name == "isRead" ? "read" : member.Name)),
        JsonValueKind.Number => Says(member.Value),
        JsonValueKind.Array when !isNew && member.Value.GetArrayLength() == 0 => false,
        JsonValueKind.Array when member.Name == "recurrence" => Enumerable.Range(0, tokens.Count).Any(i => Recurrences.At(tokens, i) is not null),
        JsonValueKind.Array => member.Value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && Says(i)),
        JsonValueKind.String when member.Value.GetString()!.Length == 0 => isNew || Removing.Any(w => stems.Contains(Stem(w))),
        JsonValueKind.String when Times.Contains(member.Name) => IsTimeSaid(member.Name, member.Value.GetString()!),
        JsonValueKind.String when member.Name == "timeZone" => member.Value.GetString() == timeZone,
        JsonValueKind.String when isNew && Defaults.Contains(member.Value.GetString()!) => true,
        JsonValueKind.String when member is { Name: "scope" } && member.Value.GetString() == OnlyThis => true,
        JsonValueKind.String => IsSaid(member.Value.GetString()!),
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
        if (LocalOf(text) is not { } time) return IsSaid(text);
        var end = member == "endTime";
        return dates.Value.Any(d => d.Question is null && (Matches(d, time) || (end && EndsWell(d, time))));
    }

    private bool Matches(DateMatch date, LocalDateTime time) => date switch
    {
        { From: not { } } => false,
        { Kind: DateKind.Instant or DateKind.Range or DateKind.Recurrence, SaysTime: true } when !date.SaysDay => SameClock(date, time),
        { Kind: DateKind.Instant or DateKind.Range or DateKind.Recurrence, SaysTime: true } => date.From == time || date.To == time,
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
