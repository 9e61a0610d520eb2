using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Calendar.Availability;

/// <summary>Reads English wishes about when to meet: "not before 10, avoid Friday, 45 minutes next week, ideally in the morning".</summary>
public static class WishGrammar
{
    /// <summary>Longer texts are no wishes about a time.</summary>
    public const int MaxChars = 500;

    private static readonly LocalTime Noon = new(12, 0), AfterLunch = new(13, 0), EveningBegins = new(17, 0);

    private static readonly HashSet<string> Filling =
    [
        "on", "in", "the", "a", "an", "for", "please", "at", "and", "or", "but", "only", "just", "during", "some", "time", "times", "meeting", "any", "i", "we", "me", "us", "would", "like", "want", "need",
        "it", "is", "should", "be", "must", "can", "could", "anything", "over", "around", "of", "to", "find", "slot", "slots", "sometime", "somewhere", "o'clock", "hour", "hours", "works", "work", "day", "days",
        "last", "long", "lasting", "takes", "that",
    ];

    private static readonly HashSet<string> Soft = ["ideally", "preferably", "prefer", "preferred", "rather", "possibly", "best"];
    private static readonly HashSet<string> Denying = ["not", "no", "avoid", "avoiding", "never", "except", "without", "don't", "dont", "nothing"];
    private static readonly HashSet<string> Breaks = [",", ";", ".", "!", "but"];

    public static SlotWishes Read(string text, Instant now, DateTimeZone zone) => new Reader(Lexer.Read(text), now, zone).Read();

    private sealed class Reader(Tokens t, Instant now, DateTimeZone zone)
    {
        private readonly List<SlotWish> wishes = [];
        private readonly List<string> unread = [];
        private Duration? length;
        private (LocalDateTime, LocalDateTime)? window;
        private bool denied, soft;
        private int begins;

        public SlotWishes Read()
        {
            for (var i = 0; i < t.Count;)
            {
                if (Breaks.Contains(t[i].Text)) (denied, soft, begins, i) = (false, false, i + 1, i + 1);
                else if (t.After(i, "if", "possible") is { } possible) i = Softened(possible);
                else if (Soft.Contains(t[i].Text)) (soft, i) = (true, i + 1);
                else if (t.After(i, "do", "not") is { } doNot) (denied, i) = (true, doNot);
                else if (Denying.Contains(t[i].Text)) (denied, i) = (true, i + 1);
                else if (Bounds(i) is { } bounds) i = bounds;
                else if (PartOfDay(Noun(i)) is { } part) i = part;
                else if (Days(Noun(i)) is { } days) i = days;
                else if (Lengths.At(t, i) is { } lasting && lasting.Value.HasTimeComponent) (length, i) = (Duration.FromMinutes(Lengths.Minutes(lasting.Value)), lasting.End);
                else if (Dates(i) is { } dates) i = dates;
                else i = Left(i);
            }
            return new() { Wishes = wishes, Length = length, Window = window, Unread = unread };
        }

        /// <summary>"mornings if possible": what stands before it was not firm.</summary>
        private int Softened(int next)
        {
            if (wishes.Count > 0 && begins < next - 2) wishes[^1] = wishes[^1] with { IsFirm = false };
            soft = true;
            return next;
        }

        /// <summary>Behind "in the", "on" and their like.</summary>
        private int Noun(int i)
        {
            while (t.Is(i, "on", "in", "at", "the", "during", "over", "only")) i++;
            return i;
        }

        private int? Bounds(int i)
        {
            if (t.Is(i, "later", "earlier") && t.Is(i + 1, "than") && Clock.Loose(t, i + 2) is { } than)
                return Add(i, than.End, t.Is(i, "later") == denied ? EndsBy(than.Value.Usual) : StartsFrom(than.Value.Usual), asDenied: false);
            if (t.Is(i, "between") && Clock.Loose(t, i + 1) is { } low && t.Is(low.End, "and", "-", "–") && Clock.Loose(t, low.End + 1) is { } high)
            {
                var (from, to) = (low.Value.Usual, high.Value.Usual);
                return denied ? Add(i, high.End, (s, e) => e.TimeOfDay <= from || s.TimeOfDay >= to, asDenied: false) : Add(i, high.End, (s, e) => StartsFrom(from)(s, e) && EndsBy(to)(s, e));
            }
            if (!t.Is(i, "before", "after", "by", "until", "till", "from") || Clock.Loose(t, i + 1) is not { } at) return null;
            var time = at.Value.Usual;
            var startsThen = t.Is(i, "after", "from");
            // "not before 10" is "from 10 on", and "not after 4" is "over by 4".
            return Add(i, at.End, startsThen == denied ? EndsBy(time) : StartsFrom(time), asDenied: false);
        }

