using System.Text.Json;
using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Tools;

/// <summary>What the words of one wish say: names, texts, times, numbers and choices.</summary>
/// <param name="said">The wish, as it stands in the message.</param>
/// <param name="now">Against which its times are meant.</param>
/// <param name="timeZone">IANA zone of local times.</param>
internal sealed class SaidClause(string said, DateTimeOffset now, string timeZone)
{
    private static readonly HashSet<string> Times = ["startTime", "endTime", "dueAt", "remindAt"];

    // What a new thing has when nothing is said; of a change each member has to be asked for.
    private static readonly HashSet<string> Defaults = ["medium", "this", "opaque", "false"];

    // The occurrence that was named, where nothing is said of others.
    private const string OnlyThis = "this";

    private static readonly HashSet<string> Removing = ["remove", "clear", "drop", "delete", "without", "no", "take", "empty"];

    private static readonly HashSet<string> Small =
    [
        "a", "an", "the", "to", "of", "for", "with", "at", "on", "in", "by", "and", "or", "my", "me", "i", "we", "our", "us", "you", "your", "it", "is", "be",
        "this", "that", "from", "about", "as", "up", "out", "will", "please", "re", "fwd", "fw", "mail", "email", "message", "task", "event", "new",
    ];

    /// <summary>Of a long name so many words suffice.</summary>
    private const int EnoughWords = 4;

    private readonly HashSet<string> stems = [.. WordStems.Of(said)];

    public Tokens Tokens { get; } = Lexer.Read(said);

    public SaidTimes SaidTimes { get; } = new(said, now, timeZone);

    public static bool IsSmall(string word) => Small.Contains(word);

    /// <param name="isNew">The call makes something rather than changing it.</param>
    public bool Covers(JsonElement members, bool isNew)
    {
        var start = members.TryGetProperty("startTime", out var at) && at.ValueKind == JsonValueKind.String ? SaidTimes.LocalOf(at.GetString()!) : null;
        return members.EnumerateObject().All(m => Covers(m, isNew, start));
    }

    /// <summary>At least half of the words that say something are the user's.</summary>
    public bool Names(string name) => Named(name) is { Count: > 0 } named && named.Count * 2 >= Math.Min(Telling(name).Count, EnoughWords);

    /// <summary>All of them are; the address of a mail's sender aside.</summary>
    public bool NamesWholly(string name) => Telling(name) is { Count: > 0 } telling && telling.All(w => w.Contains('@', StringComparison.Ordinal) || stems.Contains(w));

    /// <summary>The words of a name that the user said.</summary>
    public HashSet<string> Named(string name) => [.. Telling(name).Where(stems.Contains)];

    private static List<string> Telling(string name) => [.. WordStems.Of(name).Where(w => !Small.Contains(w) && w.Length > 1).Distinct()];

    /// <param name="start">The start of what the member belongs to.</param>
    private bool Covers(JsonProperty member, bool isNew, LocalDateTime? start) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.False => isNew || member.Name == "notify" || (member.Name == "isRead" ? Says("unread") : member.Name == "isAllDay" && SaidTimes.AnyClock),
        JsonValueKind.Object => Covers(member.Value, isNew),
        _ when member.Name.EndsWith("Id", StringComparison.Ordinal) || member.Name.EndsWith("Ids", StringComparison.Ordinal) => true,  // by their names
        JsonValueKind.True => member.Name == "isAllDay" || Says(member.Name == "isRead" ? "read" : member.Name),
        JsonValueKind.Number => Says(member.Value),
        JsonValueKind.Array when !isNew && member.Value.GetArrayLength() == 0 => false,
        JsonValueKind.Array when member.Name == "recurrence" => Repeats(member.Value, start),
        JsonValueKind.Array => member.Value.EnumerateArray().All(i => i.ValueKind == JsonValueKind.Number && Says(i)),
        JsonValueKind.String when string.IsNullOrWhiteSpace(member.Value.GetString()) => isNew || Removing.Any(Says),
        JsonValueKind.String when Times.Contains(member.Name) => IsTimeSaid(member.Name, member.Value.GetString()!, start),
        JsonValueKind.String when member.Name == "timeZone" => member.Value.GetString() == timeZone,
        JsonValueKind.String when isNew && Defaults.Contains(member.Value.GetString()!) => true,
        JsonValueKind.String when member is { Name: "scope" } && member.Value.GetString() == OnlyThis => true,
        JsonValueKind.String => IsSaid(member.Value.GetString()!),
        _ => false,
    };

    /// <summary>Every word that says something is the user's, and nothing in it is no word.</summary>
    public bool IsSaid(string text) =>
        StandsIn(said, text.Trim())
        || (WordStems.AreAllOf(text) && WordStems.Of(text).Where(w => !Small.Contains(w)).All(stems.Contains));

    /// <summary>As whole words and numbers: "low" is not said with "follow", nor "at 1" with "at 10:30".</summary>
    private static bool StandsIn(string said, string text)
    {
        for (var at = 0; (at = said.IndexOf(text, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            if (IsBorder(said, at) && IsBorder(said, at + text.Length)) return true;
        return false;
    }

    private static bool IsBorder(string text, int at) =>
        (at == 0 || at == text.Length || !IsOfWord(text[at - 1]) || !IsOfWord(text[at])) && !IsOfNumber(text, at - 1) && !IsOfNumber(text, at);

    // Between the parts of 10:30, 1.500 and 3/4.
    private static bool IsOfNumber(string text, int sign) =>
        sign > 0 && sign + 1 < text.Length && char.IsDigit(text[sign - 1]) && char.IsDigit(text[sign + 1]) && text[sign] is ':' or '.' or ',' or '/' or '-';

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark;

    private bool Says(string word) => stems.Contains(WordStems.Stem(word));

    private bool Says(JsonElement number) =>
        number.TryGetInt32(out var n) && Enumerable.Range(0, Tokens.Count).Any(i => Tokens[i].Number == n || Numbers.Cardinal(Tokens, i)?.Value == n);

    private bool Repeats(JsonElement lines, LocalDateTime? start)
    {
        var repeats = new SaidRepeats(Tokens);
        return lines.EnumerateArray().All(l => l.ValueKind == JsonValueKind.String && (SaidTimes.Repeats(l.GetString()!) || repeats.Covers(l.GetString()!, start)));
    }

    private bool IsTimeSaid(string member, string text, LocalDateTime? start) =>
        SaidTimes.LocalOf(text) is not { } time ? IsSaid(text) : member == "endTime" ? SaidTimes.CoversEnd(time, start) : SaidTimes.Covers(time);
}
