using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Tasks in free wording, and what waits for what.</summary>
internal static class TaskFrames
{
    private static readonly string[][] Waiting =
        [["depends", "on"], ["is", "blocked", "by"], ["are", "blocked", "by"], ["blocked", "by"], ["waits", "for"], ["has", "to", "wait", "for"], ["must", "wait", "for"], ["should", "wait", "for"], ["comes", "after"], ["needs", "to", "wait", "for"], ["wait", "for"], ["depend", "on"]];

    public static Wish? Read(Frame f)
    {
        if (f.Has(Nouns.SureMails) || f.Has(Nouns.Calendar)) return null;
        if (Depends(f) is { } depends) return depends;
        var named = f.Has("task", "tasks", "todo", "todos", "chore", "chores", "errands", "errand") || f.Has("jobs", "assignments", "things") && (f.After("to", "do") > 0 || f.Has("done"));
        if (!named || f.Has(Nouns.Foreign)) return null;
        if (f.Act == Act.Query || f.P.IsQuestion || f.Act == Act.None && f.To - f.From <= 3) return new ListTasks(f.P.Dates.FirstOrDefault(d => d.Kind is not (DateKind.Duration or DateKind.Recurrence)), f.Has("completed", "finished") && !f.Has("not"));
        if (f.IsNegated) return null;
        var words = Words(f);
        return f.Act switch
        {
            Act.Remove when f.Has("all", "every", "tasks", "todos") && words.Length == 0 => new ClearTasks(new()),
            Act.Remove => new RemoveTask(new(Words: words)),
            Act.Complete => new FinishTask(new(Words: words)),
            Act.Create when Enumerable.Range(f.Object, f.To - f.Object).SkipWhile(i => f.Is(i, "a", "an", "the", "new", "another", "my", "following", "me")).Take(1).All(i => !Nouns.Tasks.Contains(f.Words[i])) => null,
            Act.Create when words.Length > 0 => Create(f),
            Act.Create => new CreateTask("", null, Reminds: false),
            _ => null,
        };
    }

    private static CreateTask? Create(Frame f)
    {
        var when = Times.OfTask(f.P, f.Object, f.To).When;
        var words = Words(f);
        return words.Length == 0 ? null : new CreateTask(Wording.Capitalised(words), when, Reminds: false);
    }

    private static DependTask? Depends(Frame f)
    {
        foreach (var words in Waiting)
        {
            if (f.After(words) is not (> 0 and var end)) continue;
            var start = end - words.Length;
            var first = Plain(f, f.Is(f.From, "make", "let", "have") ? f.From + 1 : f.From, start);
            var second = Plain(f, end, f.To);
            return first.Length > 0 && second.Length > 0 && !f.P.IsQuestion && f.Act is Act.None or Act.Create or Act.Complete && !f.Is(f.From, "i", "it", "that", "what", "this", "we", "you") ? new DependTask(new(Words: first), new(Words: second)) : null;
        }
        // "do the painting after buying paint"
        if (f.Is(f.From, "do", "start") && f.Where(["after"], f.From + 1, f.To) is >= 0 and var after && f.P.Dates.Count == 0)
            return Plain(f, f.From + 1, after) is { Length: > 0 } one && Plain(f, after + 1, f.To) is { Length: > 0 } other ? new DependTask(new(Words: one), new(Words: other)) : null;
        return null;
    }

    private static string Plain(Frame f, int from, int to)
    {
        while (from < to && f.Is(from, "the", "my", "task", "that", "a", "to")) from++;
        while (to > from && f.Is(to - 1, "task", "first", "please")) to--;
        return to - from is 0 or > 12 ? "" : f.Said(from, to);
    }

    private static string Words(Frame f)
    {
        var left = f.P.Left(f.IsPassive ? f.From : f.Object, f.IsPassive ? f.Verb : f.To).Where(i => !f.P.IsDated(i)).ToList();
        while (left.Count > 0 && (f.Is(left[0], "the", "my", "a", "an", "task", "tasks", "todo", "todos", "to", "called", "named", "new", "all", "of", "for", "do", "as", "this", "that", "it", "about", "every", ":", "-", "\"") || Nouns.Tasks.Contains(f.Words[left[0]]))) left.RemoveAt(0);
        while (left.Count > 0 && (f.Is(left[^1], "done", "complete", "completed", "as", "task", "tasks", "todo", "my", "from", "the", "in", "to", "on", "list", "finished", "off", "please", ".", "\"") || Nouns.Tasks.Contains(f.Words[left[^1]]))) left.RemoveAt(left.Count - 1);
        return left.Count == 0 ? "" : f.Said(left[0], left[^1] + 1);
    }
}
