using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>The calendar in free wording: looking, taking off, putting in.</summary>
internal static class CalendarFrames
{
    private const int MostWords = 6;

    private static readonly HashSet<string> Self = ["i", "my", "me", "mine", "our", "we", "us", "i'm", "i've"];
    private static readonly HashSet<string> Busy = ["free", "busy", "available", "happening", "planned", "scheduled", "booked", "plans", "plan", "occupied", "upcoming", "agenda", "availability"];
    private static readonly HashSet<string> Going = ["going", "attending", "joining", "coming", "attend", "join", "go", "doing", "see", "need", "make"];
    private static readonly HashSet<string> All = ["all", "everything", "every", "entire", "whole", "events", "meetings", "appointments", "engagements", "programs", "plans", "anything", "entries", "content", "contents", "data", "commitments", "dates"];

    /// <summary>Words of a question or wish that are no part of an event's title.</summary>
    private static readonly HashSet<string> Small =
    [
        .. ("a an the this that these those my our your me i we us i'm i've it is are was were be been am do does did have has had got get getting go going will would can could should to of for from in on at by with and or but if about into off out up "
            + "what what's whats when when's where who which how why whether many much long time times day days week weeks month date please hey hi hello ok so any anything everything something thing things there here all every else also just now soon "
            + "tell show list give let know see check look find search view open read display confirm describe mention pull remind say want need like must supposed currently right coming upcoming next scheduled schedule schedules planned plan plans happening happen "
            + "takes take place taking marked set entered placed down event events meeting meetings appointment appointments engagement engagements calendar calendars agenda diary planner reminder reminders entry entries program programs programme "
            + "commitment commitments free busy available delete remove cancel erase clear clean drop dismiss get rid of longer no not don't anymore attending joining attend join first last two three item items data content contents entire whole important details "
            + "information info stored app between until after before during rest remaining left today's tonight name called titled as true false correct happens be doing can't cannot isn't it's interested able schedule's events' single only more latest "
            + "put add create make book new arrange organize organise write note insert enter include save store start repeating recurring repeat repeats generic hello there's mine update updated input required following so-called having again out").Split(' '),
    ];

    public static Wish? Read(Frame f)
    {
        if (f.Has(Nouns.SureMails) || f.Has(Nouns.Tasks) && !f.Has(Nouns.Calendar)) return null;
        var isCalendar = f.Has(Nouns.Calendar) && !(f.Has(Nouns.Foreign) && !f.Has(Self));
        if (f.Act == Act.Remove || IsDropping(f)) return isCalendar || f.Has(Nouns.Events) && !f.Has(Nouns.Foreign) ? Remove(f) : null;
        if (f.Act is Act.Query || f.P.IsQuestion || f.Act == Act.None && (isCalendar || f.Has("events", "meetings", "appointments", "happening") && f.P.Dates.Count > 0)) return Query(f, isCalendar);
        if (f.IsNegated) return null;
        if (f.Act == Act.None && f.Is(f.From, "repeating", "recurring", "weekly", "daily", "monthly", "new") && f.Has(Nouns.Events)) return Create(f, isCalendar: true);
        if (f.Act == Act.Complete && f.Is(f.Verb, "mark") && (isCalendar || f.Is(f.Verb + 1, "down") && f.Has(Nouns.Events) && f.P.Dates.Any(d => d.SaysDay))) return Create(f, isCalendar);
        return f.Act switch { Act.Create => Create(f, isCalendar), Act.Change => isCalendar && !f.Has(Nouns.Events) ? Create(f, isCalendar) : null, _ => null };
    }