        private int? PartOfDay(int i) => t[i].Text switch
        {
            "morning" or "mornings" => Add(i, i + 1, (_, e) => e.TimeOfDay <= Noon && e.TimeOfDay > LocalTime.Midnight),
            "afternoon" or "afternoons" => Add(i, i + 1, (s, e) => s.TimeOfDay >= Noon && s.TimeOfDay < EveningBegins && e.Date == s.Date),
            "evening" or "evenings" => Add(i, i + 1, (s, _) => s.TimeOfDay >= EveningBegins),
            "lunch" or "lunchtime" => Add(i, t.Is(i + 1, "time", "hour", "break") ? i + 2 : i + 1, (s, e) => s.TimeOfDay < AfterLunch && e > s.Date.At(Noon)),
            _ => null,
        };

        /// <summary>"Friday", "Tuesdays or Thursdays", "weekends": the only ones, or those that are out.</summary>
        private int? Days(int i)
        {
            var days = new HashSet<IsoDayOfWeek>();
            var end = i;
            for (var at = i; ;)
            {
                if (t.Is(at, "weekend", "weekends")) days.UnionWith([IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday]);
                else if (t.Is(at, "weekdays")) days.UnionWith([IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday]);
                else if (Weekday(t[at].Text) is { } day) days.Add(day);
                else break;
                end = at + 1;
                at = end;
                while (t.Is(at, "or", "and", ",", "/", "nor", "on")) at++;
            }
            // "Friday next week" and "Friday the 27th" are dates.
            if (days.Count == 0 || (days.Count == 1 && (t.Is(end, "the", "next") || t[end].Kind == TokenKind.Number))) return null;
            return Add(i, end, (s, _) => days.Contains(s.DayOfWeek));
        }

        private int? Dates(int i)
        {
            if (Phrase.At(t, i) is not { } phrase || DateGrammar.Find(t.Slice(i, phrase.End), now, zone) is not [{ Unsettled: null, From: { } from } match]) return null;
            var to = match.To ?? from.Date.PlusDays(1).AtMidnight();
            if (denied) return Add(i, phrase.End, (s, e) => s < to && e > from);
            if (match.SaysTime && match.Kind is DateKind.Instant or DateKind.Range) return null;  // a time of its own is no wish about times
            window = window is { } known ? (LocalDateTime.Min(known.Item1, from), LocalDateTime.Max(known.Item2, to)) : (from, to);
            return phrase.End;
        }

        private int Left(int i)
        {
            if (t[i].Kind != TokenKind.Mark && !Filling.Contains(t[i].Text)) unread.Add(t.Slice(i, i + 1));
            return i + 1;
        }

        private int Add(int from, int end, Func<LocalDateTime, LocalDateTime, bool> holds, bool asDenied = true)
        {
            var no = denied && asDenied;
            var first = from;
            while (first > begins && (Denying.Contains(t[first - 1].Text) || t.Is(first - 1, "over", "on", "the", "in", "only"))) first--;
            wishes.Add(new(t.Slice(first, end), !soft, no ? (s, e) => !holds(s, e) : holds));
            return end;
        }

        private static Func<LocalDateTime, LocalDateTime, bool> StartsFrom(LocalTime time) => (s, _) => s.TimeOfDay >= time;

        private static Func<LocalDateTime, LocalDateTime, bool> EndsBy(LocalTime time) => (s, e) => e <= s.Date.At(time);

        private static IsoDayOfWeek? Weekday(string word) => word.TrimEnd('s') switch
        {
            "monday" or "mon" => IsoDayOfWeek.Monday,
            "tuesday" or "tue" or "tues" => IsoDayOfWeek.Tuesday,
            "wednesday" or "wed" => IsoDayOfWeek.Wednesday,
            "thursday" or "thu" or "thur" => IsoDayOfWeek.Thursday,
            "friday" or "fri" => IsoDayOfWeek.Friday,
            "saturday" or "sat" => IsoDayOfWeek.Saturday,
            "sunday" or "sun" => IsoDayOfWeek.Sunday,
            _ => null,
        };
    }
}
