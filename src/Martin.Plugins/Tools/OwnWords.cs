using System.Text.Json;
using Martin.Data.Actions;
using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>What of the user's message a call has used up.</summary>
/// <param name="Wish">Where in the message the wish stands.</param>
/// <param name="Targets">What it was done to, or what it made.</param>
public sealed record SpentWish(int Wish, IReadOnlyList<string> Targets);

/// <summary>
/// Judges whether a call asks for no more than one wish in the user's own message does: its kind of change, what it is done to, and every text, time
/// and choice in its arguments. It knows English; what it does not know it does not grant, and the user is asked.
/// </summary>
/// <param name="said">The user's message of this turn.</param>
/// <param name="now">Against which its times are meant.</param>
/// <param name="timeZone">IANA zone of local times.</param>
public sealed class OwnWords(string said, DateTimeOffset now, string timeZone)
{
    // What a wish without a name says beside its own word: "undo that", "take back what you just did".
    private static readonly HashSet<string> Nameless =
    [
        "it", "that", "this", "that's", "last", "latest", "newest", "previous", "recent", "most", "change", "action", "thing", "step", "one", "what", "which", "did", "done", "made", "was",
        "again", "back", "of", "me", "for", "so", "no", "oh", "oops", "sorry", "wait", "thanks", "thank", "immediately", "right", "away",
    ];

    private readonly Lazy<(Tokens Tokens, WishWords Wishes)> message = new(() =>
    {
        var (tokens, times) = (Lexer.Read(said), new SaidTimes(said, now, timeZone));
        return (tokens, new(tokens, i => times.Holds(tokens[i].Start)));
    });

    private WishWords Wishes => message.Value.Wishes;

    /// <returns>null: it says more than the message does.</returns>
    /// <param name="names">What the ids among the arguments stand for, as the user knows it.</param>
    /// <param name="isNearest">It is what a wish that names nothing means.</param>
    /// <param name="others">The names of what else of this kind there is: which of them a wish means has to be said.</param>
    /// <param name="spent">By earlier calls of the turn: a wish is fulfilled once.</param>
    public SpentWish? Cover(
        Tool tool, ToolArguments arguments, IReadOnlyList<string> names, bool isNearest = false, IReadOnlyList<string>? others = null, IReadOnlyCollection<SpentWish>? spent = null)
    {
        var isNew = tool.Name.StartsWith("create_", StringComparison.Ordinal) || tool.Name == "save_memory";
        // What has no name of its own is the call itself: something new, or all that is not sorted yet.
        var targets = names.Count == 0 || Ids(arguments.Value).ToList() is not { Count: > 0 } ids ? [$"{tool.Name} {CanonicalJson.Of(arguments.Value)}"] : ids;
        var isNameless = isNearest && Wishes.IsAll(tool.AskedForBy, Nameless);
        foreach (var wish in Wishes.Of(tool.AskedForBy))
        {
            var end = isNew ? wish.End : Wishes.FirstOf(SaidWords.Excluding, wish.At, wish.End) ?? wish.End;
            var clause = new SaidClause(message.Value.Tokens.Slice(wish.Start, end), now, timeZone);
            var most = isNew ? SaidTargets.Listed(clause) : isNameless ? 1 : SaidTargets.Of(clause, names);
            var before = (spent ?? []).Where(s => s.Wish == wish.At).SelectMany(s => s.Targets).ToList();
            if (before.Concat(targets).Distinct().Count() <= most && Math.Max(names.Count, 1) <= most
                && (isNew ? KeepsDenials(wish, arguments.Value) && !before.Exists(b => SaysLess(arguments.Value, b)) : !IsConditional(wish))
                && (isNameless || names.All(n => IsMeant(clause, n, others ?? [], most))) && clause.Covers(arguments.Value, isNew)) return new(wish.At, targets);
        }
        return null;
    }

    /// <summary>The text is the user's own: all that it says is in their message, before a blank line that may begin somebody else's.</summary>
    public bool CoversText(string text) =>
        string.IsNullOrWhiteSpace(text) || new SaidClause(string.Join('\n', said.Trim().Split('\n').TakeWhile(l => !string.IsNullOrWhiteSpace(l))), now, timeZone).IsSaid(text);

    /// <summary>It is named, and no other of the kind is by the same words, or better.</summary>
    private static bool IsMeant(SaidClause clause, string name, IReadOnlyList<string> others, int most)
    {
        if (!clause.Names(name)) return false;
        if (most == SaidTargets.Many) return true;
        var (named, whole) = (clause.Named(name), clause.NamesWholly(name));
        return others.Where(o => o != name && clause.Names(o) && clause.Named(o) is var rival && rival.Overlaps(named))
            .All(o => whole && (most > 1 || !(clause.NamesWholly(o) && clause.Named(o).IsProperSupersetOf(named))));
    }

    /// <summary>It waits for something, or tells whose wish it is: "delete it if Eve says so", "delete it, says Eve".</summary>
    private bool IsConditional(WishClause wish) =>
        Wishes.FirstOf(SaidWords.Conditional, wish.At, wish.End) is not null
        || (Wishes.FirstOf(SaidWords.Pauses, wish.At, wish.End) is { } pause && Wishes.FirstOf(SaidWords.Reporting, pause, wish.End) is not null)
        || Enumerable.Range(wish.At, wish.End - wish.At).Any(i => message.Value.Tokens.Is(i, "case") && message.Value.Tokens.Is(i - 1, "in"));

    /// <summary>A "not" among the words of a note stands in what is noted too.</summary>
    private bool KeepsDenials(WishClause wish, JsonElement members)
    {
        var said = Enumerable.Range(wish.Start, wish.End - wish.Start).Any(i => SaidWords.Denying.Contains(message.Value.Tokens[i].Text));
        return !said || members.EnumerateObject().Any(m => m.Value.ValueKind == JsonValueKind.String && Lexer.Read(m.Value.GetString()!) is var text
            && Enumerable.Range(0, text.Count).Any(i => SaidWords.Denying.Contains(text[i].Text)));
    }

    /// <summary>All that it notes has been noted by an earlier call.</summary>
    private static bool SaysLess(JsonElement members, string before)
    {
        var (noted, known) = (new List<string>(), WordStems.Of(before).ToHashSet());
        foreach (var member in members.EnumerateObject())
            if (member.Name is "title" or "content" && member.Value.ValueKind == JsonValueKind.String) noted.AddRange(WordStems.Of(member.Value.GetString()!).Where(w => !SaidClause.IsSmall(w)));
        return noted.TrueForAll(known.Contains);
    }

    private static IEnumerable<string> Ids(JsonElement members) => members.EnumerateObject().SelectMany(m => m.Value.ValueKind switch
    {
        JsonValueKind.String when m.Name.EndsWith("Id", StringComparison.Ordinal) => [m.Value.GetString()!],
        JsonValueKind.Array when m.Name.EndsWith("Ids", StringComparison.Ordinal) => m.Value.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!),
        JsonValueKind.Object => Ids(m.Value),
        _ => [],
    });
}
