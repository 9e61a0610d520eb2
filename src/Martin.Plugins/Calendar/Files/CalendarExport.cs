using System.Globalization;
using System.Text;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;

namespace Martin.Plugins.Calendar.Files;

/// <summary>Writes events as an iCalendar file (RFC 5545).</summary>
public static class CalendarExport
{
    /// <param name="rows">Single events, series, and the changed occurrences of these.</param>
    public static string Write(IReadOnlyList<EventRow> rows, DateTimeOffset now)
    {
        var file = new StringBuilder();
        void Line(string line) => IcalText.Fold(file, line);
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//Martin//Calendar//EN");
        Line("CALSCALE:GREGORIAN");
        foreach (var zone in rows.Where(r => !r.IsAllDay && r.TimeZone != Zones.Utc).GroupBy(r => r.TimeZone).OrderBy(g => g.Key, StringComparer.Ordinal))
            foreach (var line in ZoneText.Lines(zone.Key, zone.Min(r => r.StartTime), zone.Max(r => Last(r, now)))) Line(line);
        var series = rows.Where(r => r.Recurrence is not null).ToDictionary(r => r.Id);
        foreach (var row in rows)
            foreach (var line in Event(row, row.SeriesId is { } id ? series.GetValueOrDefault(id) : null)) Line(line);
        Line("END:VCALENDAR");
        return file.ToString();
    }

    private static IEnumerable<string> Event(EventRow row, EventRow? series)
    {
        yield return "BEGIN:VEVENT";
        yield return $"UID:{(series ?? row).Uid ?? (series ?? row).Id.ToString()}";
        yield return $"DTSTAMP:{IcalTimes.Stamp(row.UpdatedAt, false)}";
        yield return "DTSTART" + Time(row.StartTime, row);
        yield return "DTEND" + Time(row.EndTime, row);
        if (row.OriginalStart is { } original) yield return "RECURRENCE-ID" + Time(original, series ?? row);
        foreach (var line in row.Recurrence?.Split('\n') ?? []) yield return line;
        yield return $"SEQUENCE:{row.Sequence.ToString(CultureInfo.InvariantCulture)}";
        yield return $"SUMMARY:{IcalText.Escape(row.Title)}";
        if (row.Description is { Length: > 0 } description) yield return $"DESCRIPTION:{IcalText.Escape(description)}";
        if (row.Location is { Length: > 0 } location) yield return $"LOCATION:{IcalText.Escape(location)}";
        if (row.ConferenceUrl is { } url) yield return $"URL:{url.ReplaceLineEndings("")}";
        yield return $"STATUS:{row.Status.ToString().ToUpperInvariant()}";
        yield return $"TRANSP:{row.Transparency.ToString().ToUpperInvariant()}";
        foreach (var person in row.Attendees)
            yield return $"ATTENDEE;PARTSTAT={person.Response.ToUpperInvariant().Replace('_', '-')}{Name(person)}:mailto:{person.Email}";
        foreach (var minutes in row.Reminders)
        {
            yield return "BEGIN:VALARM";
            yield return "ACTION:DISPLAY";
            yield return $"DESCRIPTION:{IcalText.Escape(row.Title)}";
            yield return $"TRIGGER:-PT{minutes.ToString(CultureInfo.InvariantCulture)}M";
            yield return "END:VALARM";
        }
        yield return "END:VEVENT";
    }

    private static string Time(DateTimeOffset at, EventRow row) =>
        row.IsAllDay ? $";VALUE=DATE:{IcalTimes.Stamp(at, true)}"
        : row.TimeZone == Zones.Utc ? $":{IcalTimes.Stamp(at, false)}"
        : $";TZID={row.TimeZone}:{IcalTimes.Local(Zones.ToLocal(at, row.TimeZone))}";

    private static string Name(Attendee person) => person.Name is null ? "" : $";CN=\"{new string([.. person.Name.Where(c => c != '"' && !char.IsControl(c))])}\"";

    private static DateTimeOffset Last(EventRow row, DateTimeOffset now) =>
        row.Recurrence is null ? row.EndTime : row.RecursUntil ?? (row.EndTime > now ? row.EndTime : now).AddYears(ZoneText.YearsAhead);
}