    private static ListEvents? Query(Frame f, bool isCalendar)
    {
        if (f.Has(Nouns.Foreign)) return null;
        var self = f.Has(Self);
        var plain = f.Has(Nouns.PlainEvents) && !(f.Has("date", "dates", "thing", "things", "item", "items") && !f.Has("event", "events", "meeting", "meetings", "appointment", "appointments", "plans", "schedule"));
        var named = f.Has(Nouns.Events) && (self || f.Is(f.From, "when", "where", "is", "are", "what", "confirm", "which", "tell", "check", "do") && (f.Has("the") || Enumerable.Range(f.From, f.To - f.From).Any(i => Names.IsPossessive(f.P.T, i)) || f.P.Dates.Count > 0 && f.Has("today", "any", "there")));
        var dates = f.P.Dates.Where(d => d.Kind is not (DateKind.Duration or DateKind.Recurrence)).ToList();
        var asks = self && (f.Has(Busy) || f.After("going", "on") > 0 || f.After("up", "to") > 0) || self && dates.Count > 0 && f.Has("anything", "have", "doing", "off", "work", "vacation", "supposed", "things", "what's", "need") && !f.Has("wear", "eat", "cook", "watch", "umbrella", "order")
            || (f.After("going", "on") > 0 || f.Has("happening", "scheduled")) && dates.Count > 0;
        asks |= (f.Is(f.From, "when") || f.Is(f.From, "what") && f.Is(f.From + 1, "time")) && self && f.Has("do", "am", "are", "supposed") && !f.Has("did", "should", "get", "born");
        asks |= f.Is(f.From, "when") && f.Is(f.From + 1, "is") && f.Has(Nouns.Events) && f.To - f.From <= 6;
        if (!isCalendar && !plain && !named && !asks) return null;
        var when = dates.Count == 0 ? null : dates.Aggregate((one, other) => DateGrammar.Joined(one, other, f.P.Scene.Now, f.P.Scene.Zone));
        var words = Content(f, f.From, f.To) ?? "";
        if (!self && !plain && !isCalendar && words.Length == 0) return null;
        if (plain && !self && words.Split(' ').Length > 3) return null;
        if (when is { SaysDay: false, SaysTime: true } && words.Length > 0) when = null;
        var free = f.Has("free", "available", "busy", "availability");
        return new ListEvents(when, free ? "" : words) { AsksFree = free && when is not null, IsNext = f.Has("next") && when is null && words.Length == 0 };
    }

    /// <summary>"we are no longer attending the fair on Friday". "I'm not going to be long at the fair" speaks of something else.</summary>
    private static bool IsDropping(Frame f)
    {
        if (!f.IsNegated || f.P.IsQuestion || !f.Has(Self) || f.Act is not (Act.None or Act.Query or Act.Remove)) return false;
        var after = Math.Max(f.After("no", "longer"), Math.Max(f.After("i'm", "not"), f.After("am", "not")));
        if (after < 0) return false;
        while (f.Is(after, "be", "longer", "really", "actually")) after++;
        if (after >= f.To || !Going.Contains(f.Words[after])) return false;
        if (!f.Is(after, "going") || !f.Is(after + 1, "to")) return true;
        return after + 2 < f.To && f.Words[after + 2] is var next && (Joining.Contains(next) || Nouns.Events.Contains(next));
    }

    private static readonly HashSet<string> Joining =
    [
        "attend", "join", "go", "come", "make", "the", "my", "our", "a", "an", "that", "this", "his", "her", "their",
    ];

    private static Wish? Remove(Frame f)
    {
        if (f.Has("task", "tasks", "reminder", "reminders") || f.Is(f.Verb, "stop", "end", "silence", "disable") && !f.Has(Nouns.Calendar) && !f.Has("event", "events")) return null;
        if (f.IsNegated && f.Act != Act.Remove && !IsDropping(f)) return null;
        if (f.IsNegated && f.Negation < f.Verb && f.Is(f.Verb - 1, "to", "you")) return null;  // "I am not going to cancel it"
        if (!f.IsOfContext && (f.Has("don't", "dont") || f.After("do", "not") > 0)) return null;
        var dates = f.P.Dates.Where(d => d.Kind is not (DateKind.Duration or DateKind.Recurrence)).ToList();
        var when = dates.Count == 0 ? null : dates.Aggregate((one, other) => DateGrammar.Joined(one, other, f.P.Scene.Now, f.P.Scene.Zone));
        if (Content(f, f.From, f.To) is not { } words) return new CancelEvent(new EventRef(""));  // a name too long to be looked for
        // That it was called off is told, not that it be taken out: the event is named in a question first.
        var isTold = f.Act != Act.Remove;
        if (isTold && words.Length == 0) return null;
        var isAll = !isTold && ( f.Has(All) || words.Length == 0 && when is null && f.Has(Nouns.Calendar) && !f.Has("event", "meeting", "appointment", "next", "this", "that", "entry"));
        if (isAll) return new ClearEvents(when, words);
        var isNext = f.Has("next") && (when is null || when.Kind != DateKind.Date);
        return new CancelEvent(new EventRef(words, when, IsNext: isNext && words.Length == 0, IsIt: words.Length == 0 && when is null && !isNext && f.Has(Lexicon.Pronouns))) { IsTold = isTold };
    }

