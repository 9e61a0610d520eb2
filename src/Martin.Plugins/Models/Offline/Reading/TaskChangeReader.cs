using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Wishes about tasks that exist.</summary>
internal static class TaskChangeReader
{
    private static readonly string[] Done = ["done", "complete", "completed", "finished"];

    public static Wish? Read(Piece p) => (Wish?)Complete(p) ?? Delete(p) ?? Postpone(p) ?? Prioritise(p) ?? (Wish?)List(p);

    private static CompleteTask? Complete(Piece p)
    {
        var t = p.T;
        if (t.Is(p.Start, "mark", "set"))
        {
            var end = t.Skip(p.End - 1, Done) > p.End - 1 ? p.End - 1 : -1;
            if (end < 0) return null;
            var to = t.Is(end - 1, "as", "is") ? end - 1 : t.Is(end - 2, "to") && t.Is(end - 1, "be") ? end - 2 : end;
            return Ref(p, p.Start + 1, to) is { } marked ? new CompleteTask(marked) : null;
        }
        var off = t.After(p.Start, "tick", "off") ?? t.After(p.Start, "check", "off") ?? t.After(p.Start, "cross", "off");
        if (off is null && t.Is(p.Start, "tick", "check", "cross") && t.Is(p.End - 1, "off"))
            return Ref(p, p.Start + 1, p.End - 1) is { } ticked ? new CompleteTask(ticked) : null;
        var from = off ?? (t.Is(p.Start, "complete") ? p.Start + 1 : (int?)null) ?? t.After(p.Start, "i", "finished")
            ?? t.After(p.Start, "i've", "finished") ?? t.After(p.Start, "i", "completed")
            ?? t.After(p.Start, "i've", "completed") ?? t.After(p.Start, "i'm", "done", "with") ?? t.After(p.Start, "i", "am", "done", "with")
            ?? t.After(p.Start, "finish", "the", "task");
        if (from is { } at) return Ref(p, at, p.End) is { } finished ? new CompleteTask(finished) : null;
        return p.End - p.Start > 2 && t.Is(p.End - 1, Done) && t.Is(p.End - 2, "is") && !p.IsQuestion
            && !t.Is(p.Start, "what", "when", "who", "which", "how", "why", "where", "if")
            && Ref(p, p.Start, p.End - 2) is { } done ? new CompleteTask(done) : null;
    }

    private static DeleteTask? Delete(Piece p)
    {
        if (!p.T.Is(p.Start, "delete", "remove", "drop", "erase", "cancel")) return null;
        var isTask = p.Has(Lexicon.TaskNouns, p.Start + 1, p.End)
            || (p.Where(["to"], p.Start, p.End) is { } to && TaskReader.ListName(p.T, to) is not null);
        if (isTask && p.Has(["all", "every", "everything", "both", "tasks", "reminders"], p.Start + 1, p.End) && TaskListPhrase(p) is null) return null;
        if (isTask) return Ref(p, p.Start + 1, p.End) is { } wanted ? new DeleteTask(wanted) : null;
        if (p.T.Is(p.Start, "cancel") || Lexicon.Pronouns.Contains(p.T[p.Start + 1].Text) && !p.Scene.Mentions.IsTaskLatest) return null;
        if (Lexicon.Pronouns.Contains(p.T[p.Start + 1].Text)) return p.End == p.Start + 2 ? new DeleteTask(new("", IsIt: true)) : null;
        return null;
    }

    /// <summary>"remove milk from my tasks" names one task and the list.</summary>
    private static (int From, int To)? TaskListPhrase(Piece p)
    {
        for (var i = p.Start + 2; i < p.End; i++)
            if (p.T.Is(i, "from", "off", "on", "in") && TaskReader.ListName(p.T, p.T.Skip(i + 1, "my", "the")) is { } end)
                return (i, end);
        return null;
    }

    /// <summary>"postpone call the bank to Friday"; events are postponed when an event noun says so.</summary>
    private static PostponeTask? Postpone(Piece p)
    {
        var t = p.T;
        var isTask = p.Has(Lexicon.TaskNouns, p.Start, p.End);
        var isGeneric = t.Is(p.Start, "postpone", "delay", "snooze", "defer")
            && !(p.Where(Lexicon.EventNouns, p.Start, p.End) is { } noun && noun != p.Start + 1 && !t.Is(noun, "call"))
            && !IsEventHead(p);
        if (!isGeneric && !(isTask && t.Is(p.Start, "move", "reschedule", "push", "postpone"))) return null;
        for (var i = p.End - 1; i > p.Start + 1 && p.End - i <= ChangeReader.LongestDate; i--)
        {
            if (!t.Is(i, "to", "until", "till", "for", "by")) continue;
            var read = DateGrammar.Read(t.Is(i, "for", "by") ? "in " + t.Slice(i + 1, p.End) : t.Slice(i + 1, p.End), p.Scene.Now, p.Scene.Zone);
            if (read is null) continue;
            if (Lexicon.Pronouns.Contains(t[p.Start + 1].Text) && !p.Scene.Mentions.IsTaskLatest) return null;
            return Ref(p, p.Start + 1, i) is { } wanted ? new PostponeTask(wanted, read) : null;
        }
        return !Lexicon.Pronouns.Contains(t[p.Start + 1].Text) && Ref(p, p.Start + 1, p.End) is { Words.Length: > 0 } open
            ? new PostponeTask(open, null) : null;
    }

