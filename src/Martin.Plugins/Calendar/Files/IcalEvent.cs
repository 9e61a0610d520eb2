using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Text;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Calendar.Files;

/// <summary>An event can't be taken from a file; the message continues a sentence that begins with the event.</summary>
public sealed class IcalException(string problem) : Exception(problem);

/// <summary>An event from a file.</summary>
/// <param name="Uid">As the file has it; made from the content where it has none, so that the same event again is known.</param>
/// <param name="OriginalStart">Of a changed occurrence: when its series would have it.</param>
public sealed record IcalEvent(string Uid, int Sequence, DateTimeOffset? OriginalStart, EventDraft Draft)
{
    /// <param name="zone">The user's, for times that name none.</param>
    /// <exception cref="IcalException">It can't be understood.</exception>
    public static IcalEvent Read(IcalComponent source, string zone, string email)
    {
        if (source.Problem is { } broken) throw new IcalException(broken);
        var span = Times(source, zone);
        var people = People(source);
        var draft = new EventDraft
        {
            Title = Cut(source.Find("SUMMARY")?.Text().Trim() is { Length: > 0 } title ? title : "(no title)", 255)!, Span = span,
            Description = Cut(source.Find("DESCRIPTION")?.Text(), 16_000), Location = Cut(source.Find("LOCATION")?.Text(), 255), Attendees = people,
            Status = source.Find("STATUS")?.Value.ToUpperInvariant() switch { "TENTATIVE" => EventStatus.Tentative, "CANCELLED" => EventStatus.Cancelled, _ => EventStatus.Confirmed },
            Transparency = source.Find("TRANSP")?.Value.ToUpperInvariant() == "TRANSPARENT" ? Transparency.Transparent : Transparency.Opaque,
            SelfResponse = people.FirstOrDefault(a => !EventRules.InvitesOthers([a], email)) is { } self ? EnumNames.Parse<AttendeeResponse>(self.Response) : null,
            Reminders = [.. source.Triggers.Select(Minutes).OfType<int>().Distinct().Take(10)],
            ConferenceUrl = Web(source.Find("X-GOOGLE-CONFERENCE") ?? source.Find("CONFERENCE") ?? source.Find("URL")), Recurrence = Repeats(source, span),
        };
        if (draft.Problems().FirstOrDefault() is { Field: { } field, Problem: var problem }) throw new IcalException($"{field} {problem}");
        if (draft.RecurrenceProblem() is { } endless) throw new IcalException($"RRULE {endless}");
        var uid = source.Find("UID")?.Value.Trim();
        if (uid?.Length > 200) throw new IcalException("UID must have at most 200 characters");
        var sequence = int.TryParse(source.Find("SEQUENCE")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        return new(string.IsNullOrEmpty(uid) ? ContentId(source) : uid, sequence, Original(source, span, zone), draft);
    }

    // Without what a program writes anew each time.
    private static string ContentId(IcalComponent source)
    {
        var lines = source.Properties.Where(p => p.Name is not ("UID" or "DTSTAMP" or "CREATED" or "LAST-MODIFIED" or "SEQUENCE" or "RECURRENCE-ID"))
            .Select(p => $"{p.Name}{string.Concat(p.Parameters.OrderBy(a => a.Key, StringComparer.OrdinalIgnoreCase).Select(a => $";{a.Key.ToUpperInvariant()}={a.Value}"))}:{p.Value}");
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))))}@content";
    }

    private static EventSpan Times(IcalComponent source, string zone)
    {
        if (source.Find("DTSTART") is not { } from) throw new IcalException("has no DTSTART");
        var start = Time(from);
        var own = start.IsUtc ? Zones.Utc : Zone(from) ?? zone;
        var begin = start.In(own);
        var end = source.Find("DTEND") is { } to ? End(to, start, own)
            : source.Find("DURATION") is { } length ? begin + Length(length.Value, start.IsDate)
            : start.IsDate ? begin.AddDays(1) : begin;
        if (end < begin || (start.IsDate && end == begin)) throw new IcalException("ends before it starts");
        if (end - begin > TimeSpan.FromDays(EventTimes.LongestDays)) throw new IcalException($"lasts longer than {EventTimes.LongestDays} days");
        return new(begin, end, own, start.IsDate);
    }

    private static DateTimeOffset End(IcalProperty to, IcalTime start, string own)
    {
        var time = Time(to);
        return time.IsDate == start.IsDate ? time.In(time.IsUtc ? Zones.Utc : Zone(to) ?? own) : throw new IcalException("has a DTEND of another kind than its DTSTART");
    }

    private static TimeSpan Length(string text, bool isAllDay)
    {
        if (Read(text) is not { } length || length < TimeSpan.Zero) throw new IcalException("has a DURATION that is no positive length such as PT1H");
        return isAllDay ? TimeSpan.FromDays(Math.Max(1, Math.Ceiling(length.TotalDays))) : length;
    }

    /// <summary>P1W, P1DT2H, -PT15M; null when it is no duration, or of years.</summary>
    private static TimeSpan? Read(string text)
    {
        var negative = text.StartsWith('-');
        if (PeriodPattern.Roundtrip.Parse(text.TrimStart('+', '-')) is not { Success: true, Value: { Years: 0, Months: 0 } period }) return null;
        if (Math.Abs((long)period.Weeks) > 5_000 || Math.Abs((long)period.Days) > 40_000 || Math.Abs(period.Hours) > 1_000_000 || Math.Abs(period.Minutes) > 60_000_000 || Math.Abs(period.Seconds) > 4_000_000_000) return null;
        var length = period.ToDuration().ToTimeSpan();
        return negative ? -length : length;
    }

    private static Recurrence? Repeats(IcalComponent source, EventSpan span)
    {
        if (source.Find("RECURRENCE-ID") is not null) return null;
        if (source.Find("EXRULE") is not null) throw new IcalException("has an EXRULE, which the standard no longer has");
        var rules = source.Properties.Where(p => p.Name is "RRULE" or "RDATE").ToList();
        if (rules.Count == 0) return null;
        var lines = source.Properties.Where(p => p.Name is "RRULE" or "RDATE" or "EXDATE")
            .Select(p => p.Name == "RRULE" ? $"RRULE:{p.Value}" : $"{p.Name};TZID={Zone(p) ?? span.TimeZone}:{p.Value}").ToList();
        return Recurrence.Read(lines, span.IsAllDay, span.TimeZone) switch { (_, { } problem) => throw new IcalException(problem), var (found, _) => found };
    }

    private static DateTimeOffset? Original(IcalComponent source, EventSpan span, string zone)
    {
        if (source.Find("RECURRENCE-ID") is not { } id) return null;
        if (id.Parameter("RANGE") is not null) throw new IcalException("changes this and all future occurrences at once (RANGE), which is not read");
        var time = Time(id);
        return time.In(time.IsUtc ? Zones.Utc : Zone(id) ?? (span.IsAllDay ? zone : span.TimeZone));
    }

    private static IcalTime Time(IcalProperty property) =>
        IcalTimes.Read(property.Value.Trim()) ?? throw new IcalException($"has a {property.Name} that is no date or time");

    /// <summary>IANA names, those of Windows, and those that carry an IANA name at their end.</summary>
    private static string? Zone(IcalProperty property)
    {
        if (property.Parameter("TZID") is not { Length: > 0 } id) return null;
        if (Zones.Find(id) is not null) return id;
        if (NodaTime.TimeZones.TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.TryGetValue(id, out var mapped)) return mapped;
        var parts = id.Split('/');
        return Enumerable.Range(2, 2).Where(n => n <= parts.Length).Select(n => string.Join('/', parts[^n..])).FirstOrDefault(name => Zones.Find(name) is not null)
            ?? throw new IcalException($"is in a time zone that is not known: {Cut(id, 60)}");
    }

    private static List<Attendee> People(IcalComponent source)
    {
        var people = source.Properties.Where(p => p.Name is "ORGANIZER" or "ATTENDEE").Select(p => new Attendee
        {
            Email = p.Value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? p.Value[7..].Trim() : p.Value.Trim(), Name = Cut(p.Parameter("CN"), 255),
            Response = p.Name == "ORGANIZER" ? "accepted" : p.Parameter("PARTSTAT")?.ToUpperInvariant() switch { "ACCEPTED" => "accepted", "DECLINED" => "declined", "TENTATIVE" => "tentative", _ => "needs_action" },
        }).Where(a => a.Email.Length <= 255 && MailAddress.TryCreate(a.Email, out var address) && address.Address == a.Email);
        // Who organizes often stands among the attendees too; there with an answer.
        return [.. people.Reverse().DistinctBy(a => a.Email.ToUpperInvariant()).Reverse()];
    }

    private static int? Minutes(IcalProperty trigger) =>
        trigger.Parameter("RELATED")?.ToUpperInvariant() != "END" && Read(trigger.Value.Trim()) is { } before && before <= TimeSpan.Zero && before > TimeSpan.FromMinutes(-40_321) ? (int)-before.TotalMinutes : null;

    private static string? Web(IcalProperty? property) => property?.Value.Trim() is { Length: < 2_000 } text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? text : null;

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
