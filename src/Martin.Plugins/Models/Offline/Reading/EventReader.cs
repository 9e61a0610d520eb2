using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Wishes to put something into the calendar, and to invite.</summary>
internal static class EventReader
{
    /// <summary>How far into the object an event noun must stand: "a quick intro call", not "a song about lunch".</summary>
    private const int NounWithin = 7;

    private static readonly HashSet<string> BeforePeople = ["with", "for", "about", "to", "of", "on", "at", "from", "by", "that", "in"];

    public static Wish? Read(Piece p) => (Wish?)Invite(p) ?? (Verb(p.T, p.Start) is { } verb ? Create(p, verb) : Repeating(p));

    private static CreateEvent? Create(Piece p, int verb)
    {
        var t = p.T;
        var isSchedule = t.Is(p.Start, "schedule", "shedule", "schedual");
        var calendar = CalendarPhrase(p, verb);
        if (calendar is { } at) p.Take(at.From, at.To);
        if (p.Has(Lexicon.TaskNouns, verb, Math.Min(p.End, verb + NounWithin)) && calendar is null) return null;
        if (!isSchedule && calendar is null && !NamesEvent(p, verb)) return null;
        if (IsOutside(p, verb)) return null;

        var invites = Invitees(p, verb);
        var isAnytime = TakeAnytime(p, verb);
        var times = Times.OfEvent(p, verb, p.End);
        if (Times.LeavesTimeWords(p, verb, p.End)) times = times with { When = null };
        var saysAllDay = TakeAllDay(p, verb);
        var location = Places.Take(p, verb, p.End);
        var title = TitleText.Of(p, AfterCalled(p.T, verb), p.End, dropArticle: true, nameAddresses: true);
        if (title.Length > TitleText.Longest || (title.Length == 0 && times.When is null && !isSchedule)) return null;
        return new CreateEvent(title, times.When)
        {
            Lasting = times.Lasting, Conflict = times.Conflict, Adverb = times.Adverb, IsAllDay = saysAllDay || DayLong.Fits(title, times, calendar is not null && !isAnytime), Location = location, IsAnytime = isAnytime && times.When is not { SaysTime: true },
            Guests = invites?.Addresses ?? [], GuestNames = invites?.Names ?? [], Others = invites is null ? MailAddresses.In(t, verb, p.End) : [],
        };
    }

    /// <summary>"gym every Tuesday at 7" is plain without a verb, where once would only be a note.</summary>
    private static CreateEvent? Repeating(Piece p)
    {
        if (p.IsQuestion || p.End - p.Start > LongestWithoutVerb || Nearest.IsNegated(p.T)) return null;
        if (!p.Dates.Any(d => d is { Kind: DateKind.Recurrence, Rule.Length: > 0, Question: null, SaysTime: true })) return null;
        var noun = p.Where(Lexicon.EventNouns, p.Start, Math.Min(p.End, p.Start + NounWithin));
        return noun is { } at && !p.IsDated(at) && !p.IsDated(p.Start) ? Create(p, p.Start) : null;
    }

    private const int LongestWithoutVerb = 16;

    private static bool TakeAnytime(Piece p, int from)
    {
        for (var i = from; i < p.End; i++)
            foreach (var words in Anytime)
                if (p.T.After(i, words) is { } end)
                {
                    p.Take(i, end);
                    return true;
                }
        return false;
    }

    private static readonly string[][] Anytime =
    [
        ["sometime"], ["some", "time"], ["whenever", "we're", "both", "free"], ["whenever", "we", "are", "both", "free"], ["whenever", "it", "suits"], ["whenever", "works"], ["whenever"], ["at", "any", "time"], ["anytime"],
        ["when", "we're", "both", "free"], ["when", "we", "are", "both", "free"], ["when", "i'm", "free"], ["when", "i", "am", "free"], ["at", "a", "good", "time"], ["at", "a", "free", "time"],
    ];

    private static int? Verb(Tokens t, int i)
    {
        if (t.Is(i, "schedule", "shedule", "schedual", "book", "create", "add", "make", "plan", "arrange", "organise", "organize", "put", "insert",
            "enter", "new"))
            return t.Skip(t.Skip(i + 1, "me", "in", "up"), "us");
        if (t.After(i, "set", "up") is { } setUp) return setUp;
        if (t.After(i, "pencil", "in") is { } pencil) return pencil;
        return t.Is(i, "set") ? i + 1 : null;
    }

