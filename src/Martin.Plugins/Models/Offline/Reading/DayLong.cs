using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading.Frames;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>What takes a whole day where no hour is said: a birthday, a trip; or what was put on the calendar for a day and has no hour by its kind.</summary>
internal static class DayLong
{
    private static readonly HashSet<string> Whole =
        ["birthday", "birthdays", "bday", "birthdate", "anniversary", "holiday", "holidays", "vacation", "festival", "trip", "leave", "deadline", "off", "pto", "jubilee", "christmas", "thanksgiving", "easter", "halloween", "retreat"];

    /// <summary>What fills several days in a row, so that "next week" names them.</summary>
    private static readonly HashSet<string> Long = ["holiday", "holidays", "vacation", "trip", "leave", "off", "pto", "retreat", "festival"];

    public static bool Fits(string title, Times times, bool isForCalendar)
    {
        if (times is not { When: { SaysDay: true, SaysTime: false, Part: null, Question: null, From: not null } when, Lasting: null, Conflict: null }) return false;
        var words = title.ToLowerInvariant().Replace("'s", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words.Any(HasHour)) return false;
        return when.Kind switch
        {
            DateKind.Date or DateKind.Recurrence => isForCalendar || words.Any(Whole.Contains),
            DateKind.Window or DateKind.Range => when.To is not null && words.Any(Long.Contains),
            _ => false,
        };
    }

    /// <summary>Whoever writes down a meeting or a lunch knows when it begins, and is asked.</summary>
    private static bool HasHour(string word) => (Lexicon.EventNouns.Contains(word) || Nouns.Events.Contains(word) || word is "meet" or "meetup") && !Whole.Contains(word) && !IsPlain(word);

    private static bool IsPlain(string word) => word is "event" or "events" or "entry" or "conference" or "conferences" or "visit";
}
