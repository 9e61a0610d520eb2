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
        if (f.Is(f.From, "did", "didn't")) return f.IsNegated ? null : Query(f);  // what was done is asked, nothing is wished
        if (f.IsNegated) return IsUnwanted(f, wakes) || IsRemovedNonetheless(f) ? Remove(f) : null;
        if (f.After("turn", "off") > 0 || f.After("switch", "off") > 0 || f.After("shut", "off") > 0 || f.Act == Act.Remove || f.After("set", "off") > 0 && f.Verb >= 0 && f.Is(f.Verb, "set")) return Remove(f);
        if (f.Act == Act.Query && f.Is(f.Verb, "get") && (f.After("set", "an", "alarm") > 0 || f.After("set", "up", "an", "alarm") > 0 || f.After("set", "the", "alarm") > 0)) return Set(f, wakes);
        if (f.Act == Act.Change && f.Is(f.Verb, "snooze") && f.Has("all", "permanently")) return Remove(f);
        if (f.Act == Act.Change) return Change(f);
        if (f.Act == Act.Query || f.P.IsQuestion || f.Has("status", "active", "confirm", "which", "what", "any")) return Query(f);
        if (f.Act == Act.Create || wakes || alerts) return Set(f, wakes);
        return !f.Has(Past) && (f.P.Dates.Count > 0 || f.Has("new")) ? Set(f, wakes || f.Has("wakeup", "wake")) : Query(f);
    }

    /// <summary>Words of what has been: told, not wished.</summary>
    private static readonly HashSet<string> Past = ["why", "did", "didn't", "was", "wasn't", "were", "had", "hadn't", "has", "hasn't", "went", "rang", "woke", "forgot", "missed", "slept", "cancelled", "canceled", "wanted", "needed", "yesterday"];

    /// <summary>"don't wake me on Friday", "I no longer need the alarm". "My alarm doesn't ring" is a complaint.</summary>
    private static bool IsUnwanted(Frame f, bool wakes)
    {
        var isCommand = f.Is(f.From, "do") && f.Negation == f.From + 1;  // "do not …" is no question
        if (f.IsQuestion && !isCommand || f.Has(Past)) return false;
        var verb = f.Negation + 1;
        while (f.Is(verb, "longer", "really", "actually", "even", "ever", "be", "please", "do")) verb++;
        if (f.Is(verb, "need", "want", "needing", "wanting", "require")) return !f.Is(verb + 1, "to") || f.Is(verb + 2, "be") && f.Is(verb + 3, "woken");
        return wakes && f.Is(verb, "wake", "get") && f.Is(verb + 1, "me", "us");
    }

    /// <summary>The "not" gives the reason: "cancel the alarm, I am not working tomorrow", "I'm not working tomorrow so cancel the alarm".</summary>
    private static bool IsRemovedNonetheless(Frame f)
    {
        if (f.IsQuestion) return false;
        if (f.Act == Act.Remove && (f.Verb < f.Negation || f.Is(f.Verb - 1, "so", "and", ",", "then"))) return true;
        var off = Math.Max(f.After("turn", "off"), Math.Max(f.After("switch", "off"), f.After("shut", "off")));
        return off > 0 && (off <= f.Negation || f.Is(off - 3, "so", "and", ",", "then"));
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
        if (f.P.Dates.FirstOrDefault(d => d.Kind == DateKind.Recurrence) is { } repeating) return new RemoveRepeating(repeating, PurposeOf(f, f.To));
        var scope = Scope(f) with { Words = PurposeOf(f, f.To) };
        var isAll = f.Has("all", "every", "everything", "alarms", "calls", "timers", "alerts") || f.IsNegated && scope.When is null;
        return isAll ? new ClearTasks(scope) : new RemoveTask(scope);
    }

    private static Wish Change(Frame f)
    {
        var to = f.Where(["to", "until", "till", "for"], f.Object, f.To);
        while (to >= 0 && DateGrammar.Read(f.P.T.Slice(to + 1, f.To), f.P.Scene.Now, f.P.Scene.Zone) is null) to = f.Where(["to", "until", "till", "for", "at"], to + 1, f.To);
        var purpose = PurposeOf(f, to < 0 ? f.To : to);
        if (to < 0) return new MoveReminder(Scope(f) with { Words = purpose }, null);
        var when = DateGrammar.Read(f.P.T.Slice(to + 1, f.To), f.P.Scene.Now, f.P.Scene.Zone);
        var before = f.P.DatesIn(f.From, to);
        // What repeats stands in the calendar.
        if (before.Any(d => d.Kind == DateKind.Recurrence)) return new MoveEvent(new(purpose.Length > 0 ? purpose : f.Has("wake", "wakeup") ? "wake up" : "alarm"), when);
        return new MoveReminder(new(Reminds: true, When: Point(f, before), Words: purpose), when);
    }

    /// <summary>Of an alarm that is there: "… for the pills", "… to call Ana", "the laundry timer".</summary>
    private static string PurposeOf(Frame f, int to)
    {
        bool Tells(int i) => i < to && f.P.T[i].Kind == Dates.Grammar.TokenKind.Word && !Fillers.Contains(f.Words[i]) && !Small.Contains(f.Words[i]) && !f.P.IsDated(i);
        for (var i = f.From; i < to; i++)
        {
            var start = i + 1;
            if (!f.Is(i, "for", "to", "called", "named", "about", "my", "the") || i < f.Object && f.Verb >= 0) continue;
            while (f.Is(start, "the", "my", "a", "an")) start++;
            // A verb of what it is for may be a filler otherwise: "to take", "to put".
            if (!(Tells(start) || f.Is(i, "to") && f.Is(start, "take", "get", "put", "make", "call", "go") && Tells(f.Is(start + 1, "the", "my", "a", "an") ? start + 2 : start + 1))) continue;
            var end = start + 1;
            while (Tells(end) || f.Is(end, "the", "my", "a", "of", "with", "to", "off", "out") && Tells(end + 1)) end++;
            if (f.Is(i, "my", "the") && !f.Is(end, "alarm", "alarms", "alert", "alerts", "timer", "timers")) continue;
            var text = f.Said(start, end);
            return text.Length > TitleText.Longest ? "" : text;
        }
        return "";
    }

    /// <summary>Words around an alarm that do not say what it is for.</summary>
    private static readonly HashSet<string> Small =
    [
        .. ("you we i've i'd i'm i'll have had has all any both first second third last next one ones am pm o'clock cancel delete remove clear erase stop disable deactivate kill dismiss silence scheduled active existing current upcoming anymore longer no not don't won't "
            + "needed never only right currently previous early earlier late later those these them this so if because think before until till am p.m a.m phone saved made earliest latest morning's tomorrow's today's tonight's wake-up snooze change move push reschedule shift "
            + "instead rather other whole entire two three four five six seven eight nine ten eleven twelve thirty fifteen forty work us").Split(' '),
    ];

    private static TaskScope Scope(Frame f) => new(Reminds: true, When: Point(f, f.P.Dates));

    private static DateMatch? Point(Frame f, IReadOnlyList<DateMatch> dates)
    {
        var points = dates.Where(d => d.Kind is not (DateKind.Duration or DateKind.Recurrence)).ToList();
        return points.Count == 0 ? null : points.Aggregate((one, other) => DateGrammar.Joined(one, other, f.P.Scene.Now, f.P.Scene.Zone));
    }
}
