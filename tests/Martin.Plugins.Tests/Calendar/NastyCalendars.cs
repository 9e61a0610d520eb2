using System.Text;

namespace Martin.Plugins.Tests.Calendar;

/// <summary>Calendars that are broken, hostile, or only unusual. Each holds, after what is nasty, the harmless event "after".</summary>
public static class NastyCalendars
{
    /// <summary>The name; the file; how many of its events can be read; a word of the reason for the others, or null when all can.</summary>
    public static IEnumerable<(string Name, byte[] File, int Read, string? Reason)> All()
    {
        foreach (var (name, lines, read, reason) in Events()) yield return (name, File(Event(lines)), read, reason);
        foreach (var (name, body, read, reason) in Bodies()) yield return (name, File(body), read, reason);
        yield return ("broken UTF-8", [.. File(Event("SUMMARY:caf"))[..^1], 0xC3, 0x28, 0xFF, (byte)'\n'], 2, null);
        yield return ("UTF-16", Encoding.Unicode.GetBytes("BEGIN:VCALENDAR\r\n"), 0, "BEGIN:VCALENDAR");
        yield return ("nothing", [], 0, "BEGIN:VCALENDAR");
        yield return ("only zeros", new byte[1_000_000], 0, "BEGIN:VCALENDAR");
        yield return ("no calendar", "<html>BEGIN:VCALENDAR</html>"u8.ToArray(), 0, "BEGIN:VCALENDAR");
        yield return ("with a byte order mark", [0xEF, 0xBB, 0xBF, .. File("")], 1, null);
        yield return ("bare line feeds", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(File("")).Replace("\r\n", "\n")), 1, null);
        yield return ("too large", Encoding.UTF8.GetBytes("BEGIN:VCALENDAR\r\n" + new string('x', 6_000_000)), 0, "larger");
        yield return ("cut off", File(Event("SUMMARY:x"))[..^60], 1, "END:VEVENT");
    }

    private static IEnumerable<(string, string, int, string?)> Events() =>
    [
        ("COUNT in the millions", "RRULE:FREQ=DAILY;COUNT=5000000", 1, "COUNT"),
        ("COUNT beyond all numbers", "RRULE:FREQ=DAILY;COUNT=99999999999999999999999", 1, "COUNT"),
        ("every second", "RRULE:FREQ=SECONDLY", 1, "hourly"),
        ("every minute of the hour", "RRULE:FREQ=HOURLY;BYMINUTE=" + Numbers(0, 60) + ";BYSECOND=" + Numbers(0, 60), 1, "times a day"),
        ("31 million times a year", "RRULE:FREQ=YEARLY;BYMONTH=1,2,3;BYHOUR=" + Numbers(0, 24) + ";BYMINUTE=" + Numbers(0, 60) + ";BYSECOND=" + Numbers(0, 60), 1, "times a day"),
        ("30 February", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 2, null),
        ("a rule without an end", "RRULE:FREQ=DAILY;UNTIL=29991231T235959Z", 2, null),
        ("ends before it begins", "RRULE:FREQ=DAILY;UNTIL=19000101T000000Z", 2, null),
        ("INTERVAL of nothing", "RRULE:FREQ=DAILY;INTERVAL=0", 1, "INTERVAL"),
        ("INTERVAL below nothing", "RRULE:FREQ=DAILY;INTERVAL=-1", 1, "INTERVAL"),
        ("a rule of commas", "RRULE:FREQ=DAILY;BYDAY=" + new string(',', 30_000), 1, "BYDAY"),
        ("a rule of nothing", "RRULE:", 1, "FREQ"),
        ("two rules", "RRULE:FREQ=DAILY\r\nRRULE:FREQ=WEEKLY", 1, "one RRULE"),
        ("a thousand rules", string.Join("\r\n", Enumerable.Repeat("RRULE:FREQ=DAILY;COUNT=5000", 1_000)), 1, "one RRULE"),
        ("an EXRULE", "RRULE:FREQ=DAILY\r\nEXRULE:FREQ=DAILY", 1, "EXRULE"),
        ("an EXDATE flood", "RRULE:FREQ=DAILY\r\nEXDATE:" + string.Join(',', Enumerable.Repeat("20261124T090000Z", 5_000)), 1, "characters"),
        ("different EXDATEs", "RRULE:FREQ=DAILY\r\nEXDATE:" + string.Join(',', Enumerable.Range(0, 1_200).Select(i => $"{20270101 + i % 28}T{i % 24:00}{i % 60:00}{i / 60:00}Z")), 1, "1000 dates"),
        ("an RDATE flood", string.Join("\r\n", Enumerable.Range(0, 2_000).Select(i => $"RDATE:20270101T{i % 24:00}{i % 60:00}{i / 60:00}Z")), 1, "characters"),
        ("an RDATE of periods", "RDATE;VALUE=PERIOD:20261224T090000Z/PT1H,20261225T090000Z/PT2H", 2, null),
        ("an EXDATE of all", "RRULE:FREQ=DAILY;COUNT=1\r\nEXDATE:20261123T090000Z", 1, "no occurrence"),
        ("an unknown zone", "DTSTART;TZID=Mars/Olympus:20261123T090000", 1, "time zone"),
        ("an unknown zone of 90 kB", $"DTSTART;TZID={new string('Z', 90_000)}:20261123T090000", 1, "time zone"),
        ("a zone as Windows has it", "DTSTART;TZID=W. Europe Standard Time:20261123T090000\r\nDTEND;TZID=W. Europe Standard Time:20261123T100000", 2, null),
        ("a zone as others have it", "DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20261123T090000", 2, null),
        ("no DTEND", "DTSTART:20261123T090000Z", 2, null),
        ("no DTEND of a day", "DTSTART;VALUE=DATE:20261123", 2, null),
        ("a negative DURATION", "DTSTART:20261123T090000Z\r\nDURATION:-PT1H", 1, "DURATION"),
        ("a DURATION of centuries", "DTSTART:20261123T090000Z\r\nDURATION:P99999999999D", 1, "DURATION"),
        ("a DURATION of 2 years", "DTSTART:20261123T090000Z\r\nDURATION:P730D", 1, "longer"),
        ("ends before the start", "DTSTART:20261123T090000Z\r\nDTEND:20261122T090000Z", 1, "before"),
        ("a day that ends at an hour", "DTSTART;VALUE=DATE:20261123\r\nDTEND:20261123T100000Z", 1, "DTEND"),
        ("30 February as a start", "DTSTART:20260230T090000Z", 1, "DTSTART"),
        ("a start before time", "DTSTART:00010101T000000Z", 1, "DTSTART"),
        ("a start after time", "DTSTART:99991231T235959Z", 1, "DTSTART"),
        ("a leap second", "DTSTART:20161231T235960Z", 2, null),
        ("a line of 1 MB, folded", "DESCRIPTION:" + string.Join("\r\n ", Enumerable.Repeat(new string('x', 70), 15_000)), 1, "characters"),
        ("a title of 90 kB", "SUMMARY:" + new string('x', 90_000), 2, null),
        ("hidden characters", "SUMMARY:a\u200Bb\u202Ec\U000E0041d\0e", 2, null),
        ("U+0000 in an id, a name and an address", "UID:na\0sty\r\nATTENDEE;CN=\"A\0na\u202E\":mailto:a\0na@example.org\r\nURL:https://example.org/\0x\r\nLOCATION:\0", 2, null),
        ("U+0000 in a zone and a rule", "DTSTART;TZID=Europe/\0Berlin:20261123T090000\r\nRRULE:FREQ=DA\0ILY;COUNT=3", 2, null),
        ("10,000 properties", string.Join("\r\n", Enumerable.Repeat("X-A:b", 10_000)), 1, "properties"),
        ("1,000 attendees", string.Join("\r\n", Enumerable.Range(0, 1_000).Select(i => $"ATTENDEE:mailto:a{i}@example.org")), 1, "attendees"),
        ("attendees who are none", "ATTENDEE:mailto:\r\nATTENDEE:tel:123\r\nATTENDEE;CN=\"x:mailto:y", 2, null),
        ("parameters without an end", "X-A;B=\"c\r\nX-A;B\r\n;:\r\n:\r\nX", 2, null),
        ("a SEQUENCE of words", "SEQUENCE:many", 2, null),
        ("a UID of 90 kB", "UID:" + new string('u', 90_000), 1, "UID"),
        ("an alarm a century before", "BEGIN:VALARM\r\nTRIGGER:-P36500D\r\nEND:VALARM", 2, null),
        ("this and the future", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261123T090000Z", 1, "RANGE"),
        ("events in an event", "BEGIN:VEVENT\r\nSUMMARY:inner\r\nEND:VEVENT", 2, null),
    ];

    private static IEnumerable<(string, string, int, string?)> Bodies() =>
    [
        ("an event without a start", "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n", 1, "DTSTART"),
        ("a zone within a zone within a zone", string.Concat(Enumerable.Repeat("BEGIN:VTIMEZONE\r\nTZID:Loop\r\n", 100_000)), 0, "deeper"),
        ("a zone that is its own", "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART;TZID=Europe/Berlin:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n", 1, null),
        ("ends without beginnings", string.Concat(Enumerable.Repeat("END:VEVENT\r\n", 100_000)), 1, null),
        ("a calendar within", "BEGIN:VCALENDAR\r\n" + Event("SUMMARY:inner") + "END:VCALENDAR\r\n", 2, null),
        ("more events than a file may have", string.Concat(Enumerable.Range(0, 5_100).Select(i => $"BEGIN:VEVENT\r\nUID:{i}\r\nDTSTART:20261123T090000Z\r\nEND:VEVENT\r\n")), 5_000, "5000 events"),
        ("4,000 rules that never come true", string.Concat(Enumerable.Range(0, 4_000).Select(i => $"BEGIN:VEVENT\r\nUID:{i}\r\nDTSTART:20261123T090000Z\r\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30\r\nEND:VEVENT\r\n")), -1, "too long"),
        ("a million empty lines", new string('\n', 1_000_000), 1, null),
    ];

    private static string Event(string lines)
    {
        var times = lines.Contains("DTSTART", StringComparison.Ordinal) ? "" : "DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\n";
        return $"BEGIN:VEVENT\r\n{(lines.Contains("UID:", StringComparison.Ordinal) ? "" : "UID:nasty\r\n")}{times}{lines}\r\nEND:VEVENT\r\n";
    }

    private static byte[] File(string body) =>
        Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}BEGIN:VEVENT\r\nUID:after\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nSUMMARY:after\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");

    private static string Numbers(int from, int count) => string.Join(',', Enumerable.Range(from, count));
}
