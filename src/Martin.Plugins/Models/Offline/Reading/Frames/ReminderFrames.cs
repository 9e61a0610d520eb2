using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Reminders, wherever in the sentence they are asked for: "I have a meeting tomorrow at ten, please remind me".</summary>
internal static class ReminderFrames
{
    private static readonly string[][] Asking =
    [
        .. "remind me to|remind me about|remind me of|remind me for|remind me that|remind me on|remind me|remind us to|remind us|remind|notify me about|notify me of|notify me|don't let me forget about|don't let me forget to|don't let me forget|let me not forget|i would like to be reminded about|i would like to be reminded of|i'd like to be reminded of|i want to be reminded about|i want to be reminded of|be reminded about|be reminded of|be reminded to|make sure i don't forget to|make sure i don't forget|make sure i remember to|make sure i remember|don't forget to remind me about|don't forget to remind me to|i need to be reminded of|i need to be reminded to|i need to be reminded|ping me to|ping me|give me a reminder for|give me a reminder to|give me a reminder|set a reminder for|set a reminder to|set a reminder about|set a reminder|set reminder for|set reminder|new reminder for|new reminder to|new reminder|create a reminder|add a reminder for|add a reminder|add reminder|make a reminder|set a notification for|set a notification about|set a notification|set notification for|reminder notification for|reminder notification|schedule a reminder for|schedule a reminder|send me a reminder for|send me a reminder to|send me a reminder|send me a notification|send me notice of|send me a notice|i need a reminder for|i need a reminder to|i need a reminder|i want a reminder for|i want a reminder to|i want a reminder|put a reminder|put in a reminder"
            .Split('|').Select(p => p.Split(' ')),
    ];

    private static readonly HashSet<string> Fillers =
    [
        .. ("a an the me please to for of about on at set reminder reminders notification and also i have have got got can could you that my there is am with will be it so hey hi just again by make making turn your event as name later soon clock reminders of daily input later new want need in then when "
            + "set-up into go going clock create add put calendar open").Split(' '),
    ];

    /// <summary>"tell me on Tuesday to call Jane", "let me know when it is ten".</summary>
    public static Wish? ReadTold(Frame f)
    {
        if (f.IsNegated || f.P.IsQuestion && f.P.Start == f.From || f.Has(Nouns.SureMails)) return null;
        foreach (var words in Telling)
        {
            if (f.After(words) is not (> 0 and var end) || end - words.Length > f.From + 1) continue;
            if (f.Is(end, "when", "once", "at", "as") && Hour(f, end) is { } hour) return new CreateTask("", hour, Reminds: true);
            var to = end;
            while (f.P.IsDated(to) && to < f.To) to++;
            if (words is ["remind", "me"] || !f.Is(to, "to") || to + 1 >= f.To || f.P.Dates.Count == 0) continue;
            return Create(f, f.From, to + 1);
        }
        return null;
    }

    private static readonly string[][] Telling = [["tell", "me"], ["let", "me", "know"], ["notify", "me"], ["alert", "me"], ["inform", "me"], ["ping", "me"], ["remind", "me"]];

    /// <summary>The hour after "when it is", where nothing else follows.</summary>
    private static DateMatch? Hour(Frame f, int from)
    {
        var at = f.Is(from, "as") && f.Is(from + 1, "soon") ? from + 3 : from + 1;
        at = f.Is(at, "it") && f.Is(at + 1, "is", "gets", "turns", "hits", "becomes", "strikes") ? at + 2 : f.Is(at, "it's", "its") ? at + 1 : f.Is(at, "the") && f.Is(at + 1, "clock") && at + 3 < f.To ? at + 3 : -1;
        return at > 0 && at < f.To && DateGrammar.Read(f.P.T.Slice(at, f.To), f.P.Scene.Now, f.P.Scene.Zone) is { SaysTime: true, Kind: DateKind.Instant } hour ? hour : null;
    }

