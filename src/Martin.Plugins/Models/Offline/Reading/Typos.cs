using System.Text;
using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>
/// Slips of the finger in words of the grammar: one letter too much, too few, wrong, or two in the wrong order. Words with a capital letter are left
/// alone, they may be names; so are words that are right as they stand.
/// </summary>
internal static class Typos
{
    private const int ShortestWord = 5, LongestText = 1000;

    private static readonly string[] Dates =
    [
        "tomorrow", "today", "tonight", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "august", "september", "october", "november", "december", "morning",
        "afternoon", "evening", "weekend", "midnight", "yesterday",
    ];

    private static readonly string[] Wishes =
    [
        "schedule", "reschedule", "cancel", "remind", "reminder", "postpone", "calendar", "meeting", "appointment", "delete", "remove", "invite", "complete", "agenda", "conflicts", "priority", "create",
        "accept", "decline", "please", "thanks", "could", "would", "remember", "every", "tasks", "unread", "brief", "undo", "revert", "agenda", "availability",
    ];

    /// <summary>Words near to one of the others that are words themselves.</summary>
    private static readonly HashSet<string> Right =
    [
        "sunday", "sundae", "sundry", "mourning", "mooring", "moaning", "evenings", "mornings", "canceled", "cancelled", "rewind", "remote", "removal", "compete", "melting", "greeting", "seating", "eating", "heating", "beating", "meetings",
        "ever", "very", "never", "fever", "lever", "sever", "tasty", "task", "invited", "invites", "reminds", "deleted", "schedules", "scheduled", "completed", "completes", "relate", "deplete", "elite", "agendas", "creates",
        "crate", "grate", "great", "created", "unload", "chief", "grief", "briefs", "belief", "expect", "except", "accepts", "recline", "incline", "declines", "declined", "remembers", "recent", "reverts", "invert", "divert", "asks", "masks",
        "friend", "weekends", "weakened", "calendars", "remained", "remand", "demand", "rebind", "resign", "revere", "toady", "pleased", "pleas", "thank", "cloud", "mould", "wound", "world", "toddy", "days", "bandy", "dated",
    ];

    /// <summary>With the words of dates set right, which is safe before anything is read.</summary>
    public static string InDates(string text) => Set(text, Dates);

    /// <summary>With all words of the grammar set right; for what could not be read as it stands.</summary>
    public static string InAll(string text) => Set(text, [.. Dates, .. Wishes]);

    private static string Set(string text, string[] words)
    {
        if (text.Length > LongestText) return text;
        var t = Lexer.Read(text);
        var fixedText = new StringBuilder();
        var copied = 0;
        for (var i = 0; i < t.Count; i++)
        {
            if (t[i].Kind != TokenKind.Word || t[i].Length < ShortestWord || (char.IsUpper(text[t[i].Start]) && i > 0) || Near(t[i].Text, words) is not { } meant) continue;
            fixedText.Append(text, copied, t[i].Start - copied).Append(meant);
            copied = t[i].End;
        }
        return copied == 0 ? text : fixedText.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>The one word that it is a slip of; null when it is right, or may be several.</summary>
    private static string? Near(string word, string[] words)
    {
        if (Right.Contains(word) || Lexicon.IsKnown(word) || words.Contains(word) || word.Contains('\'', StringComparison.Ordinal)) return null;
        string? found = null;
        foreach (var candidate in words)
        {
            if (!IsSlip(word, candidate)) continue;
            if (found is not null && found != candidate) return null;
            found = candidate;
        }
        return found is not null && (word == found + "s" || word == found + "d") ? null : found;
    }

    private static bool IsSlip(string word, string meant)
    {
        if (Math.Abs(word.Length - meant.Length) > 1 || meant.Length < ShortestWord) return false;
        var start = 0;
        while (start < word.Length && start < meant.Length && word[start] == meant[start]) start++;
        var end = 0;
        while (end < word.Length - start && end < meant.Length - start && word[^(end + 1)] == meant[^(end + 1)]) end++;
        var (left, right) = (word.Length - start - end, meant.Length - start - end);
        return (left, right) is (0, 1) or (1, 0) or (1, 1) || (left == 2 && right == 2 && word[start] == meant[start + 1] && word[start + 1] == meant[start]);
    }
}