    private static CreateEvent? Create(Frame f, bool isCalendar)
    {
        if (f.Has(Nouns.Foreign) && !isCalendar || f.P.IsQuestion && !f.Is(f.P.Start, "can", "could", "would", "will") && f.P.Start == f.From) return null;
        var noun = f.Where(Nouns.Events, f.From, f.To);
        var plain = f.Where(Nouns.PlainEvents, f.From, f.To) >= 0 && f.Has("event", "events", "meeting", "meetings", "appointment", "appointments");
        var plans = f.Is(f.Verb, "schedule", "plan", "arrange", "put", "add", "book", "organize", "organise", "insert", "enter", "pencil", "write", "note", "take", "jot", "include", "record");
        if (f.Has(Nouns.Lists)) return null;
        var meets = f.Is(f.Verb, "add", "schedule", "plan", "put") && f.Has("meet", "meetup", "visit", "with") && f.P.Dates.Any(d => d.SaysDay) && f.P.Dates.Any(d => d.SaysTime)
            || f.IsPassive && noun >= 0 && f.P.Dates.Any(d => d.SaysDay)
            || f.IsOfContext && noun >= 0 && f.Is(f.Verb, "add", "put", "schedule", "set", "place", "save", "book", "enter", "note") && f.P.Dates.Any(d => d.SaysDay)
            || f.Has("meet", "meetup", "visit") && f.Is(f.Verb, "add", "write", "note", "put", "record", "pencil", "jot", "schedule", "plan", "take") && f.P.Dates.Any(d => d.SaysDay);
        if (!isCalendar && !plain && !meets && !(plans && noun >= 0 && f.P.Dates.Count > 0)) return null;
        if (!isCalendar && f.P.Has(Lexicon.Outside, f.Object, Math.Min(f.To, f.Object + 4))) return null;
        var times = Times.OfEvent(f.P, f.From, f.To);
        if (times is { When: null or { SaysTime: false, SaysDay: true, Kind: DateKind.Date, Question: null }, Adverb: null } && SaidTimes.Loose(f) is { } hour)
            times = times with { When = times.When is null ? hour : DateGrammar.Joined(times.When, hour, f.P.Scene.Now, f.P.Scene.Zone) };
        if (Times.LeavesTimeWords(f.P, f.From, f.To)) times = times with { When = null };
        var location = Places.Take(f.P, f.From, f.To);
        TakeCalendar(f);
        var from = f.Object;
        if (f.Verb > f.From && !f.IsPassive && (f.IsOfContext || f.To - f.Object <= 1)) { from = f.From; f.P.Take(f.ContextEnd, f.To); }
        if (f.IsPassive)
        {
            from = f.From;
            f.P.Take(f.Verb, f.To);
        }
        var title = Title(f, from);
        if (title.Length == 0 && times.When is { SaysTime: true } && (f.Is(f.Verb, "block", "reserve") || f.After("block", "off") > 0 || f.After("block", "out") > 0)) title = "Busy";
        return title.Length > TitleText.Longest ? null : new CreateEvent(title, times.When) { Lasting = times.Lasting, Conflict = times.Conflict, Adverb = times.Adverb, Location = location, IsAllDay = DayLong.Fits(title, times, isCalendar) };
    }

