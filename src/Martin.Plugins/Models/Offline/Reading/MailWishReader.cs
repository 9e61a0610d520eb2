using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Questions about mail. It is only looked at: what changes or sends it is read by <see cref="Frames.MailFrames"/>.</summary>
internal static class MailWishReader
{
    private static readonly HashSet<string> Nouns = ["mail", "mails", "email", "emails", "e-mail", "e-mails", "inbox"];

    private static readonly HashSet<string> Many = ["mails", "emails", "e-mails", "inbox"];

    /// <summary>What is done to mail rather than asked about it.</summary>
    private static readonly HashSet<string> Doing =
    [
        "send", "write", "reply", "respond", "answer", "forward", "compose", "draft", "delete", "remove", "archive", "add", "create", "schedule", "remind", "mark",
        "move", "label", "sort", "unsubscribe", "block", "contact", "contacts", "address", "addresses", "set", "sync", "print", "save", "store", "cancel", "make",
        "remember", "notify", "alert", "stop", "mute",
    ];

    private static readonly HashSet<string> Asking =
    [
        "any", "do", "did", "have", "check", "show", "list", "what", "what's", "whats", "find", "search", "look", "are", "is", "read", "open", "get", "see", "display", "view", "how",
        "tell", "give", "has", "which", "new", "unread", "latest", "my", "who", "pull", "bring", "go",
    ];

    private static readonly HashSet<string> Unread = ["new", "unread", "unopened", "unseen"];
    private static readonly HashSet<string> Newest = ["last", "latest", "newest", "recent", "most"];
    private static readonly HashSet<string> AboutWords = ["about", "regarding", "concerning", "mentioning", "containing"];

    public static Wish? Read(Piece p)
    {
        var t = p.T;
        if (Written(p) is { } written) return written;
        if (p.Where(Nouns, p.Start, p.End) is null || !Asking.Contains(t[p.Start].Text) || p.Has(Doing, p.Start, p.End) || t.Is(p.Start, "did", "has") || p.Has(["replied", "sent", "subject", "id", "through", "via", "if"], p.Start, p.End) || Enumerable.Range(p.Start, p.End - p.Start).Any(i => Frames.Names.IsPossessive(t, i)) || Nearest.IsNegated(t)) return null;
        var about = p.Where(AboutWords, p.Start, p.End);
        if (about is null && t.Is(p.Start, "find", "search", "look") && p.Where(["for"], p.Start + 1, p.End) is { } sought && !p.Has(Nouns, sought, p.End)) about = sought;
        var from = p.Where(["from", "by"], p.Start, p.End);
        var sender = from is { } at ? Named(p, at + 1, about is { } stop && stop > at ? stop : p.End) : null;
        if (sender is null && from is not null && !p.IsDated(from.Value + 1)) return null;
        var words = about is { } head ? Named(p, head + 1, from is { } end && end > head ? end : p.End) : null;
        if (about is not null && words is null) return null;
        var category = p.Has(["important", "urgent"], p.Start, p.End) ? "important" : null;
        var wanted = new FindMail(sender, words, p.Has(Unread, p.Start, p.End), category, p.Dates.FirstOrDefault(d => d is { From: not null, Unsettled: null }));
        var isOne = !p.Has(Many, p.Start, p.End);
        if (t.Is(p.Start, "read", "open") || (isOne && t.Is(p.Start, "show") && p.Has(Newest, p.Start, p.End)))
            return isOne ? new ReadMail(wanted, p.Has(Newest, p.Start, p.End)) : wanted;
        return wanted;
    }

    /// <summary>"what did Kim write?", "what did Ana write to me about the budget?"</summary>
    private static ReadMail? Written(Piece p)
    {
        var t = p.T;
        if ((t.After(p.Start, "what", "did") ?? t.After(p.Start, "what", "has")) is not { } from || p.Where(["write", "written", "mail", "email"], from, p.End) is not { } verb) return null;
        var rest = t.Skip(t.Skip(verb + 1, "to"), "me", "us");
        var about = rest < p.End && AboutWords.Contains(t[rest].Text) ? Named(p, rest + 1, p.End) : null;
        if (Lexicon.Pronouns.Contains(t[from].Text) || t.Is(from, "i", "we", "you", "he", "she", "they") || (rest < p.End && about is null) || Named(p, from, verb) is not { } sender) return null;
        return new(new(sender, about, false, null, null), false);
    }

    /// <summary>The words that name a person or a subject, without dates.</summary>
    private static string? Named(Piece p, int from, int to)
    {
        var left = Enumerable.Range(from, Math.Max(0, to - from)).Where(i => !p.IsDated(i) && !Nouns.Contains(p.T[i].Text)).ToList();
        if (left.FindIndex(i => p.T.Is(i, "lately", "recently", "and", "for", "yet", "please", "since", "that", "regarding")) is > 0 and var end) left.RemoveRange(end, left.Count - end);
        if (left.Count > 2 && p.T.Is(left[0], "my") && p.T.Is(left[1], "friend", "colleague", "friends")) left.RemoveRange(0, 2);
        while (left.Count > 0 && p.T.Is(left[0], "the", "my", "a", "an", ":", "\"")) left.RemoveAt(0);
        while (left.Count > 0 && p.T.Is(left[^1], "in", "on", "at", "since", "and", "my", "the", "received", "sent", "inbox", "'s", "today")) left.RemoveAt(left.Count - 1);
        if (left.Count == 0 || left[^1] - left[0] != left.Count - 1 || left.Count > MostWords) return null;
        var text = TitleText.Plain(p.T.Slice(left[0], left[^1] + 1));
        return text.Length is 0 or > TitleText.Longest ? null : text;
    }

    private const int MostWords = 8;
}