    public static Wish? Read(Frame f)
    {
        if (f.Has(Nouns.SureMails) && !f.Has("remind", "reminder", "reminders") || f.Has("song")) return null;
        var asking = Phrase(f);
        var named = f.Has(Nouns.Reminders);
        if (asking is null && !named) return null;
        if (named && (f.Act == Act.Remove || f.After("turn", "off") > 0)) return Remove(f);
        if (named && f.Act == Act.Change && !f.Is(f.Verb, "update")) return null;
        if (named && f.Is(f.From, "did", "have", "has", "is", "are", "do", "does", "was", "were") && f.Is(f.From + 1, "i", "we", "you", "there", "my", "any", "the", "a")) return Query(f);
        if (named && (f.Act == Act.Query || f.P.IsQuestion) && asking is null && !f.Has("set") || f.Is(f.From, "what", "what's", "show", "list", "which", "do", "when", "are", "is", "confirm", "how") && named) return Query(f);
        if (f.IsNegated && f.After("don't", "let", "me", "forget") < 0) return null;
        if (asking is { } at) return Create(f, at.From, at.To);
        return f.Act == Act.Create ? Create(f, f.Verb, f.Object) : f.Act == Act.None && f.To - f.From <= 2 ? Query(f) : null;
    }

    private static (int From, int To)? Phrase(Frame f)
    {
        foreach (var words in Asking)
            if (f.After(words) is > 0 and var end && (words is not ["remind"] || f.Is(end, "the", "my") || end == f.To))
                return (end - words.Length, end);
        return null;
    }

    private static Wish? Create(Frame f, int from, int to)
    {
        if (f.Has("if") && f.After("remind", "me", "if") > 0) return Unsettled("I can remind you at a time only, not when something happens.");
        if (f.Where(["when"], f.From, f.To) is >= 0 and var when && f.P.Dates.Count == 0 && f.Is(when + 1, "i", "we", "the", "she", "he")) return Unsettled("I can remind you at a time only, not when something happens.", Title(f, to, when));
        if (Before(f, from, to) is { } before) return before;
        f.P.Take(from, to);
        var problem = Times.LeavesTimeWords(f.P, f.From, f.To) ? "I did not understand the time." : null;
        var chosen = Times.OfEvent(f.P, f.From, f.To);
        if (chosen.Conflict is { } conflict) problem = $"You named more than one time ({conflict}).";
        var point = chosen.When ?? (chosen.Lasting is { } lasting ? SaidTimes.After(f, lasting) : SaidTimes.Loose(f));
        if (point is null && ListName.In(f) is { Name: { } list } named && f.Is(named.From, "on", "to", "in"))
        {
            f.P.Take(named.From, named.To);
            return new CreateTask(Title(f, f.From, f.To), null, Reminds: false) { List = list };
        }
        if (point is null && SaidTimes.LeavesNumbers(f)) problem ??= "I did not understand the time.";
        return new CreateTask(Title(f, f.From, f.To), point, Reminds: true) { Problem = problem };
    }