    /// <summary>"mark June 5 as mom's birthday", "take note of today as my first day": the day stands before what it is.</summary>
    public static CreateEvent? ReadMarked(Frame f)
    {
        if (f.IsNegated || f.P.IsQuestion && f.P.Start == f.From || f.Act is not (Act.Complete or Act.Create) || !f.Is(f.Verb, "mark", "note", "take", "save", "set", "put", "record", "remember", "make", "block", "add", "schedule", "book", "plan") || f.Has(Nouns.Lists) || f.Has(Nouns.SureMails) || f.Has(Nouns.Alarms) || f.Has(Nouns.Reminders)) return null;
        var at = f.Object;
        while (f.Is(at, "down", "of", "the", "off", "out", "date", "my", "calendar", "for", "on", "in", "me") && !f.P.IsDated(at)) at++;
        if (f.P.Dates.FirstOrDefault(d => f.P.TokenOf(d) == at) is not { SaysDay: true } date) return null;
        var end = at;
        while (end < f.To && f.P.IsDated(end)) end++;
        if (!f.Is(end, "as", "for", "down") || f.Is(end, "for") && !f.Is(f.Verb, "mark", "save", "block")) return null;
        // A word of time in the name, "a day off", is no time; an hour there is.
        var times = Times.OfEvent(f.P, f.From, f.P.Dates.Any(d => d.SaysTime) ? f.To : end);
        TakeCalendar(f);
        var title = Title(f, end + 1);
        return title.Length is 0 or > TitleText.Longest ? null : new CreateEvent(title, times.When) { Lasting = times.Lasting, Conflict = times.Conflict, Adverb = times.Adverb, IsAllDay = DayLong.Fits(title, times, f.Is(end, "as") || f.Has(Nouns.Calendar)) };
    }

    /// <summary>"to my calendar" says where it goes, and is no part of the title.</summary>
    private static void TakeCalendar(Frame f)
    {
        for (var i = f.From; i < f.To; i++)
        {
            if (!Nouns.Calendar.Contains(f.Words[i])) continue;
            var start = i;
            while (f.Is(start - 1, "my", "the", "our", "to", "on", "in", "into", "onto", "from", "of")) start--;
            f.P.Take(start, i + 1);
        }
    }

    private static string Title(Frame f, int from)
    {
        var left = f.P.Left(from, f.To).ToList();
        while (left.Count > 0 && (f.P.T[left[0]].Kind == TokenKind.Mark || IsTitleFiller(f, left[0]) && !(Nouns.Events.Contains(f.Words[left[0]]) && left.Count <= 2))) left.RemoveAt(0);
        while (left.Count > 0 && (f.P.T[left[^1]].Kind == TokenKind.Mark || f.Is(left[^1], "on", "at", "for", "to", "in", "the", "my", "a", "of", "with", "is", "please", "okay", "and", "that", "from", "by", "it", "will", "be", "time", "down", "this", "as"))) left.RemoveAt(left.Count - 1);
        if (left.Count == 0 || left is [var one] && f.Is(one, "event", "events", "reminder", "this", "something", "thing", "item", "entry")) return "";
        var words = new List<string>();
        for (var i = 0; i < left.Count; i++)
        {
            var start = i;
            while (i + 1 < left.Count && left[i + 1] == left[i] + 1) i++;
            words.Add(f.P.T.Slice(left[start], left[i] + 1));
        }
        return Wording.Capitalised(string.Join(' ', words));
    }

    private static bool IsTitleFiller(Frame f, int i) =>
        f.Is(i, "a", "an", "the", "my", "our", "new", "event", "that", "i", "am", "have", "will", "be", "going", "called", "named", "titled", "for", "of", "to", "with", "repeating", "recurring", "generic", "an", "in", "on", "me", "is", "please", "add", "and", "it", "as", "all", "another", "this", "calendar", "schedule", "reminder", "note", "there", "there's", "we", "are", "i've", "i'm", "got", "has", "so", "like", "want", "need", "down")
        && !(f.Is(i, "event") && f.Is(i + 1, "planning"));

    /// <summary>The words that name the event: the longest run of those that are not small; null where it is too long for a name.</summary>
    private static string? Content(Frame f, int from, int to)
    {
        var best = (From: 0, To: 0);
        for (var i = from; i < to; i++)
        {
            if (!IsContent(f, i)) continue;
            var end = i + 1;
            // A joining word within the name stays: "lunch with co workers".
            while (end < to && (IsContent(f, end) || f.Is(end, "with", "of", "and", "for", "the", "to", "co") && end + 1 < to && IsContent(f, end + 1) && !f.Is(end, "to"))) end++;
            if (end - i > best.To - best.From) best = (i, end);
            i = end;
        }
        return best.To - best.From > MostWords ? null : best.To == best.From ? "" : f.Said(best.From, best.To);
    }

    private static bool IsContent(Frame f, int i) => f.P.T[i].Kind is TokenKind.Word && !Small.Contains(f.Words[i]) && !f.P.IsDated(i);
}