    /// <summary>"postpone the call to Friday" is about an event, "postpone call the bank" about a task.</summary>
    private static bool IsEventHead(Piece p) => p.T.Is(p.Start + 1, "the", "my", "our") && Lexicon.EventNouns.Contains(p.T[p.Start + 2].Text)
        || Lexicon.EventNouns.Contains(p.T[p.Start + 1].Text) && !p.T.Is(p.Start + 1, "call", "visit", "review", "practice", "date");

    /// <summary>"make call the bank high priority", "set the priority of it to low".</summary>
    private static PrioritiseTask? Prioritise(Piece p)
    {
        var t = p.T;
        if (!t.Is(p.Start, "make", "set", "mark", "change", "give")) return null;
        if (t.After(p.Start + 1, "the", "priority", "of") is { } of && t.Is(p.End - 2, "to") && Level(t, p.End - 1) is { } level)
            return Ref(p, of, p.End - 2) is { } wanted ? new PrioritiseTask(wanted, level) : null;
        for (var i = p.Start + 2; i < p.End; i++)
            if (Priorities.At(t, i, p.End) is { } found && found.End >= p.End)
                return Ref(p, p.Start + 1, t.Is(i - 1, "a", "as", "to") ? i - 1 : i) is { } named ? new PrioritiseTask(named, found.Value) : null;
        return null;
    }

    private static string? Level(Tokens t, int i) => t.Is(i, "low", "medium", "high", "urgent") ? t[i].Text : null;

    private static ListTasks? List(Piece p)
    {
        var t = p.T;
        var isDoing = t.After(p.Start, "what", "do", "i", "have", "to", "do") ?? t.After(p.Start, "what", "should", "i", "do")
            ?? t.After(p.Start, "what's", "due") ?? t.After(p.Start, "what", "is", "due")
            ?? t.After(p.Start, "what", "do", "i", "need", "to", "do");
        var names = p.Has(Lexicon.TaskNouns, p.Start, p.End)
            || Enumerable.Range(p.Start, p.End - p.Start).Any(i => t.Is(i, "to") && TaskReader.ListName(t, i) is not null);
        var asks = t.Is(p.Start, "what", "what's", "whats", "show", "list", "view", "see", "check", "tell", "give", "open", "any", "do", "which",
            "how", "display", "read", "my", "are", "tasks", "todos");
        if (isDoing is null && !(names && asks)) return null;
        if (p.Has(["delete", "remove", "add", "create", "complete", "send", "share", "mark", "events", "meetings", "appointments"], p.Start, p.End)) return null;
        if (isDoing is { } after && Enumerable.Range(after, p.End - after).Any(i => SaysMore(p, i))) return null;
        return new ListTasks(p.Dates.FirstOrDefault(d => d.Kind != DateKind.Duration),
            Completed: p.Has(["completed", "done", "finished"], p.Start, p.End));
    }

    /// <summary>"what should I do about the roof" asks for more than the list.</summary>
    private static bool SaysMore(Piece p, int i) =>
        p.T[i].Kind == TokenKind.Word && !p.T.Is(i, "first", "next", "still") && !p.IsDated(i);

    private static TaskRef? Ref(Piece p, int from, int to)
    {
        if (TaskListPhrase(p) is { } list) p.Take(list.From, list.To);
        if (Lexicon.Pronouns.Contains(p.T[from].Text) && to == from + 1) return new("", IsIt: true);
        if (Listed(p, from, to) is { } listed) return listed;
        while (p.T.Is(from, "the", "my", "a", "task", "reminder", "todo", "to", ":", "called", "named", "about", "off", "for") && from < to) from++;
        while (p.T.Is(to - 1, "task", "reminder", "todo") && to > from) to--;
        var title = TitleText.Of(p, from, to, dropArticle: true);
        return title.Length > TitleText.Longest ? null : new(title.Length == 0 ? "" : EventRefs.Lowered(title));
    }

    /// <summary>"the second one", where tasks were listed last.</summary>
    public static TaskRef? Listed(Piece p, int from, int to) =>
        Positions.Read(p.T, from, to) is not { } position ? null
        : p.Scene.Mentions.AreTasksLatest && Positions.Of(position, p.Scene.Mentions.Tasks, p.Scene.Mentions.Task) is { } task ? new(task.Title, Id: task.Id) : new("");
}
