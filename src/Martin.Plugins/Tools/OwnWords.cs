using System.Text.Json;
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

    // What a wish without a name says beside its own word: "undo that", "take back what you just did".
    private static readonly HashSet<string> Nameless =
    [
        "it", "that", "this", "that's", "last", "latest", "newest", "previous", "recent", "most", "change", "action", "thing", "step", "one", "what", "which", "did", "done", "made", "was",
        "again", "back", "of", "me", "for", "so", "no", "oh", "oops", "sorry", "wait", "thanks", "thank", "immediately", "right", "away",
    ];

    private readonly Tokens tokens = Lexer.Read(said);
    private readonly HashSet<string> stems = [.. WordStems.Of(said)];
    private readonly SaidTimes times = new(said, now, timeZone);

    /// <param name="names">What the ids among the arguments stand for, as the user knows it.</param>
    /// <param name="isNearest">It is what a wish that names nothing means.</param>
    public bool Cover(Tool tool, ToolArguments arguments, IReadOnlyList<string> names, bool isNearest = false)
    {
        var wishes = new WishWords(tokens);
        var isNew = tool.Name.StartsWith("create_", StringComparison.Ordinal) || tool.Name == "save_memory";
        return tool.AskedForBy.Any(wishes.Begin) && (names.All(IsNamed) || (isNearest && wishes.IsAll(tool.AskedForBy, Nameless))) && CoversAll(arguments.Value, isNew);
    }

    /// <summary>The text is the user's own: all that it says is in their message.</summary>
    public bool CoversText(string text) => string.IsNullOrWhiteSpace(text) || IsSaid(text);

    private bool CoversAll(JsonElement members, bool isNew)
    {
        var start = members.TryGetProperty("startTime", out var at) && at.ValueKind == JsonValueKind.String ? times.LocalOf(at.GetString()!) : null;
        return members.EnumerateObject().All(m => Covers(m, isNew, start));
    }

    /// <param name="start">The start of what the member belongs to.</param>
    private bool Covers(JsonProperty member, bool isNew, LocalDateTime? start) => member.Value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.False => isNew || member.Name == "notify" || (member.Name == "isRead" ? Says("unread") : member.Name == "isAllDay" && times.AnyClock),
        JsonValueKind.Object => CoversAll(member.Value, isNew),
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
    private bool IsSaid(string text) =>
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

    /// <summary>At least half of the words that say something are the user's.</summary>
    private bool IsNamed(string name)
    {
        var words = WordStems.Of(name).Where(w => !Small.Contains(w) && w.Length > 1).Distinct().ToList();
        return words.Count > 0 && words.Count(stems.Contains) is var named && named > 0 && named * 2 >= Math.Min(words.Count, 4);
    }

    private bool Says(string word) => stems.Contains(WordStems.Stem(word));

    private bool Says(JsonElement number) =>
        number.TryGetInt32(out var n) && Enumerable.Range(0, tokens.Count).Any(i => tokens[i].Number == n || Numbers.Cardinal(tokens, i)?.Value == n);

    private bool Repeats(JsonElement lines, LocalDateTime? start)
    {
        var repeats = new SaidRepeats(tokens);
        return lines.EnumerateArray().All(l => l.ValueKind == JsonValueKind.String && (times.Repeats(l.GetString()!) || repeats.Covers(l.GetString()!, start)));
    }

    private bool IsTimeSaid(string member, string text, LocalDateTime? start) =>
        times.LocalOf(text) is not { } time ? IsSaid(text) : member == "endTime" ? times.CoversEnd(time, start) : times.Covers(time);
}
