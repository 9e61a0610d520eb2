using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Wishes to make tasks and reminders.</summary>
internal static class TaskReader
{
    private static readonly string[][] Reminding =
    [
        ["don't", "forget", "to", "remind", "me"], ["make", "sure", "i", "don't", "forget"], ["make", "sure", "i", "remember"], ["be", "reminded"], ["remind", "me"], ["remaind", "me"], ["remind"], ["set", "a", "reminder"], ["set", "reminder"], ["create", "a", "reminder"],
        ["add", "a", "reminder"], ["make", "a", "reminder"], ["new", "reminder"], ["reminder"], ["set", "me", "a", "reminder"],
        ["don't", "let", "me", "forget"], ["don't", "forget"], ["do", "not", "let", "me", "forget"],
    ];

    private static readonly string[][] Making =
    [
        ["create", "a", "task"], ["create", "task"], ["create", "a", "new", "task"], ["add", "a", "task"], ["add", "task"],
        ["add", "a", "new", "task"], ["make", "a", "task"], ["new", "task"], ["add", "a", "todo"], ["add", "todo"], ["create", "a", "todo"],
        ["task", ":"], ["todo", ":"], ["to", "-", "do", ":"], ["note", "to", "self"], ["add", "a", "to", "-", "do"], ["set", "a", "task"],
    ];

    public static CreateTask? Read(Piece p) => Remind(p) ?? Make(p) ?? AddToList(p);

    private static CreateTask? Remind(Piece p)
    {
        foreach (var words in Reminding)
        {
            if (p.T.After(p.Start, words) is not { } body || (words is ["reminder"] && !p.T.Is(body, ":", "to", "for"))) continue;
            if (words is ["remind"] && !p.T.Is(body, "to", "about")) return null; // "remind Ana to …" is for somebody else
            return Task(p, body, reminds: true);
        }
        return null;
    }

    private static CreateTask? Make(Piece p)
    {
        foreach (var words in Making)
            if (p.T.After(p.Start, words) is { } body)
                return Task(p, body, reminds: false);
        return null;
    }

    /// <summary>"add milk to my tasks", "put call the bank on my to-do list".</summary>
    private static CreateTask? AddToList(Piece p)
    {
        if (!p.T.Is(p.Start, "add", "put", "write", "note")) return null;
        for (var i = p.Start + 2; i < p.End; i++)
        {
            if (!p.T.Is(i, "to", "on", "in", "onto")) continue;
            if (ListName(p.T, p.T.Skip(i + 1, "my", "the", "our")) is not { } end) continue;
            p.Take(i, end);
            return Task(p, p.Start + 1, reminds: false);
        }
        return null;
    }

    /// <summary>The position after "tasks", "task list", "to-do list", "todos".</summary>
    public static int? ListName(Tokens t, int i)
    {
        var end = t.After(i, "to", "-", "do") ?? t.After(i, "to", "do") ?? t.After(i, "to", "dos")
            ?? (t.Is(i, "tasks", "task", "todo", "todos") ? i + 1 : null);
        return end is { } at ? t.Skip(at, "list", "lists", "s") : null;
    }

    private static CreateTask? Task(Piece p, int body, bool reminds)
    {
        var priority = Priorities.Take(p, body, p.End);
        var problem = Unsettled(p, body);
        var when = Times.OfTask(p, body, p.End).When;
        var title = TitleText.Of(p, body, p.End, dropArticle: false);
        if (reminds && problem is null && (IsBeforeEvent(p, body) || when is null && IsElsewhere(p, body, title))) return null;
        return title.Length > TitleText.Longest ? null : new CreateTask(title, when, reminds, priority) { Problem = problem };
    }

    /// <summary>"half an hour before the dentist on Tuesday": the day is the event's.</summary>
    private static bool IsBeforeEvent(Piece p, int body) =>
        p.Has(Lexicon.EventNouns, body, p.End) && Enumerable.Range(body, p.End - body).Any(i => Lengths.At(p.T, i) is { } length && p.T.Is(length.End, "before"));

    /// <summary>"when I get home", "for fifteen minutes", "later": what a frame reads better.</summary>
    private static bool IsElsewhere(Piece p, int body, string title) =>
        p.Has(["list", "when", "if", "later", "soon", "this", "hundred", "thousand", "before", "clock"], body, p.End) || p.Dates.Any(d => d.Kind == DateKind.Duration)
        || Enumerable.Range(body, p.End - body).Any(i => p.T.Is(i, "for", "at", "by") && Clock.Loose(p.T, i + 1) is not null) || title.Length == 0 && body < p.End;

    /// <summary>Why the time is not settled: "15 minutes before the lunch" hangs on something else than a date.</summary>
    private static string? Unsettled(Piece p, int body)
    {
        for (var i = body; i < p.End; i++)
            if (Lengths.At(p.T, i) is { } length && p.T.Is(length.End, "before", "after"))
                return p.T.Is(length.End, "before") && p.Has(Lexicon.EventNouns, body, p.End) ? null : "I can remind you so long before an event of your calendar, not before anything else; tell me a time.";
        return Times.LeavesTimeWords(p, body, p.End) ? "I did not understand the time." : null;
    }
}
