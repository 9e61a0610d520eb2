using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>The words that the readers share.</summary>
internal static class Lexicon
{
    /// <summary>Things that are events; with verbs as general as "make" one of them must be there.</summary>
    public static readonly HashSet<string> EventNouns =
    [
        "meeting", "meetings", "meating", "lunch", "dinner", "breakfast", "brunch", "supper", "coffee", "call", "appointment", "appointments",
        "apointment", "event", "events", "interview", "party", "standup", "sync", "review", "session", "workshop", "demo", "drinks", "visit",
        "checkup", "class", "lesson", "game", "rehearsal", "practice", "training", "conference", "webinar", "presentation", "gathering", "catchup",
        "chat", "discussion", "birthday", "anniversary", "wedding", "haircut", "dentist", "doctor", "gym", "yoga", "date", "seminar", "lecture",
        "kickoff", "retro", "retrospective", "picnic", "barbecue", "reunion", "ceremony", "concert",
    ];

    public static readonly HashSet<string> Calendars = ["calendar", "calender", "calandar", "schedule", "agenda", "diary", "shedule"];

    public static readonly HashSet<string> TaskNouns = ["task", "tasks", "todo", "todos", "reminder", "reminders"];

    /// <summary>What takes someone outside to book; an entry in the calendar is not what was asked for.</summary>
    public static readonly HashSet<string> Outside =
    [
        "flight", "flights", "hotel", "taxi", "cab", "uber", "lyft", "table", "ticket", "tickets", "train", "restaurant", "room", "car", "pizza",
        "airbnb", "seat", "seats", "bus", "cruise", "holiday", "vacation", "reservation",
    ];

    public static readonly HashSet<string> Pronouns = ["it", "that", "this", "them"];

    private static readonly HashSet<string> Polite =
    [
        "please", "pls", "hey", "hi", "hello", "ok", "okay", "martin", "also", "then", "and", "now", "just", "kindly", "so", "well", "yes", "yeah",
        "sure", "alright", "oh", ",", "!", ".", "-", "*", "•", "perfect", "great", "cool", "actually",
    ];

    private static readonly string[][] Requests =
    [
        ["can", "you"], ["could", "you"], ["would", "you"], ["will", "you"], ["i", "want", "you", "to"], ["i", "need", "you", "to"],
        ["i'd", "like", "you", "to"], ["i", "would", "like", "you", "to"], ["i'd", "like", "to"], ["i", "would", "like", "to"], ["i", "want", "to"],
        ["i", "need", "to"], ["i", "wanna"], ["let's"], ["let", "us"], ["go", "ahead", "and"], ["would", "you", "mind"], ["can", "we"],
        ["could", "we"], ["can", "i"], ["could", "i"], ["you", "can"], ["help", "me"], ["help", "me", "to"],
    ];

    public static bool IsKnown(string word) => EventNouns.Contains(word) || Calendars.Contains(word) || TaskNouns.Contains(word) || Polite.Contains(word);

    /// <summary>The position after greetings, "please", "could you" and their like.</summary>
    public static int AfterPoliteness(Tokens t, int i)
    {
        for (var at = -1; at != i;)
        {
            at = i;
            while (Polite.Contains(t[i].Text)) i++;
            i = Requests.Select(r => t.After(i, r)).Max() ?? i;
        }
        return i;
    }

    /// <summary>The end of the text without "please", "thanks", "for me" and closing marks.</summary>
    public static int BeforePoliteness(Tokens t, int end)
    {
        while (end > 0)
        {
            if (t.Is(end - 1, ".", "!", "?", ",", ";", "please", "pls", "thanks", "thx", "martin")) end--;
            else if (t.Is(end - 2, "thank") && t.Is(end - 1, "you")) end -= 2;
            else if (t.Is(end - 2, "for") && t.Is(end - 1, "me")) end -= 2;
            else break;
        }
        return end;
    }

    public static bool IsYes(string text) =>
        IsOnly(text, "yes", "yeah", "yep", "yup", "ok", "okay", "sure", "do", "it", "please", "correct", "right", "exactly", "that", "go", "ahead", "fine", "good", "sounds", "of", "course");

    public static bool IsNobody(string text) => IsOnly(text, "nobody", "no", "one", "none", "without", "inviting", "anyone", "skip");

    public static bool IsAllDay(string text) => IsOnly(text, "all", "day", "the", "whole", "allday", "-");

    /// <summary>"find a free time", "whenever": Martin chooses.</summary>
    public static bool IsAnytime(string text)
    {
        var t = Lexer.Read(text);
        if (t.Count > 10) return false;
        var i = AfterPoliteness(t, 0);
        return (t.Is(i, "find", "choose", "pick") && Enumerable.Range(i, t.Count - i).Any(k => t.Is(k, "time", "slot")))
            || Enumerable.Range(i, t.Count - i).Any(k => t.Is(k, "whenever", "anytime", "any", "choose")) && IsOnly(text, "whenever", "anytime", "any", "time", "you", "choose", "works", "is", "fine", "free", "we're", "we", "are", "i'm", "i", "am", "it");
    }

    public static bool IsWithoutTime(string text) => IsOnly(text, "no", "reminder", "without", "a", "time", "date", "none", "due");

    private static readonly string[][] Dropping =
    [
        ["never", "mind"], ["nevermind"], ["forget", "it"], ["forget", "about", "it"], ["forget", "that"], ["no"], ["no", "thanks"], ["no", "thank", "you"], ["nope"], ["nah"], ["stop"],
        ["leave", "it"], ["don't"], ["cancel"], ["drop", "it"], ["skip", "it"], ["skip", "that"], ["don't", "bother"], ["not", "now"], ["leave", "it", "be"],
    ];

    /// <summary>"never mind": whatever was asked needs no answer.</summary>
    public static bool IsDropped(string text)
    {
        var t = Lexer.Read(text);
        if (t.Count > 12) return false;
        var words = Enumerable.Range(0, t.Count).Where(i => t[i].Kind != TokenKind.Mark && !t.Is(i, "ok", "okay", "oh", "please", "martin", "actually", "then", "well")).Select(i => t[i].Text).ToList();
        return Dropping.Any(d => d.AsSpan().SequenceEqual(words.ToArray()));
    }

    private static bool IsOnly(string text, params ReadOnlySpan<string> words)
    {
        var t = Lexer.Read(text);
        for (var i = 0; i < t.Count; i++)
            if (!t.Is(i, words) && !t.Is(i, ".", "!", ","))
                return false;
        return t.Count > 0;
    }
}

internal static class MailAddresses
{
    public static IReadOnlyList<string> In(string text)
    {
        var t = Lexer.Read(text);
        return In(t, 0, t.Count);
    }

    public static IReadOnlyList<string> In(Tokens t, int from, int to) =>
        [.. Enumerable.Range(from, Math.Max(0, to - from)).Select(i => t[i]).Where(IsAddress).Select(token => token.Text)
            .Distinct(StringComparer.OrdinalIgnoreCase)];

    public static bool IsAddress(Token token) =>
        token.Kind == TokenKind.Address && token.Text.Contains('@', StringComparison.Ordinal)
            && !token.Text.Contains("://", StringComparison.Ordinal);

    /// <summary>How a person is called by the address: "Ana" for ana@example.com, else the address itself.</summary>
    public static string Name(string address)
    {
        var local = address[..address.IndexOf('@', StringComparison.Ordinal)];
        return local.All(char.IsLetter) ? Wording.Capitalised(local) : address;
    }
}