    /// <summary>"an event called Budget review" is named by what follows.</summary>
    private static int AfterCalled(Tokens t, int from)
    {
        var noun = t.Skip(t.Skip(from, "a", "an", "the"), "new");
        return Lexicon.EventNouns.Contains(t[noun].Text) && t.Is(noun + 1, "called", "named", "titled", ":") ? noun + 2 : from;
    }

    private static bool NamesEvent(Piece p, int from)
    {
        for (var i = from; i < Math.Min(p.End, from + NounWithin) && !BeforePeople.Contains(p.T[i].Text); i++)
            if (Lexicon.EventNouns.Contains(p.T[i].Text) || p.T.After(i, "get", "-", "together") is not null
                || p.T.After(i, "1", ":", "1") is not null)
                return !p.T.Is(i + 1, "list", "playlist", "recipe", "song", "notes");
        return false;
    }

    private static bool IsOutside(Piece p, int from) => p.T.Is(p.Start, "book") && p.Has(Lexicon.Outside, from, Math.Min(p.End, from + NounWithin));

    /// <summary>"to my calendar", "in the agenda".</summary>
    private static (int From, int To)? CalendarPhrase(Piece p, int from)
    {
        if (p.Where(Lexicon.Calendars, from, p.End) is not { } noun) return null;
        var start = p.T.Is(noun - 1, "my", "the", "our") ? noun - 1 : noun;
        return p.T.Is(start - 1, "to", "on", "in", "into", "onto") && start - 1 >= from ? (start - 1, noun + 1) : null;
    }

    private static bool TakeAllDay(Piece p, int from)
    {
        for (var i = from; i < p.End; i++)
            if ((p.T.After(i, "all", "day") ?? p.T.After(i, "all", "-", "day")) is { } end)
            {
                p.Take(i, end);
                return true;
            }
        return false;
    }

    private sealed record Invitation(IReadOnlyList<string> Addresses, IReadOnlyList<string> Names);

    /// <summary>"… and invite her, Bob and eve@example.com": to the next date, or to the end. Pronouns stand for whom it is with.</summary>
    private static Invitation? Invitees(Piece p, int from)
    {
        for (var i = from + 1; i < p.End; i++)
        {
            if (!p.T.Is(i, "invite", "inviting")) continue;
            var end = p.Dates.Where(d => d.Start > p.T[i].Start).Select(p.TokenOf).Append(p.End).Min();
            var named = MailAddresses.In(p.T, i + 1, end);
            var usesPronoun = p.Has(["her", "him", "them", "both"], i + 1, end);
            var before = usesPronoun ? MailAddresses.In(p.T, from, i) : [];
            var names = Guests.Split(p.T.Slice(i + 1, end)).Select(TitleText.Plain)
                .Where(n => n.Length > 0 && !n.Contains('@', StringComparison.Ordinal) && n is not ("her" or "him" or "them" or "both" or "to it")).ToList();
            if (usesPronoun && before.Count == 0) names.Insert(0, PersonBefore(p, from, i));
            p.Take(p.T.Is(i - 1, "and", "also", ",") ? i - 1 : i, end);
            return new([.. before.Union(named, StringComparer.OrdinalIgnoreCase)], names);
        }
        return null;
    }

    /// <summary>The name after "with": whom "her" stands for when no address was said.</summary>
    private static string PersonBefore(Piece p, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (p.T.Is(i, "with") && p.T[i + 1].Kind == TokenKind.Word)
                return p.T.Slice(i + 1, i + 2 < to && p.T[i + 2].Kind == TokenKind.Word && char.IsUpper(p.Text[p.T[i + 2].Start]) && !p.IsDated(i + 2) ? i + 3 : i + 2);
        return "";
    }

    /// <summary>"invite ana@example.com to the lunch", "add bob@example.com to it".</summary>
    private static InviteToEvent? Invite(Piece p)
    {
        var t = p.T;
        var isInvite = t.Is(p.Start, "invite");
        if (!isInvite && !(t.Is(p.Start, "add") && MailAddresses.IsAddress(t[p.Start + 1]))) return null;
        var to = -1;
        for (var i = p.Start + 1; i < p.End; i++)
            if (t.Is(i, "to", "for"))
            {
                to = i;
                break;
            }
        var people = to < 0 ? p.End : to;
        var addresses = MailAddresses.In(t, p.Start + 1, people);
        var names = addresses.Count > 0 || t.Is(p.Start + 1, "her", "him", "them") ? "" : t.Slice(p.Start + 1, people);
        var target = to < 0 ? new EventRef("", IsIt: true) : EventRefs.Read(p, to + 1, p.End);
        return target is null || names.Length > TitleText.Longest ? null : new InviteToEvent(target, addresses, names);
    }
}