    /// <summary>"15 minutes before my 2 pm appointment": by the event, not by the clock.</summary>
    public static Wish? Before(Frame f, int from, int to)
    {
        for (var i = f.From; i < f.To; i++)
        {
            var length = Lengths.At(f.P.T, i) ?? (f.Is(i, "an", "a", "one") && f.Is(i + 1, "hour") ? new Parsed<NodaTime.Period>(NodaTime.Period.FromHours(1), i + 2) : null);
            if (length is not { } ahead || !f.Is(ahead.End, "before", "beforehand", "ahead", "prior", "early", "earlier") && !(f.Is(ahead.End, "in") && f.Is(ahead.End + 1, "advance"))) continue;
            // "remind me of the meeting five minutes before it starts": it was named first.
            if (i > to && (ahead.End + 1 >= f.To || f.Is(ahead.End + 1, "time", "hand", "it", "that", "start", "starting", "advance", "they", "then", "the") && f.To - ahead.End <= 5) && f.P.Has(Nouns.Events, to, i) && EventRefs.Read(f.P.Fresh(), to, i) is { } named)
                return new RemindBefore(named is { Words: "", When: null, Id: null, IsNext: false } ? new(f.Said(f.Where(Nouns.Events, to, i), f.Where(Nouns.Events, to, i) + 1)) : named, ahead.Value, null);
            var start = f.Is(ahead.End + 1, "of", "to") ? ahead.End + 2 : ahead.End + 1;
            if (start >= f.To || f.Is(start, "that", "it", "i")) start = i <= to + 1 ? start : f.Where(Nouns.Events, f.From, i) is >= 0 and var noun ? -1 - noun : start;
            var span = start < 0 ? (From: f.Is(f.From, "i") ? f.From + 2 : to, To: i) : i > to + 1 && start >= f.To ? (From: to, To: i) : (From: start, f.To);
            // "an alarm thirty minutes before that": before the time said.
            if (f.Is(ahead.End + 1, "that", "it", "then") && f.P.Dates.FirstOrDefault(d => d.SaysTime && d.End <= f.P.T[i].Start) is { } said && SaidTimes.Earlier(f, said, ahead.Value) is { } earlier)
                return new CreateTask(f.Has("alarm") ? "Alarm" : Title(f, f.From, f.P.TokenOf(said)), earlier, Reminds: true);
            if (span.From >= span.To || !f.P.Has(Nouns.Events, span.From, span.To)) return null;
            if (span.To - span.From <= 2 && i > to + 1 && f.P.Has(Nouns.Events, to, i)) span = (to, i);  // "… before the meeting", which was named first
            return EventRefs.Read(f.P.Fresh(), span.From, span.To) is { } wanted ? new RemindBefore(wanted, ahead.Value, null) : null;
        }
        return null;
    }

    private static CreateTask Unsettled(string problem, string title = "") => new(title, null, Reminds: true) { Problem = title.Length == 0 ? null : problem };

    private static string Title(Frame f, int from, int to)
    {
        var left = f.P.Left(from, to).ToList();
        while (left.Count > 0 && (Fillers.Contains(f.Words[left[0]]) || f.P.T[left[0]].Kind == TokenKind.Mark)) left.RemoveAt(0);
        while (left.Count > 0 && (Fillers.Contains(f.Words[left[^1]]) || f.P.T[left[^1]].Kind == TokenKind.Mark)) left.RemoveAt(left.Count - 1);
        if (left.Count == 0 || left is [var one] && f.Is(one, "this", "that", "it")) return "";
        var text = string.Join(' ', Runs(left).Select(r => f.P.T.Slice(r.From, r.To)));
        return text.Length > TitleText.Longest ? text[..TitleText.Longest] : Wording.Capitalised(text);
    }

    private static IEnumerable<(int From, int To)> Runs(List<int> left)
    {
        var start = 0;
        for (var i = 1; i <= left.Count; i++)
            if (i == left.Count || left[i] != left[i - 1] + 1)
            {
                yield return (left[start], left[i - 1] + 1);
                start = i;
            }
    }

    private static ListReminders Query(Frame f) => new(new(Reminds: true, When: f.P.Dates.FirstOrDefault(d => d.Kind is not (DateKind.Duration or DateKind.Recurrence))), f.Has("next"));

    private static Wish Remove(Frame f)
    {
        var scope = new TaskScope(Reminds: true, When: f.P.Dates.FirstOrDefault(d => d.Kind is not (DateKind.Duration or DateKind.Recurrence)));
        if (f.Has("all", "every", "reminders")) return new ClearTasks(scope);
        foreach (var date in f.P.Dates) f.P.Take(date);
        if (f.Where(Nouns.Reminders, f.From, f.To) is >= 0 and var noun) f.P.Take(noun, noun + 1);
        return new RemoveTask(scope with { Words = Title(f, f.Object, f.To) });
    }
}
