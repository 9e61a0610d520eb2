using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Alarms: reminders with a time, which push and ring on the user's devices.</summary>
internal static class AlarmFrames
{
    private static readonly HashSet<string> NotOurs = ["fire", "smoke", "burglar", "backdoor", "door", "security", "car", "house"];

    /// <summary>What belongs to the alarm and not to what it is for.</summary>
    private static readonly HashSet<string> Fillers =
    [
        .. ("a an the my me alarm alarms alert alerts clock timer timers wake wakeup up to for at on of go off going set please new another with sound ring it is be i and about that day every need want call time now just also get put "
            + "turn add create make schedule give can you by in from after morning evening night afternoon noon days hundred thousand tomorrow today there something daily week month weekends weekdays weekend sure begin").Split(' '),
    ];

    public static Wish? Read(Frame f)
    {
        if (Only(f) is { } only) return only;
        if (f.Has(NotOurs) && f.Has("alarm", "alarms") && f.Act != Act.Query) return null;
        if (f.Is(f.From, "remind", "add", "buy", "book") && f.Where(Nouns.Alarms, f.From, f.To) is < 0 or > 3 || f.Where(Nouns.Events, f.From, f.To) is >= 0 and var planned && f.Where(Nouns.Alarms, f.From, f.To) > planned && f.Act != Act.Query) return null;
        var wakes = f.After("wake", "me") > 0 || f.After("get", "me", "up") > 0 || f.After("wake", "us") > 0;
        var alerts = f.After("alert", "me") > 0 || f.After("alarm", "me") > 0;
        if (!f.Has("alarm", "alarms", "wakeup", "timer", "timers", "alerts") && !wakes && !alerts && f.After("wake", "up") < 0) return null;
        if (f.Has(Nouns.SureMails)) return null;
        if (alerts && f.Has("when", "if") && f.P.Dates.Count == 0) return null;
        if (f.IsNegated) return wakes || f.Has("alarm", "alarms") ? Remove(f) : null;
        if (f.After("turn", "off") > 0 || f.After("switch", "off") > 0 || f.After("shut", "off") > 0 || f.Act == Act.Remove || f.After("set", "off") > 0 && f.Verb >= 0 && f.Is(f.Verb, "set")) return Remove(f);
        if (f.Act == Act.Query && f.Is(f.Verb, "get") && (f.After("set", "an", "alarm") > 0 || f.After("set", "up", "an", "alarm") > 0 || f.After("set", "the", "alarm") > 0)) return Set(f, wakes);
        if (f.Act == Act.Change && f.Is(f.Verb, "snooze") && f.Has("all", "permanently")) return Remove(f);
        if (f.Act == Act.Change) return Change(f);
        if (f.Act == Act.Query || f.P.IsQuestion || f.Has("status", "active", "confirm", "which", "what", "any")) return Query(f);
        if (f.Act == Act.Create || wakes || alerts) return Set(f, wakes);
        return f.P.Dates.Count > 0 || f.Has("new") ? Set(f, wakes || f.Has("wakeup", "wake")) : Query(f);
    }

    /// <summary>"two pm set", "one pm removed": an hour can only be an alarm's.</summary>
    private static Wish? Only(Frame f)
    {
        if (f.P.Dates is not [{ SaysTime: true, Question: null, Kind: DateKind.Instant } time]) return null;
        var left = Enumerable.Range(f.From, f.To - f.From).Where(i => !f.P.IsDated(i)).ToList();
        if (left is not [var word]) return null;
        return f.Is(word, "set") ? new CreateTask("Alarm", time, Reminds: true) : f.Is(word, "removed", "cancelled", "canceled") ? new RemoveTask(new(Reminds: true, When: time)) : null;
    }

    private static Wish Set(Frame f, bool wakes)
    {
        if (ReminderFrames.Before(f, f.From, f.Object) is { } before) return before;
        var problem = Times.LeavesTimeWords(f.P, f.From, f.To) ? "I did not understand the time." : null;
        var times = Times.OfEvent(f.P, f.From, f.To);
        var when = times.When ?? (times.Lasting is { } lasting ? SaidTimes.After(f, lasting) : SaidTimes.Loose(f));
        // Nobody is woken in the evening by "six thirty".
        if (wakes && when is { Ambiguities.Count: > 0, From: { Hour: >= 12 } evening }) when = SaidTimes.Earlier(f, when, NodaTime.Period.FromHours(evening.Minus(NodaTime.Period.FromHours(12)) > f.P.Scene.Local ? 12 : -12)) ?? when;
        if (when is null && SaidTimes.LeavesNumbers(f)) problem = "I did not understand the time.";
        if (times.Conflict is { } conflict) problem = $"You named more than one time ({conflict}).";
        var purpose = Purpose(f);
        var title = purpose.Length > 0 ? Wording.Capitalised(purpose) : wakes || f.Has("wakeup", "wake") ? "Wake up" : f.Has("timer") ? "Timer" : "Alarm";
        if (when is { SaysTime: false, Question: null } && when.Part is null) problem ??= $"At what time ({when.Explanation})?";
        return new CreateTask(title, when, Reminds: true) { Problem = problem };
    }

    /// <summary>"… to take the pills", "… for church".</summary>
    private static string Purpose(Frame f)
    {
        var left = f.P.Left(f.From, f.To).ToList();
        while (left.Count > 0 && Fillers.Contains(f.Words[left[0]])) left.RemoveAt(0);
        while (left.Count > 0 && (Fillers.Contains(f.Words[left[^1]]) || f.P.T[left[^1]].Kind == Dates.Grammar.TokenKind.Mark)) left.RemoveAt(left.Count - 1);
        if (left.Count == 0) return "";
        var run = left.Count - 1;
        while (run > 0 && left[run - 1] == left[run] - 1) run--;
        var text = f.P.T.Slice(left[run], left[^1] + 1);
        return text.Length > TitleText.Longest ? "" : text;
    }

    private static ListReminders Query(Frame f) => new(Scope(f), f.Has("next") && !f.Has("two", "three", "four", "five", "days", "week", "alarms"));

    private static Wish Remove(Frame f)
    {
        var scope = Scope(f);
        var isAll = f.Has("all", "every", "everything", "alarms", "calls", "timers", "alerts") || f.IsNegated && scope.When is null;
        return isAll ? new ClearTasks(scope) : new RemoveTask(scope);
    }

    private static MoveReminder Change(Frame f)
    {
        var to = f.Where(["to", "until", "till", "for"], f.Object, f.To);
        while (to >= 0 && DateGrammar.Read(f.P.T.Slice(to + 1, f.To), f.P.Scene.Now, f.P.Scene.Zone) is null) to = f.Where(["to", "until", "till", "for", "at"], to + 1, f.To);
        if (to < 0) return new(Scope(f), null);
        var when = DateGrammar.Read(f.P.T.Slice(to + 1, f.To), f.P.Scene.Now, f.P.Scene.Zone);
        var before = f.P.DatesIn(f.From, to);
        return new(new(Reminds: true, When: Point(f, before)), when);
    }

    private static TaskScope Scope(Frame f) => new(Reminds: true, When: Point(f, f.P.Dates));

    private static DateMatch? Point(Frame f, IReadOnlyList<DateMatch> dates)
    {
        var points = dates.Where(d => d.Kind is not (DateKind.Duration or DateKind.Recurrence)).ToList();
        return points.Count == 0 ? null : points.Aggregate((one, other) => DateGrammar.Joined(one, other, f.P.Scene.Now, f.P.Scene.Zone));
    }
}
